#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Targets from standard input.

load lib

@test "-F - reads PIDs and PID:INODEs with white space between them" {
	local first first_received
	start_receiver 1
	first=$pid first_received=$received
	start_receiver 1
	local second
	second=$(identity_of "$pid")
	printf '%s\n\t %s' "$first" "${second:-$pid}" | fdkill -USR1 -F -
	wait "$first" "$pid"
	grep -q '^10 ' "$first_received"
	has_arrived "10 .*"
}

@test "pidfile:- is the same as -F -" {
	start_receiver 1
	echo "$pid" | fdkill -USR2 pidfile:-
	wait "$pid"
	has_arrived "12 .*"
}

@test "a bare - is no target: it is what -\$PGID becomes if the variable is empty" {
	start sleep 1000
	for words in - '-9 -' '-KILL -w -' '-- -' "$pid -" '-s 0 -'; do
		# shellcheck disable=SC2086 # words
		run -2 fdkill $words <<<"$pid"
		[[ $output == "fdkill: '-': not a target"*"write -F -" ]]
	done
	assert_alive "$pid"
}

@test "-F - says so when it reads from a terminal" {
	start sleep 1000
	run -0 script -qec "'$FDKILL' -v -KILL -F -" /dev/null < <(
		printf '%s\n\004' "$pid"
	)
	[[ $output == *"reading PIDs from the terminal"* ]]
	[[ $output == *"sent KILL to $pid"* ]]
}

@test "-F - reads the output of --print" {
	needs_linux 6.9
	start_receiver 1
	"$FDKILL" --print "$pid" | fdkill -USR1 -F -
	wait "$pid"
	has_arrived "10 .*"
}

@test "-F - works beside other targets" {
	local first first_received
	start_receiver 1
	first=$pid first_received=$received
	start_receiver 1
	echo "$first" | fdkill -USR1 "$pid" -F -
	wait "$first" "$pid"
	grep -q '^10 ' "$first_received"
	has_arrived "10 .*"
}

@test "empty input matches no process" {
	run -1 fdkill -F - </dev/null
	[ "$output" = 'fdkill: standard input: names no process' ]
	run -1 fdkill -F - <<<$' \n\t\n'
	run -1 fdkill --quiet -F - </dev/null
	[ -z "$output" ]
	run -0 fdkill --ok-gone -F - </dev/null
	[ -z "$output" ]
	# Beside another target it counts, too.
	start_receiver 2
	run -64 fdkill -USR1 -F - "$pid" </dev/null
	[ "$output" = 'fdkill: standard input: names no process' ]
	run -0 fdkill -USR2 --ok-gone -F - "$pid" </dev/null
	wait "$pid"
}

@test "anything else is a usage error, and no process is signalled" {
	local word
	start sleep 1000
	for word in nginx -5 -1 0 - fd:0 "pgid:$pid" "$pid," "$pid:" "ino:1" "%1"; do
		run -2 fdkill -KILL -F - <<<"$pid $word"
		[[ $output == *"'$word'"* ]]
	done
	run -2 bash -c 'printf "%s\0" "$1" "$1" | "$0" -KILL -F -' "$FDKILL" "$pid"
	[[ $output == *"NUL"* ]]
	assert_alive "$pid"
}

@test "an endless standard input is refused" {
	# With so little memory that it could not hold much of it.
	[[ -n ${SANITIZERS:-} ]] || ulimit -v 262144
	run -2 fdkill -F - </dev/zero
	[[ $output == *"NUL"* ]]
	run -2 bash -c 'yes | "$0" -F -' "$FDKILL"
	[ "$output" = "fdkill: standard input: it has more than 16 MiB; write a list of PIDs" ]
	run -2 bash -c 'yes $$ | "$0" -F -' "$FDKILL"
}

@test "standard input can be named only once" {
	run -2 fdkill -F - -F - </dev/null
	[[ $output == *"only once"* ]]
}

@test "if standard input cannot be read, that is status 3, and no process is signalled" {
	start sleep 1000
	run -3 bash -c 'exec "$0" -KILL "$1" -F - <&-' "$FDKILL" "$pid"
	[[ $output == *"standard input"* ]]
	run -3 fdkill -KILL "$pid" -F - </
	[[ $output == *"standard input"* ]]
	assert_alive "$pid"
}

@test "thousands of PIDs" {
	# More than a pipe can hold. All are of one process, which gets one signal.
	start_receiver 1
	yes "$pid" | head -n 100000 | fdkill --count -USR1 -F - >"$BATS_TEST_TMPDIR/count"
	[ "$(cat "$BATS_TEST_TMPDIR/count")" = 1 ]
	wait "$pid"
	has_arrived "10 .*"
}
