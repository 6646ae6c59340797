#!/usr/bin/env bats
# Processes behind descriptors.

load lib

@test "fd:N, a /proc/PID directory as a shell opens it" {
	start_receiver 1
	exec 8<"/proc/$pid"
	fdkill -USR1 fd:8
	exec 8<&-
	wait "$pid"
	has_arrived "10 .*"
}

@test "fd:N, a pidfd from clone3 that a real parent hands over" {
	run "$HELPERS/clone-pidfd" 7 sleep -- "$FDKILL" -v -KILL fd:7
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "fd:7: sent KILL to "*" ("* ]]
	[ "${lines[1]}" = "the child died of 9" ]
}

@test "fd:N of a process that has ended is gone, whatever became of its number" {
	start sleep 1000
	exec 8<"/proc/$pid"
	fdkill -KILL fd:8
	assert_dead_of KILL "$pid"
	local arguments
	for arguments in "" --print "--name sleep" "-u root"; do
		# shellcheck disable=SC2086 # words
		run -1 fdkill $arguments fd:8
		[ "$output" = "fdkill: fd:8: no such process" ]
	done
	run -3 fdkill --status fd:8
	[ "$output" = "fdkill: fd:8: no such process" ]
	run -0 fdkill -s 0 -w fd:8
	exec 8<&-
}

@test "what is no process is refused, and said to be what it is" {
	start sleep 1000
	local path
	for path in /dev/null "/proc/$pid/stat" "/proc/$pid/task/$pid" "/proc/$pid/fd"; do
		exec 8<"$path"
		run fdkill fd:8
		[ "$status" -eq 2 ]
		[[ $output == *"not a process but $path"* ]]
		exec 8<&-
	done
	assert_alive "$pid"
}

@test "descriptors that fdkill opens itself are never valid" {
	local fd
	start_receiver
	for fd in 4 5 6 7; do
		run bash -c 'exec 3<&- 4<&- 5<&- 6<&- 7<&-; exec "$0" -KILL "$1" fd:'$fd "$FDKILL" "$pid"
		[ "$status" -eq 2 ]
		[[ $output == *"not open"* ]]
	done
	assert_alive "$pid"
}

@test "peer:N, who connected a Unix socket" {
	run "$HELPERS/peer" client "$FDKILL" -v -USR2 peer:9
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "peer:9: sent USR2 to "*"(peer)" ]]
	[ "${lines[1]}" = "the client died of 12" ]
}

@test "peer:N of ourselves, of nobody, and of no Unix socket is refused" {
	run "$HELPERS/peer" pair "$FDKILL" peer:9
	[ "$status" -eq 2 ]
	[[ $output == *itself* ]]
	run "$HELPERS/peer" lone "$FDKILL" peer:9
	[ "$status" -eq 2 ]
	[[ $output == *"not connected"* ]]
	run "$HELPERS/peer" udp "$FDKILL" peer:9
	[ "$status" -eq 2 ]
	[[ $output == *"Unix socket"* ]]
}

@test "before Linux 6.5 a peer cannot be held, and it says so" {
	run "$HELPERS/peer" client "$HELPERS/deny" getsockopt:ENOPROTOOPT:2=77 -- "$FDKILL" peer:9
	[ "$status" -eq 3 ]
	[[ ${lines[0]} == *"Linux 6.5"* ]]
	[ "${lines[1]}" = "the client died of 9" ]
}
