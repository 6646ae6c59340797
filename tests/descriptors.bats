#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=kernel
# Targets that are named by a descriptor.

load lib

@test "fd:N accepts a /proc/PID directory that the shell has opened" {
	start_receiver 1
	exec 8<"/proc/$pid"
	fdkill -USR1 fd:8
	exec 8<&-
	wait "$pid"
	has_arrived "10 .*"
}

@test "the /proc directory of a further thread is its process, signalled once, and waited for" {
	local thread
	"$HELPERS/threads" >"$BATS_TEST_TMPDIR/said" 3>&- &
	pid=$!
	until_true grep -q READY "$BATS_TEST_TMPDIR/said"
	thread=$(sed -n '1s/^TID //p' "$BATS_TEST_TMPDIR/said")
	exec 8<"/proc/$thread"
	run -0 fdkill -v -USR1 fd:8 "$pid" fd:8
	[ "${#lines[@]}" -eq 1 ]
	until_true grep -q ' got 10$' "$BATS_TEST_TMPDIR/said"
	run -1 fdkill -KILL --name nosuch fd:8
	run -0 fdkill -KILL -w --name threads fd:8
	exec 8<&-
	assert_dead_of KILL "$pid"
}

@test "fd:N accepts a pidfd that a parent got from clone3(2)" {
	run "$HELPERS/clone-pidfd" 7 sleep -- "$FDKILL" -v -KILL fd:7
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "fd:7: sent KILL to "[0-9]*" "*" "* ]]
	[ "${lines[1]}" = "the child died of 9" ]
}

@test "fd:N of a process that has exited is gone, even if its number is reused" {
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

@test "a descriptor that is not of a process is refused, and the message says what it is" {
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

@test "a descriptor that fdkill opens itself is never a valid target" {
	local fd
	start_receiver
	for fd in 4 5 6 7; do
		run bash -c 'exec 3<&- 4<&- 5<&- 6<&- 7<&-; exec "$0" -KILL "$1" fd:'$fd "$FDKILL" "$pid"
		[ "$status" -eq 2 ]
		[[ $output == *"not open"* ]]
	done
	assert_alive "$pid"
}

@test "peer:N is the process that connected a Unix socket" {
	needs_linux 6.5
	run "$HELPERS/peer" client "$FDKILL" -v -USR2 peer:9
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "peer:9: sent USR2 to "*"/peer"* ]]
	[ "${lines[1]}" = "the client died of 12" ]
}

@test "peer:N is refused for fdkill itself, without a process, and without a Unix socket" {
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

@test "before Linux 6.5 the message says that a peer cannot be held" {
	run "$HELPERS/peer" client "$HELPERS/deny" getsockopt:ENOPROTOOPT:2=77 -- "$FDKILL" peer:9
	[ "$status" -eq 3 ]
	[[ ${lines[0]} == *"Linux 6.5"* ]]
	[ "${lines[1]}" = "the client died of 9" ]
}

@test "a /proc directory that is mounted elsewhere is not believed about its PID namespace" {
	needs_root
	local outside inside
	cd "$BATS_TEST_TMPDIR"
	mkdir -p fake/self fake/process proc
	mkfifo empty
	# What is above it claims to be of our PID namespace.
	cp /proc/self/status fake/self/status
	# Each PID namespace has a process 1.
	# shellcheck disable=SC2016 # for the shell within
	unshare --mount --pid --fork --kill-child bash -c 'mount -t proc proc proc && mount --bind proc/1 fake/process &&
		echo READY >ready && read -r _ <>empty' 3>&- &
	outside=$!
	until_true is_ready ready
	inside=$(ps -o pid= --ppid "$outside" | tr -d ' ')
	# shellcheck disable=SC2016 # for the shell within
	run -0 nsenter --mount --target "$inside" bash -c 'exec 8<"$1/fake/process"; exec "$0" -0 -v fd:8' \
		"$FDKILL" "$BATS_TEST_TMPDIR"
	[[ $output != *" to 1 "* ]]
	fdkill -KILL "$outside"
}
