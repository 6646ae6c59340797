#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=kernel
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
	needs_linux 6.9
	start_threads
	fdkill -USR1 "tid:$first"
	until_true grep -qx "$first got 10" "$said"
	fdkill -USR2 "tid:$second"
	until_true grep -qx "$second got 12" "$said"
	[ "$(grep -c got "$said")" -eq 2 ]
}

@test "-v tells a thread from a process" {
	needs_linux 6.9
	start_threads
	run fdkill -v -USR1 "tid:$first"
	[[ $output == "sent USR1 to thread $first "*" $HELPERS/threads" ]]
}

@test "a thread needs the signal to be named" {
	start_threads
	run fdkill "tid:$first"
	[ "$status" -eq 2 ]
	assert_alive "$pid"
}

@test "--scope=thread narrows a process to its leader" {
	needs_linux 6.9
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
	! has_linux 6.9 || run -1 fdkill -USR1 "tid:$pid"
	fdkill -USR1 "$pid"
	until_true grep -q "got 10" "$said"
}

@test "a scope that does not fit the target is refused" {
	start_receiver
	run -2 fdkill -KILL --scope=group "tid:$pid"
	[[ $output == *"tid:$pid is a thread; write the PID of the group's leader, or pgid:PGID" ]]
	run -2 fdkill -KILL --scope=group -a --name nosuch
	for target in "pgid:$pid" 0; do
		run fdkill -KILL --scope=thread "$target"
		[ "$status" -eq 2 ]
	done
	run -2 fdkill -KILL --scope=group -w fd:8 8<"/proc/$pid"
	assert_alive "$pid"
}

# start_leader: $pid leads a group of its own, and writes to $said.
start_leader() {
	said=$BATS_TEST_TMPDIR/said
	setsid "$HELPERS/receive" "${1:-1}" >"$said" 3>&- &
	pid=$!
	until_true is_ready "$said"
	until_true is_receiving "$pid"
}

@test "--scope=group signals the group that has the number of the process" {
	needs_linux 6.9
	start_leader 6
	echo "$pid" >"$BATS_TEST_TMPDIR/pidfile"
	exec 8<"/proc/$pid"
	for target in fd:8 "$pid" "$pid:$(inode_of "$pid")" "pidfile:$BATS_TEST_TMPDIR/pidfile" "pgid:$pid"; do
		# One that is sent again while it is pending would be lost, if it were USR1.
		run -0 fdkill -v -RTMIN --scope=group -u "$(id -u)" "$target"
		[[ $output == *"sent RTMIN to group $pid"* || $target == pgid:* ]]
	done
	exec 8<&-
	until_true eval '[[ $(grep -c "^34 " "$said") -eq 5 ]]'
	run -1 fdkill -USR1 --scope=group --name nosuch "$pid"
	run -0 fdkill -KILL -w --scope=group "$pid"
	assert_dead_of KILL "$pid"
}

@test "--scope=group: a process that leads no group is named with its group" {
	needs_linux 6.9
	start_receiver
	local group
	group=$(ps -o pgid= -p "$pid" | tr -d ' ')
	((group != pid)) || skip 'each job has a group of its own here'
	echo "$pid" >"$BATS_TEST_TMPDIR/pidfile"
	exec 8<"/proc/$pid"
	for target in "$pid" "$pid:$(inode_of "$pid")" "pidfile:$BATS_TEST_TMPDIR/pidfile" fd:8; do
		for options in -USR1 "-USR1 -v" --dry-run --print; do
			# shellcheck disable=SC2086 # words
			run -3 fdkill $options --scope=group -u "$(id -u)" "$target"
			[[ $output == "fdkill: $target"*": leads no group; it is in group $group: pgid:$group" ]]
		done
	done
	run -3 fdkill -USR1 --scope=group -F - <<<"$pid"
	exec 8<&-
	fdkill -USR2 "$pid"
	until_true grep -q '^12 ' "$received"
	run ! grep -q '^10 ' "$received"
	run -1 fdkill -USR1 --scope=group "$(gone)"
	[[ $output == *"no such process" ]]
}

@test "--scope=group: a group whose leader is gone has not ended" {
	needs_linux 6.9
	setsid bash -c '"$1" >"$2" 3>&- & exec true' bash "$HELPERS/receive" "$BATS_TEST_TMPDIR/said" 3>&- &
	local leader=$! pidfile member
	make_directory
	pidfile=$directory/pidfile
	until_true is_ready "$BATS_TEST_TMPDIR/said"
	wait "$leader"
	echo "$leader" >"$pidfile"
	for target in "$leader" "-F $pidfile"; do
		# shellcheck disable=SC2086 # words
		run -3 fdkill --ok-gone --scope=group --remove-pidfile -W 1 -F "$pidfile" $target
		[[ $output == *": no such process, but group $leader has processes: pgid:$leader" ]]
		[ -e "$pidfile" ]
	done
	member=$(fdkill --print "pgid:$leader")
	run -0 fdkill -KILL -w "pgid:$leader"
	run -0 fdkill --ok-gone --scope=group --remove-pidfile -F "$pidfile" "$member"
	[ ! -e "$pidfile" ]
}

@test "with --scope=process a thread's descriptor is its process, signalled once, and waited for" {
	needs_linux 6.9
	local deny version
	# sends_once ARGUMENT...: the process gets one signal.
	sends_once() {
		run -0 "$HELPERS/thread-fds" "$first" "$second" -- "${deny[@]}" "$FDKILL" -v --scope=process "$@" fd:7 fd:8 "$pid"
		[ "$(grep -c sent <<<"$output")" -eq 1 ]
	}
	# The second time as on a kernel before 6.13, which does not tell the process of a thread.
	for version in 6.13 6.12; do
		deny=()
		[[ $version == 6.13 ]] || deny=("$HELPERS/deny" ioctl:ENOTTY --)
		start_threads
		sends_once -USR1
		until_true grep -q ' got 10$' "$said"
		sends_once -KILL -w
		assert_dead_of KILL "$pid"
		[ "$(grep -c got "$said")" -eq 1 ]
	done
}

@test "a thread can be shown, but has no identity to print" {
	needs_linux 6.9
	start_threads
	run -0 fdkill --status "tid:$first"
	run -3 fdkill --print -s 0 "tid:$first"
	[[ $output == *"no identity"* ]]
}
