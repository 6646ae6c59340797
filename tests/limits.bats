#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# More targets than descriptors.

load lib

# assert_all_received SIGNO: each process of the crowd has got it, and no other signal.
assert_all_received() {
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = "$1 ${#crowd[@]}" ]
}

@test "the soft limit of descriptors is raised when it is needed" {
	start_crowd 60
	(
		ulimit -Sn 20
		fdkill -USR1 "${crowd[@]}"
	)
	assert_all_received 10
}

@test "beyond the hard limit, targets are held by identity" {
	needs_linux 6.9
	start_crowd 60
	(
		ulimit -n 16
		fdkill -v -USR1 "${crowd[@]}" >"$BATS_TEST_TMPDIR/said"
	)
	assert_all_received 10
	[ "$(grep -c '/crowd' "$BATS_TEST_TMPDIR/said")" -eq 60 ]
}

@test "beyond the hard limit without pidfs handles, all are signalled" {
	needs_linux 6.9
	start_crowd 40
	(
		ulimit -n 16
		"$HELPERS/deny" open_by_handle_at:EOPNOTSUPP name_to_handle_at:EOPNOTSUPP -- \
			"$FDKILL" -USR1 "${crowd[@]}"
	)
	assert_all_received 10
}

# A filter may forbid open_by_handle_at(2) alone.
@test "beyond the hard limit with a filter that forbids handles, all are signalled" {
	needs_linux 6.9
	start_crowd 40
	(
		ulimit -n 16
		"$HELPERS/deny" open_by_handle_at:EPERM -- "$FDKILL" -USR1 "${crowd[@]}"
	)
	assert_all_received 10
}

@test "--status checks all targets beyond the hard limit" {
	needs_linux 6.9
	start_crowd 40
	kill -STOP "$pid" # The parent reaps them.
	until_true is_in_state "$pid" T
	fdkill -USR1 "${crowd[@]}"
	for one in "${crowd[@]}"; do
		until_true is_in_state "$one" Z
	done
	run bash -c 'ulimit -n 20; exec "$0" --status "$@" 1' "$FDKILL" "${crowd[@]}"
	kill -CONT "$pid"
	[ "$status" -eq 3 ]
	[ "${#lines[@]}" -eq 40 ]
}

@test "no process is signalled if identities are not available" {
	start_crowd 40
	run bash -c 'ulimit -n 16; "$0" fstatfs:EIO -- "$@"' "$HELPERS/deny" "$FDKILL" -USR1 "${crowd[@]}"
	[ "$status" -eq 3 ]
	[[ $output == *": not signalled: not every target can be held at once; raise the limit of open files (ulimit -n), or use Linux 6.9"* ]]
	[ "$(grep -c "no signal was sent" <<<"$output")" -eq 1 ]
	[ "${lines[-1]}" = "fdkill: not every target can be held at once; no signal was sent" ]
	run bash -c 'ulimit -n 16; "$0" fstatfs:EIO -- "$@"' "$HELPERS/deny" "$FDKILL" --status "${crowd[@]}"
	[ "$status" -eq 4 ]
	[[ $output == *": not every target can be held at once; "* && $output != *sent* && $output != *signalled* ]]
	fdkill -USR2 "${crowd[@]}"
	assert_all_received 12
}

@test "no process is signalled if threads, which stay held, leave no room for the others" {
	needs_linux 6.9
	start_crowd 15
	local limit signalled=0 parent=$pid said=$received receivers=()
	for _ in {1..10}; do
		start_receiver
		receivers+=("$pid")
	done
	for limit in {16..28}; do
		run bash -c 'ulimit -n "$1"; exec 3>&-; exec "$0" -v -0 "${@:2}"' "$FDKILL" "$limit" "${receivers[@]}" \
			"${crowd[@]/#/tid:}"
		if [[ $output == *"no signal was sent"* ]]; then
			[ "$status" -eq 3 ]
			[[ $output != *": sent "* && $output != *"Linux 6.9"* ]]
		else
			[ "$status" -eq 0 ]
			signalled=1
		fi
	done
	[ "$signalled" -eq 1 ]
	fdkill -KILL "${receivers[@]}"
	fdkill -USR2 "${crowd[@]}"
	pid=$parent received=$said
	assert_all_received 12
}

@test "threads that do not fit: the message says how many do, at which limit" {
	needs_linux 6.9
	start_crowd 30
	local fit words='not signalled: each thread needs a descriptor, but a limit of 24 open files leaves only [0-9]+; raise the limit \(ulimit -n\)'
	run -3 limited 24 -USR1 "${crowd[@]/#/tid:}"
	[ "$(grep -cE ": $words\$" <<<"$output")" -eq 30 ]
	[[ $output =~ only\ ([0-9]+)\; ]]
	fit=${BASH_REMATCH[1]}
	local threads=("${crowd[@]/#/tid:}")
	run -3 limited 24 -USR1 "${threads[@]:0:fit+1}"
	run -0 limited 24 -USR1 "${threads[@]:0:fit}"
	run -0 fdkill -USR1 "${crowd[@]:fit}"
	assert_all_received 10
}

# limited LIMIT ARGUMENT...: fdkill with so many descriptors.
limited() {
	(
		ulimit -n "$1"
		exec "$FDKILL" "${@:2}" 3>&-
	)
}

@test "inherited descriptors with high numbers leave less room, and all is signalled" {
	needs_linux 6.9
	start_crowd 60
	(
		ulimit -n 64
		for fd in {20..60}; do
			eval "exec $fd</dev/null"
		done
		fdkill -USR1 "${crowd[@]}"
	)
	assert_all_received 10
}

@test "inherited descriptors that fill all high numbers leave less room, and all is signalled" {
	needs_linux 6.9
	start_crowd 60
	(
		ulimit -n 64
		for fd in {16..63}; do
			eval "exec $fd</dev/null"
		done
		fdkill -USR1 "${crowd[@]}"
	)
	assert_all_received 10
}

@test "pidfiles that are kept to be removed leave less room, and all is signalled" {
	needs_linux 6.9
	start_crowd 30
	local one files=()
	for one in "${crowd[@]:0:5}"; do
		echo "$one" >"$BATS_TEST_TMPDIR/$one.pid"
		files+=("pidfile:$BATS_TEST_TMPDIR/$one.pid")
	done
	run limited 32 -KILL -u "$(id -u)" -W 20 --remove-pidfile "${files[@]}" "${crowd[@]:5}"
	echo "$output"
	[ "$status" -eq 0 ]
	run ! compgen -G "$BATS_TEST_TMPDIR/*.pid"
}

@test "no process is signalled if there is no room to wait for it" {
	start_receiver
	local limit waited=0
	for limit in {4..12}; do
		run prlimit --nofile="$limit:$limit" "$FDKILL" -v -URG -W 1ms "$pid" 3>&-
		echo "$limit: $status: $output"
		[[ $output != *"cannot be waited for"* ]]
		if [[ $status == 124 ]]; then
			waited=1
		else
			[ "$status" -eq 3 ]
			[[ $output == *"no signal was sent"* && $output != *"sent URG"* ]]
		fi
	done
	[ "$waited" -eq 1 ]
	fdkill -KILL "$pid"
}

@test "no group is signalled if its members cannot be held again to wait for them" {
	needs_linux 6.14
	start setsid sleep 1000
	run -3 "$HELPERS/deny" open_by_handle_at:ENFILE -- "$FDKILL" -v -URG -W 1m "pgid:$pid"
	[[ $output == *"no signal was sent" && $output != *"sent URG"* ]]
	fdkill -KILL "$pid"
}

# Does it sleep in its epoll set?
is_asleep() {
	readlink "/proc/$1"/fd/* | grep -qF '[eventpoll]' && is_in_state "$1" S
}

@test "a target that cannot be opened again for a later step is reported, and only that one" {
	needs_linux 6.9
	# LeakSanitizer opens files at the end.
	[[ -z ${SANITIZERS:-} ]] || export ASAN_OPTIONS=detect_leaks=0
	start_crowd -s 30
	said=$BATS_TEST_TMPDIR/said
	env --default-signal=INT,QUIT prlimit --nofile=12:12 "$FDKILL" -v -URG -k 3 "${crowd[@]}" >"$said" 2>&1 3>&- &
	waiter=$!
	until_true is_asleep "$waiter"
	# From now on it can open nothing more. The targets that are open get KILL.
	prlimit --pid "$waiter" --nofile=3:3
	local status=0
	wait "$waiter" || status=$?
	[ "$status" -eq 3 ]
	[ "$(grep -c "^sent URG to " "$said")" -eq 30 ]
	grep -q ": it cannot be held again, so KILL was not sent to it; raise the limit of open files (ulimit -n)$" "$said"
	run ! grep -E "nothing was|not signalled|Linux 6" "$said"
	fdkill --quiet --ok-gone -KILL "${crowd[@]}"
	wait "$pid"
}

@test "a limit of 0 descriptors during a wait: the next signal is reported as not sent" {
	[[ -z ${SANITIZERS:-} ]] || export ASAN_OPTIONS=detect_leaks=0
	start_receiver
	start_fdkill -s URG -k 3 "$pid"
	until_true is_asleep "$waiter"
	prlimit --pid "$waiter" --nofile=0:0
	local status=0
	wait "$waiter" || status=$?
	[ "$status" -eq 3 ]
	grep -q "^fdkill: $pid: .*, so KILL was not sent to it; " "$said"
	assert_alive "$pid"
	fdkill -KILL "$pid"
}

@test "no room to search again: it says so, and not that nothing was signalled" {
	start setsid sleep 1000
	local limit left=0
	for limit in {4..16}; do
		run prlimit --nofile="$limit:$limit" "$FDKILL" -v -URG --name sleep "pgid:$pid" 3>&-
		[[ $output != *": sent URG"*"not signalled"* ]]
		[[ $output != *"new processes may be left, since "* ]] || left=1
	done
	[ "$left" -eq 1 ]
	fdkill -KILL "$pid"
}

@test "--explain checks all targets when the limit is just reached" {
	needs_linux 6.9
	start_crowd -s 7
	local limit
	for limit in {8..16}; do
		run -0 bash -c 'ulimit -n "$1"; exec 3>&-; exec "$0" -URG --explain "${@:2}"' "$FDKILL" "$limit" "${crowd[@]}"
		[[ $output != *"cannot be read"* ]]
		[ "$(grep -c 'before URG' <<<"$output")" -eq 7 ]
	done
	fdkill -KILL "${crowd[@]}"
	wait "$pid"
}

@test "--all-processes works with a crowd" {
	needs_linux 6.9
	# In a sandbox of its own, since bats would be signalled. Its parent ignores the signal.
	run bash "$SOURCE/tests/sandbox.sh" bash -c '
		mkfifo "$0"
		"$HELPERS/crowd" 40 >"$0" &
		exec 8<"$0"
		until read -r line <&8 && [[ $line == READY ]]; do :; done
		ulimit -n 16
		"$FDKILL" -USR1 --all-processes && wait && cat <&8' "$BATS_TEST_TMPDIR/fifo" 3>&-
	[ "$output" = "10 40" ]
}
