#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Standard streams that are closed, full, or without a reader.

load lib

@test "closed standard streams do not affect the signal" {
	local closed
	for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
		start_receiver 1
		eval "fdkill -USR1 \$pid $closed"
		wait "$pid"
		has_arrived "10 .*"
	done
}

@test "with standard output closed, -v fails, and the signal is sent" {
	start_receiver 1
	run bash -c '"$0" -v -USR1 "$1" >&-' "$FDKILL" "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"standard output"* ]]
	wait "$pid"
	has_arrived "10 .*"
}

@test "a full disk behind standard output is a failure" {
	local words print=
	start_receiver
	! has_linux 6.9 || print="--print $pid"
	for words in -l -L --help --version "-v -0 $pid" ${print:+"$print"} "--count -0 $pid" "--dry-run $pid"; do
		# shellcheck disable=SC2086 # words
		run bash -c '"$0" "$@" >/dev/full' "$FDKILL" $words
		[ "$status" -eq 3 ] || {
			echo "$words: $status"
			return 1
		}
		[[ $output == *"standard output: No space left"* ]]
	done
}

@test "a full disk behind standard output is no failure if nothing is written" {
	start_receiver 1
	fdkill -USR1 "$pid" >/dev/full
	wait "$pid"
}

@test "a reader that has exited prevents no signal" {
	local first
	start_receiver 1
	first=$pid
	start_receiver 1
	# The messages about the targets that are gone, in between, have no reader.
	run bash -c '"$0" -USR1 "$1" 4194300 4194301 "$2" 2> >(exec true); true' "$FDKILL" "$first" "$pid"
	wait "$first" "$pid"
	has_arrived "10 .*"
}

@test "help and version go to standard output" {
	run --separate-stderr fdkill --help
	[ "$status" -eq 0 ]
	[[ $output == Usage:* ]]
	[ -z "$stderr" ]
	run --separate-stderr fdkill -V
	[ "$status" -eq 0 ]
	[[ $output == "fdkill "[0-9]* ]]
}

@test "no terminal is needed" {
	start_receiver 1
	setsid --wait "$FDKILL" -USR1 "$pid" </dev/null >/dev/null 2>&1
	wait "$pid"
}

@test "with --status no failure of fdkill looks like a process that does not run" {
	start_receiver
	run -4 bash -c '"$0" --status -v "$1" >/dev/full' "$FDKILL" "$pid"
	run -4 bash -c 'exec "$0" --status -F - <&-' "$FDKILL"
	run -0 bash -c '"$0" --status "$1" >/dev/full' "$FDKILL" "$pid"
}

@test "with --exit-status no failure of fdkill looks like the target's own status" {
	start_receiver
	run -125 bash -c '"$0" -KILL -v --exit-status "$1" >/dev/full' "$FDKILL" "$pid"
}
