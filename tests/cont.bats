#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --cont: a stopped process acts on the signal at once.

load lib

start_stopped() {
	start sleep 1000
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
}

@test "a stopped process exits on TERM with --cont" {
	start_stopped
	fdkill --cont "$pid"
	assert_dead_of TERM "$pid"
}

@test "without --cont it stays stopped" {
	start_stopped
	fdkill "$pid"
	is_in_state "$pid" T
	fdkill -CONT "$pid"
	assert_dead_of TERM "$pid"
}

@test "CONT is sent after the signal" {
	start_receiver 2
	fdkill --cont -USR1 "$pid"
	wait "$pid"
	has_arrived "10 .*"
	has_arrived "18 .*"
}

@test "--cont continues a whole group" {
	setsid bash -c 'sleep 1000 & wait' 3>&- &
	pid=$!
	until_true two_members "$pid"
	fdkill -STOP "pgid:$pid"
	until_true is_in_state "$pid" T
	fdkill --cont "pgid:$pid"
	assert_dead_of TERM "$pid"
}

two_members() {
	[ "$(fdkill --dry-run -v "pgid:$1" 2>/dev/null | grep -c "bash\|sleep")" -ge 2 ]
}

@test "--cont continues no process that the signal did not reach" {
	needs_root
	start_stopped
	run setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" --cont "$pid"
	[ "$status" -eq 4 ]
	is_in_state "$pid" T
}

@test "--cont is refused with signals that it cannot help" {
	local signal
	start_stopped
	for signal in 0 STOP TSTP TTIN TTOU CONT KILL; do
		run fdkill --cont -s $signal "$pid"
		[ "$status" -eq 2 ]
	done
	is_in_state "$pid" T
}
