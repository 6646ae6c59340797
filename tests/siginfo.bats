#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The siginfo that is sent with a signal.

load lib

# arrives LINE WORD...: "fdkill WORD... PID" makes the receiver report exactly LINE.
arrives() {
	local expected=$1
	shift
	start_receiver 1
	fdkill "$@" "$pid"
	wait "$pid"
	[ "$(sed -n 2p "$received")" = "$expected" ] || {
		sed -n 2p "$received"
		return 1
	}
}

# arrives_like PATTERN WORD...: the same, but the report matches PATTERN.
arrives_like() {
	local expected=$1
	shift
	start_receiver 1
	fdkill "$@" "$pid"
	wait "$pid"
	has_arrived "$expected"
}

@test "without options the siginfo is the kernel's own" {
	arrives_like "10 0 0 [1-9][0-9]* $UID 0" -USR1
}

@test "--queue sends a value and our own ids, as sigqueue does" {
	arrives_like "10 -1 42 [1-9][0-9]* $UID 0" -USR1 -q 42
	arrives_like "34 -1 42 [1-9][0-9]* $UID 0" -RTMIN --queue=42
}

@test "values from -2^31 to 2^32-1 fill the int, larger ones the pointer" {
	arrives_like "10 -1 2147483648 .*" -USR1 -q -2147483648
	arrives_like "10 -1 4294967295 .*" -USR1 -q -1
	arrives_like "10 -1 4294967295 .*" -USR1 -q 4294967295
	arrives_like "10 -1 4294967296 .*" -USR1 -q 4294967296
	arrives_like "10 -1 18446744071562067967 .*" -USR1 -q -2147483649
	arrives_like "10 -1 255 .*" -USR1 -q 0xff
}

@test "--info sets the fields that it names" {
	arrives "10 -2 5 1 2 3" -USR1 --info code=SI_TIMER,value=5,pid=1,uid=2,errno=3
	arrives "10 -60 5 1 2 0" -USR1 --info code=-60 --info value=5,pid=1,uid=2
	arrives "10 -3 7 1 2 0" -USR1 --info code=mesgq,pid=1,uid=2 -q 7
}

@test "codes that the kernel has no layout for arrive too" {
	arrives "10 -1000 5 1 2 0" -USR1 --info code=-1000,value=5,pid=1,uid=2
}

@test "a code that only the kernel may send is refused, with the reason" {
	local code
	start_receiver 1
	for code in SI_USER SI_KERNEL SI_TKILL 0 1 128 -6; do
		run fdkill -USR1 --info code=$code "$pid"
		[ "$status" -eq 2 ]
		[[ $output == *"code=$code"*kernel* ]]
	done
	fdkill -USR2 "$pid"
	wait "$pid"
	has_arrived "12 0 .*"
	run ! has_arrived "10 .*"
}

@test "a value for KILL or STOP is refused" {
	start_receiver
	for signal in KILL STOP; do
		run fdkill -$signal -q 1 "$pid"
		[ "$status" -eq 2 ]
		[[ $output == *$signal* ]]
	done
	until_true is_in_state "$pid" S
}

@test "two values are refused" {
	start_receiver 1
	run fdkill -USR1 -q 1 --info value=2 "$pid"
	[ "$status" -eq 2 ]
	run fdkill -USR1 --info value=2,value=3 "$pid"
	[ "$status" -eq 2 ]
	fdkill -USR2 "$pid"
	wait "$pid"
	run ! has_arrived "10 .*"
}

@test "all real-time signals arrive, and in order" {
	local value
	start_receiver 101 # CONT is one of them
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
	for value in {1..100}; do
		fdkill -RTMIN+1 -q "$value" "$pid"
	done
	fdkill -CONT "$pid"
	wait "$pid"
	[ "$(sed 1d "$received" | grep -v '^18 ' | cut -d' ' -f3)" = "$(seq 1 100)" ]
}

@test "a signal to a thread has the code of tgkill" {
	needs_linux 6.9
	arrives_like "10 -6 0 [1-9][0-9]* $UID 0" -USR1 --scope=thread
}

# A fault that loses or swaps a signal in one run of 200 shows here with a probability of 99 %, since
# 0.995^1000 is below 1 %. A fault that needs a long queue shows too: all of them are queued at the end.
@test "1,000 queued signals to the child of a waiting parent: none is lost" {
	local count=1000
	[[ -z ${SANITIZERS:-} && -z ${NO_KILL:-} ]] || count=500
	needs_limit -i $((count + 1000))
	run "$HELPERS/flood" $count "$FDKILL"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$output" = "$count of $count arrived, in order" ]
}

# stop_receiver LIMIT: start a receiver and stop it. It may have LIMIT signals queued, and has none.
stop_receiver() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	(
		# The limit counts the signals of all processes of a user, also in other runs of this test.
		((EUID)) || as=(setpriv --reuid $((20000 + RANDOM)) --clear-groups)
		ulimit -i "$1"
		exec "${as[@]}" "$HELPERS/receive"
	) >"$received" 3>&- &
	pid=$!
	until_true is_ready "$received"
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
	[[ $(awk '/^SigQ/ { print $2 }' "/proc/$pid/status") == "0/$1" ]] || skip 'other processes have signals queued'
}

@test "a plain real-time signal that would be lost is refused: each that counts as sent arrives" {
	local status sent=0 other
	start_receiver
	other=$pid
	stop_receiver 5
	for _ in {1..20}; do
		status=0
		fdkill -RTMIN+1 "$pid" 2>"$BATS_TEST_TMPDIR/said" || status=$?
		if ((status == 0)); then
			((++sent))
		else
			[ "$status" -eq 3 ]
			[[ $(<"$BATS_TEST_TMPDIR/said") == "fdkill: $pid: "*RLIMIT_SIGPENDING* ]]
		fi
	done
	run -3 fdkill --dry-run -RTMIN+1 "$pid"
	run -3 fdkill --dry-run -RTMIN+1 -q 1 "$pid"
	run -3 fdkill --all-or-none -RTMIN+1 "$pid" "$other"
	# A signal that is not pending yet needs no room.
	fdkill -RTMIN+2 "$pid"
	fdkill -CONT "$pid"
	until_true has_arrived '36 .*'
	[ "$sent" -eq 5 ]
	[ "$(grep -c '^35 ' "$received")" -eq 5 ]
	fdkill -KILL "$pid" "$other"
}

@test "so is a follow-up, one to a selected process, and one to a thread" {
	stop_receiver 2
	fdkill -RTMIN+1 "$pid"
	fdkill -RTMIN+1 "$pid"
	run -3 fdkill --retry=URG/0.01/RTMIN+1/0.01 "$pid"
	assert_alive "$pid"
	[[ $output == "fdkill: $pid: "*RLIMIT_SIGPENDING* ]]
	run -3 fdkill -a -RTMIN+1 --newest --name receive
	run -3 fdkill -RTMIN+1 --scope=thread "$pid"
	run -3 fdkill --explain --dry-run -RTMIN+1 "$pid"
	[[ $output == *"no room for RTMIN+1, which is not sent"* ]]
	fdkill -CONT "$pid"
	fdkill -RTMIN+2 "$pid"
	until_true has_arrived '36 .*'
	[ "$(grep -c '^35 ' "$received")" -eq 2 ]
	fdkill -KILL "$pid"
}

@test "with a full queue the KILL that follows is still sent" {
	local words
	for words in '-k 0.01' '-q 1 -k 0.01'; do
		stop_receiver 1
		fdkill -RTMIN+1 "$pid"
		# shellcheck disable=SC2086 # words
		run -0 fdkill -RTMIN+1 $words "$pid"
		[ "$output" = "fdkill: $pid: RTMIN+1 was not sent: its user has too many signals queued (RLIMIT_SIGPENDING)" ]
		assert_dead_of KILL "$pid"
	done
}

@test "the message tells a full queue from a missing permission" {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	(
		ulimit -i 0
		exec "$HELPERS/receive"
	) >"$received" 3>&- &
	pid=$!
	until_true is_ready "$received"
	run fdkill -RTMIN -q 1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *RLIMIT_SIGPENDING* ]]
	fdkill -KILL "$pid"
}
