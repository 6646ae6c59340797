#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --scope: whether a signal is for a thread, a process or a group.

load lib

# start_threads [leaderless]: start two threads; their TIDs are in $first and $second, their reports in $said.
start_threads() {
	said=$BATS_TEST_TMPDIR/said
	"$HELPERS/threads" "$@" >"$said" 3>&- &
	pid=$!
	until_true grep -q READY "$said"
	first=$(sed -n 's/^TID //p' "$said" | sed -n 1p)
	second=$(sed -n 's/^TID //p' "$said" | sed -n 2p)
}

@test "a thread gets its signal, and its siblings do not" {
	start_threads
	fdkill -USR1 "tid:$first"
	until_true grep -qx "$first got 10" "$said"
	fdkill -USR2 "tid:$second"
	until_true grep -qx "$second got 12" "$said"
	[ "$(grep -c got "$said")" -eq 2 ]
}

@test "-v tells a thread from a process" {
	start_threads
	run fdkill -v -USR1 "tid:$first"
	[ "$output" = "sent USR1 to thread $first (threads)" ]
}

@test "a thread needs the signal to be named" {
	start_threads
	run fdkill "tid:$first"
	[ "$status" -eq 2 ]
	assert_alive "$pid"
}

@test "--scope=thread narrows a process to its leader" {
	start_threads
	fdkill -USR1 --scope=thread "$pid"
	until_true grep -qx "$pid got 10" "$said"
	[ "$(grep -c got "$said")" -eq 1 ]
}

@test "the process that has a thread's number is not signalled by mistake" {
	start_threads
	run fdkill -KILL --scope=process "tid:$first"
	[ "$status" -eq 2 ]
	assert_alive "$pid"
}

@test "a leader thread that has exited is not reported as signalled" {
	start_threads leaderless
	until_true is_in_state "$pid" Z
	run fdkill -USR1 "tid:$pid"
	[ "$status" -eq 1 ]
	fdkill -USR1 "$pid"
	until_true grep -q "got 10" "$said"
}

@test "--scope=group is for descriptors only" {
	start_receiver
	for target in "$pid" "ino:$(inode_of "$pid")" "pgid:$pid" "tid:$pid"; do
		run fdkill -KILL --scope=group "$target"
		[ "$status" -eq 2 ]
		[[ $output == *"pgid:PGID"* ]]
	done
	for target in "pgid:$pid" 0; do
		run fdkill -KILL --scope=thread "$target"
		[ "$status" -eq 2 ]
	done
	assert_alive "$pid"
}

@test "--scope=group signals the group that has the number of the process" {
	setsid "$HELPERS/receive" 1 >"$BATS_TEST_TMPDIR/member" 3>&- &
	pid=$!
	until_true grep -qs READY "$BATS_TEST_TMPDIR/member"
	exec 8<"/proc/$pid"
	fdkill -USR1 --scope=group fd:8
	exec 8<&-
	until_true grep -q '^10 ' "$BATS_TEST_TMPDIR/member"
}

@test "with --scope=process a thread's descriptor is its process, signalled once, and waited for" {
	start_threads
	# sends_once ARGUMENT...: the process gets one signal.
	sends_once() {
		run -0 "$HELPERS/thread-fds" "$first" "$second" -- "$FDKILL" -v --scope=process "$@" fd:7 fd:8 "$pid"
		[ "$(grep -c sent <<<"$output")" -eq 1 ]
	}
	sends_once -USR1
	until_true grep -q ' got 10$' "$said"
	sends_once -KILL -w
	assert_dead_of KILL "$pid"
	[ "$(grep -c got "$said")" -eq 1 ]
}

@test "--scope must fit the targets on standard input, too" {
	start_threads
	run -2 fdkill --scope=group -F - <<<"$pid"
	[[ $output == *"--scope=group: it is for fd:N only; for a process group, write pgid:PGID"* ]]
	assert_alive "$pid"
}

@test "a thread can be shown, but has no identity to print" {
	start_threads
	run -0 fdkill --status "tid:$first"
	run -3 fdkill --print -s 0 "tid:$first"
	[[ $output == *"no identity"* ]]
}
