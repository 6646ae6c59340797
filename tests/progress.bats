#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The status line of a long wait: on a terminal, on standard error, and nowhere else.

load lib

# on_terminal COMMAND: run by the shell on a terminal of its own; the text it shows is in $output.
on_terminal() {
	run script -qec "$1" /dev/null </dev/null
}

@test "after a second the line names the targets and the time left; at the end it is erased" {
	start sleep 1000
	on_terminal "'$FDKILL' -s 0 -W 3900ms $pid $$"
	[ "$status" -eq 124 ]
	[[ $output == *$'\r\e[K'"waiting for $pid and 1 more, "[12]" s left"* ]]
	# The line is erased before the words.
	[[ $output == *"s left"$'\r\e[K'"fdkill: $pid: still alive"* ]]
}

@test "a process that was selected is shown by its number" {
	named needle
	on_terminal "'$FDKILL' -s 0 -W 3900ms -a --name needle"
	[ "$status" -eq 124 ]
	[[ $output == *"waiting for $pid, "[0-9]" s left"* ]]
}

@test "one target without a deadline" {
	start_receiver 1
	script -qefc "'$FDKILL' -s 0 -w $pid" "$BATS_TEST_TMPDIR/shown" </dev/null >/dev/null 3>&- &
	local script=$!
	until_true grep -q "waiting for $pid" "$BATS_TEST_TMPDIR/shown"
	fdkill -USR1 "$pid"
	wait "$script"
	run ! grep -q 'left\|more' "$BATS_TEST_TMPDIR/shown"
	grep -q $'\e\[K' "$BATS_TEST_TMPDIR/shown"
}

@test "no line within the first second" {
	start sleep 1000
	on_terminal "'$FDKILL' -s 0 -W 500ms $pid"
	[[ $output != *waiting* ]]
}

@test "no line with --quiet" {
	start sleep 1000
	on_terminal "'$FDKILL' --quiet -s 0 -W 1200ms $pid"
	[ -z "$output" ]
}

@test "no line if standard error is not a terminal" {
	start sleep 1000
	on_terminal "'$FDKILL' -s 0 -W 1200ms $pid 2>'$BATS_TEST_TMPDIR/stderr'"
	[ -z "$output" ]
	[ "$(cat "$BATS_TEST_TMPDIR/stderr")" = "fdkill: $pid: still alive" ]
}
