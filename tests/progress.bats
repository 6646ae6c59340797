#!/usr/bin/env bats
# The status line of a long wait: on a terminal, on standard error, and nowhere else.

load lib

# on_terminal COMMAND: run by the shell on a terminal of its own; what it shows is in $output.
on_terminal() {
	run script -qec "$1" /dev/null </dev/null
}

@test "after a second it says who is waited for, and for how long still; at the end it is erased" {
	start sleep 1000
	on_terminal "'$FDKILL' -s 0 -W 2900ms $pid $$"
	[ "$status" -eq 124 ]
	[[ $output == *$'\r\e[K'"waiting for $pid and 1 more, 1 s left"* ]]
	# Nothing is left of it: erased, then the words.
	[[ $output == *"s left"$'\r\e[K'"fdkill: $pid: still alive"* ]]
}

@test "a process that was chosen is called by its number" {
	named needle
	on_terminal "'$FDKILL' -s 0 -W 1900ms --name needle"
	[ "$status" -eq 124 ]
	[[ $output == *"waiting for $pid, "[0-9]" s left"* ]]
}

@test "one target, and no deadline" {
	start_receiver 1
	script -qefc "'$FDKILL' -s 0 -w $pid" "$BATS_TEST_TMPDIR/shown" </dev/null >/dev/null 3>&- &
	local script=$!
	until_true grep -q "waiting for $pid" "$BATS_TEST_TMPDIR/shown"
	fdkill -USR1 "$pid"
	wait "$script"
	run ! grep -q 'left\|more' "$BATS_TEST_TMPDIR/shown"
	grep -q $'\e\[K' "$BATS_TEST_TMPDIR/shown"
}

@test "none within the first second" {
	start sleep 1000
	on_terminal "'$FDKILL' -s 0 -W 500ms $pid"
	[[ $output != *waiting* ]]
}

@test "none with --quiet" {
	start sleep 1000
	on_terminal "'$FDKILL' --quiet -s 0 -W 1200ms $pid"
	[ -z "$output" ]
}

@test "none when standard error is no terminal" {
	start sleep 1000
	on_terminal "'$FDKILL' -s 0 -W 1200ms $pid 2>'$BATS_TEST_TMPDIR/stderr'"
	[ -z "$output" ]
	[ "$(cat "$BATS_TEST_TMPDIR/stderr")" = "fdkill: $pid: still alive" ]
}
