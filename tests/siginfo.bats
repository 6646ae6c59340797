#!/usr/bin/env bats
# What comes along with a signal.

load lib

# arrives "LINE" WORD...: the receiver gets exactly that when fdkill is run with these words.
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

# arrives_like PATTERN WORD...: the same, for what cannot be known before.
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

@test "--queue sends a value, as sigqueue does, with our own ids" {
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

@test "--info fills what it names" {
	arrives "10 -2 5 1 2 3" -USR1 --info code=SI_TIMER,value=5,pid=1,uid=2,errno=3
	arrives "10 -60 5 1 2 0" -USR1 --info code=-60 --info value=5,pid=1,uid=2
	arrives "10 -3 7 1 2 0" -USR1 --info code=mesgq,pid=1,uid=2 -q 7
}

@test "codes that the kernel has no layout for arrive, too" {
	arrives "10 -1000 5 1 2 0" -USR1 --info code=-1000,value=5,pid=1,uid=2
}

@test "what the kernel lets nobody claim is refused, with the reason" {
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

@test "KILL and STOP go without siginfo" {
	start_receiver
	for signal in KILL STOP; do
		run fdkill -$signal -q 1 "$pid"
		[ "$status" -eq 2 ]
		[[ $output == *$signal* ]]
	done
	until_true is_in_state "$pid" S
}

@test "a value is given once" {
	start_receiver 1
	run fdkill -USR1 -q 1 --info value=2 "$pid"
	[ "$status" -eq 2 ]
	run fdkill -USR1 --info value=2,value=3 "$pid"
	[ "$status" -eq 2 ]
	fdkill -USR2 "$pid"
	wait "$pid"
	run ! has_arrived "10 .*"
}

@test "real-time signals arrive all, and in order" {
	local value
	start_receiver 101 # CONT is one
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
	for value in {1..100}; do
		fdkill -RTMIN+1 -q "$value" "$pid"
	done
	fdkill -CONT "$pid"
	wait "$pid"
	[ "$(sed 1d "$received" | grep -v '^18 ' | cut -d' ' -f3)" = "$(seq 1 100)" ]
}

@test "a signal to a thread says so" {
	arrives_like "10 -6 0 [1-9][0-9]* $UID 0" -USR1 --scope=thread
}

@test "10,000 queued signals to the child of a waiting parent: none is lost" {
	local count=10000
	[[ -z ${SANITIZERS:-} && -z ${NO_KILL:-} ]] || count=500
	needs_limit -i $((count + 1000))
	run "$HELPERS/flood" $count "$FDKILL"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$output" = "$count of $count arrived, in order" ]
}

# stop_receiver LIMIT: a stopped receiver that may have so many signals queued; it has none.
stop_receiver() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	(
		# Those of others with the same user count, too: have one of our own.
		((EUID)) || as=(setpriv --reuid 4711 --clear-groups)
		ulimit -i "$1"
		exec "${as[@]}" "$HELPERS/receive"
	) >"$received" 3>&- &
	pid=$!
	until_true grep -q READY "$received"
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
	[[ $(awk '/^SigQ/ { print $2 }' "/proc/$pid/status") == "0/$1" ]] || skip 'other processes have signals queued'
}

@test "a plain real-time signal that would be lost is refused: what was reported as sent arrives" {
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
	# One that is not pending yet needs no room.
	fdkill -RTMIN+2 "$pid"
	fdkill -CONT "$pid"
	until_true has_arrived '36 .*'
	[ "$sent" -eq 5 ]
	[ "$(grep -c '^35 ' "$received")" -eq 5 ]
	fdkill -KILL "$pid" "$other"
}

@test "a follow-up, a selection and a thread, too" {
	stop_receiver 2
	fdkill -RTMIN+1 "$pid"
	fdkill -RTMIN+1 "$pid"
	run -3 fdkill --retry=URG/0.01/RTMIN+1/0.01 "$pid"
	assert_alive "$pid"
	[[ $output == "fdkill: $pid: "*RLIMIT_SIGPENDING* ]]
	run -3 fdkill -RTMIN+1 --newest --name receive
	run -3 fdkill -RTMIN+1 --scope=thread "$pid"
	run -3 fdkill --explain --dry-run -RTMIN+1 "$pid"
	[[ $output == *"no room for RTMIN+1, which is not sent"* ]]
	fdkill -CONT "$pid"
	fdkill -RTMIN+2 "$pid"
	until_true has_arrived '36 .*'
	[ "$(grep -c '^35 ' "$received")" -eq 2 ]
	fdkill -KILL "$pid"
}

@test "a full queue does not save a process from the KILL that follows" {
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

@test "a receiver with too many signals queued is told from one that denies" {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	(
		ulimit -i 0
		exec "$HELPERS/receive"
	) >"$received" 3>&- &
	pid=$!
	until_true grep -q READY "$received"
	run fdkill -RTMIN -q 1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *RLIMIT_SIGPENDING* ]]
	fdkill -KILL "$pid"
}
