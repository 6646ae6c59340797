#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Signals: how the user names them, and that they arrive.

load lib

# sent_as WORD...: print the signal that a receiver gets for these words.
sent_as() {
	start_receiver 1
	fdkill "$@" "$pid"
	wait "$pid"
	sed -n 's/ .*//p' "$received"
}

@test "each signal that can be caught arrives with its number" {
	local signo
	start_receiver
	for signo in {1..64}; do
		case $signo in
		9 | 19) continue ;;
		esac
		fdkill -s "$signo" "$pid"
		until_true has_arrived "$signo 0 .*"
	done
	fdkill -KILL "$pid"
	assert_dead_of KILL "$pid"
}

@test "STOP stops a process, and CONT continues it" {
	start_receiver
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
	fdkill -CONT "$pid"
	until_true is_in_state "$pid" S
}

@test "a signal has its name with and without SIG, in upper and lower case" {
	[ "$(sent_as -s TERM)" = 15 ]
	[ "$(sent_as -s SIGTERM)" = 15 ]
	[ "$(sent_as -s term)" = 15 ]
	[ "$(sent_as -s SigUsr1)" = 10 ]
	[ "$(sent_as -s IOT)" = 6 ]
}

@test "-s X, -sX, --signal=X, --signal X, -n X and -X are the same" {
	[ "$(sent_as -s USR2)" = 12 ]
	[ "$(sent_as -sUSR2)" = 12 ]
	[ "$(sent_as --signal=USR2)" = 12 ]
	[ "$(sent_as --signal USR2)" = 12 ]
	[ "$(sent_as --sig USR2)" = 12 ]
	[ "$(sent_as -n USR2)" = 12 ]
	[ "$(sent_as -USR2)" = 12 ]
	[ "$(sent_as -usr2)" = 12 ]
	[ "$(sent_as -12)" = 12 ]
}

@test "TERM is sent if no signal is named" {
	[ "$(sent_as)" = 15 ]
}

@test "a signal name may begin with the letter of an option" {
	[ "$(sent_as -FPE)" = 8 ]
	[ "$(sent_as -QUIT)" = 3 ]
	[ "$(sent_as -VTALRM)" = 26 ]
}

@test "real-time signals are counted from both ends" {
	local min max
	min=$(kill -l RTMIN)
	max=$(kill -l RTMAX)
	[ "$(sent_as -RTMIN)" = "$min" ]
	[ "$(sent_as -RTMAX)" = "$max" ]
	[ "$(sent_as -RTMIN+3)" = $((min + 3)) ]
	[ "$(sent_as -sigrtmax-2)" = $((max - 2)) ]
	[ "$(sent_as -RT5)" = $((min + 5)) ]
}

@test "signal 0 is not delivered, but checks permission" {
	start_receiver 1
	fdkill -0 "$pid"
	fdkill -s 0 "$pid"
	fdkill -USR1 "$pid"
	wait "$pid"
	[ "$(sed -n 2p "$received" | cut -d' ' -f1)" = 10 ]
	run fdkill -0 "$pid"
	[ "$status" -eq 1 ]
}

@test "options and targets come in any order, POSIXLY_CORRECT or not" {
	start_receiver 2
	fdkill "$pid" -s USR1
	until_true has_arrived "10 .*"
	POSIXLY_CORRECT=1 fdkill "$pid" --signal USR2 --quiet
	wait "$pid"
	has_arrived "12 .*"
}

@test "-q accepts -1, which is not a signal" {
	start_receiver 1
	fdkill -USR1 -q -1 "$pid"
	wait "$pid"
	has_arrived "10 -1 4294967295 .*"
}

@test "--list prints one name on each line into a pipe" {
	run fdkill -l
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = HUP ]
	[ "${lines[8]}" = KILL ]
	[[ $output == *$'\nRTMIN\n'* ]]
	[ "${lines[-1]}" = RTMAX ]
}

@test "--list turns names into numbers, and numbers, statuses and masks into names" {
	run fdkill -l KILL sigterm 9 143 0x4001 0x0
	[ "$status" -eq 0 ]
	[ "$output" = $'9\n15\nKILL\nTERM\nHUP TERM' ]
	[ "$(fdkill -l RTMIN+1)" = $(($(kill -l RTMIN) + 1)) ]
}

@test "--list agrees with the shell about the first 31 signals" {
	local signo name
	for signo in {1..31}; do
		name=$(fdkill -l "$signo")
		[ "$(kill -l "$name")" = "$signo" ]
	done
}

@test "--list prints nothing if one of its words is wrong" {
	local word
	for word in 0 65 128 193 NOSUCH 0x 0xZZ 0x10000000000000000 ''; do
		run --separate-stderr fdkill -l TERM "$word"
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		[[ $stderr == *"'$word'"* ]]
	done
}

@test "--table has a row for each number" {
	run fdkill -L
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 64 ]
	[[ ${lines[14]} == "15 TERM "*terminate*Terminated ]]
	[[ ${lines[18]} == "19 STOP "*stop* ]]
}
