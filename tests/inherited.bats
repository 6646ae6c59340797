#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Inherited limits, timers and terminals, which could end or stop fdkill between two signals.

load lib

teardown() {
	end_jobs
}

# start_two: start receivers of one signal each, in $first and $pid.
start_two() {
	start_receiver 1
	first=$pid
	start_receiver 1
}

@test "a limit on file size loses output, but no signal" {
	start_two
	run -3 bash -c 'ulimit -f 0; exec "$0" -v -USR1 -W 0.01 "$@" 2>&1 >"$BATS_TEST_TMPDIR/out" | cat
		exit "${PIPESTATUS[0]}"' "$FDKILL" "$first" "$pid"
	[[ $output == *"fdkill: standard output: some of it could not be written" ]]
	wait "$first" "$pid"
	has_arrived "10 .*"
}

@test "an inherited timer does not prevent the KILL that follows" {
	start_receiver
	run -0 "$HELPERS/inherit" alarm "$FDKILL" -k 3 "$pid"
	assert_dead_of KILL "$pid"
}

@test "signals from limits, readers and terminals do not end a wait" {
	local signal
	start_receiver
	start_fdkill -s 0 -w "$pid"
	for signal in PIPE XFSZ XCPU TTOU IO; do
		fdkill -$signal "$waiter"
	done
	fdkill -KILL -w "$pid"
	wait "$waiter"
}

@test "a descriptor with O_ASYNC does not end a wait" {
	start_receiver
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	exec 8<>"$BATS_TEST_TMPDIR/fifo"
	"$HELPERS/inherit" async "$FDKILL" -s 0 -w "$pid" <&8 3>&- &
	waiter=$!
	until_true is_waiting "$waiter"
	echo >&8
	fdkill -KILL -w "$pid"
	wait "$waiter"
	exec 8>&-
}

@test "a signal that is blocked at the start does not interrupt" {
	start_receiver
	run -124 "$HELPERS/inherit" pending "$FDKILL" -s 0 -W 0.1 "$pid"
	[ "$output" = "fdkill: $pid: still alive" ]
}

@test "a background job writes in spite of stty tostop" {
	start_two
	run -0 "$HELPERS/terminal" -- bash -c 'set -m; stty tostop
		"$0" -v -USR1 -W 60 "$@" &
		wait $!' "$FDKILL" "$first" "$pid"
	[[ $output == *"sent USR1 to $first"*"sent USR1 to $pid"* ]]
	wait "$first" "$pid"
}
