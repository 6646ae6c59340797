#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What fdkill reports about each target.

load lib

# start_named NAME: start a sleeping process with the comm NAME; its PID is in $pid.
start_named() {
	cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/$1"
	start "$BATS_TEST_TMPDIR/$1" 1000
	until_true test "/proc/$pid/exe" -ef "$BATS_TEST_TMPDIR/$1"
}

@test "without -v success is silent" {
	start sleep 1000
	run fdkill "$pid"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "-v names on standard output each signal and its process" {
	local shown
	start sleep 1000
	shown=$(in_full "$pid")
	[[ $shown == *" sleep 1000" ]]
	run --separate-stderr fdkill -v "$pid"
	[ "$output" = "sent TERM to $shown" ]
	[ -z "$stderr" ]
}

@test "other forms of target are named with their process" {
	start sleep 1000
	exec 8<"/proc/$pid"
	run fdkill -v -0 fd:8
	[ "$output" = "fd:8: sent signal 0 to $(in_full "$pid")" ]
	exec 8<&-
}

@test "a process that is gone is reported on standard error" {
	local nobody
	nobody=$(gone)
	run --separate-stderr fdkill "$nobody"
	[ -z "$output" ]
	[ "$stderr" = "fdkill: $nobody: no such process" ]
}

@test "an identity that is gone is not reported as a PID that is free" {
	needs_linux 6.9
	start sleep 1000
	run fdkill "$pid:1"
	[ "$status" -eq 1 ]
	[ "$output" = "fdkill: $pid:1: the process that had this identity is gone" ]
	assert_alive "$pid"
}

@test "a denial is reported with its reason and a remedy" {
	needs_root
	start sleep 1000
	chmod 755 "$BATS_TEST_TMPDIR"
	cd /
	run setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" "$pid"
	[ "$status" -eq 4 ]
	[ "$output" = "fdkill: $pid: not permitted: it runs as root, and you are nobody without CAP_KILL" ]
}

@test "one target that fails does not stop the others" {
	local nobody first second
	nobody=$(gone)
	start_receiver 1
	first=$pid first_received=$received
	start_receiver 1
	second=$pid
	run fdkill -USR1 "$first" "$nobody" -F /nonexistent "$second"
	[ "$status" -eq 64 ]
	wait "$first" "$second"
	has_arrived "10 .*"
	grep -q '^10 ' "$first_received"
	[ "${#lines[@]}" -eq 2 ]
}

@test "--quiet says nothing about targets" {
	run fdkill --quiet "$(gone)"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
}

@test "--dry-run says what would be sent, and sends nothing" {
	start_receiver 1
	run fdkill --dry-run -USR1 "$pid"
	[ "$output" = "would send USR1 to $(in_full "$pid")" ]
	run fdkill --dry-run --quiet -USR1 "$pid"
	[ -z "$output" ]
	fdkill -USR2 "$pid"
	wait "$pid"
	run ! has_arrived "10 .*"
}

@test "--print writes words that are valid targets, and sends nothing" {
	needs_linux 6.9
	local identity
	start_receiver 1
	identity=$(fdkill --print "$pid")
	[[ $identity =~ ^$pid:[0-9]+$ ]]
	fdkill -USR2 "$identity"
	wait "$pid"
	[ "$(sed -n 2p "$received" | cut -d' ' -f1)" = 12 ]
}

@test "--print with --dry-run prints, in any order" {
	needs_linux 6.9
	start_receiver
	run -0 fdkill --print --dry-run "$pid"
	[[ $output =~ ^$pid:[0-9]+$ ]]
	[ "$(fdkill --dry-run --print "$pid")" = "$output" ]
}

@test "--print --boot-id writes words that may be stored" {
	needs_linux 6.9
	local identity
	start_receiver 1
	identity=$(fdkill --print --boot-id "$pid")
	[[ $identity =~ ^$pid:[0-9]+@[0-9a-f]{32}$ ]]
	[ "${identity##*@}" = "$(tr -d - </proc/sys/kernel/random/boot_id)" ]
	fdkill -USR2 "$identity"
	wait "$pid"
}

@test "--count prints how many processes were signalled" {
	start_receiver
	run --separate-stderr fdkill --count -USR1 "$pid" "$(gone)"
	[ "$output" = 1 ]
	run --separate-stderr fdkill --count -USR1 "$(gone)"
	[ "$output" = 0 ]
}

@test "--ok-gone does not report a target that is gone; -v does" {
	local nobody
	nobody=$(gone)
	run fdkill --ok-gone "$nobody"
	[ -z "$output" ]
	run --separate-stderr fdkill --ok-gone -v "$nobody"
	[ "$output" = "$nobody: no such process" ]
	[ -z "$stderr" ]
}

@test "-v shows the user and the command line of a process in one line" {
	needs_root
	local program=$BATS_TEST_TMPDIR/program
	cp "$HELPERS/receive" "$program"
	chmod 755 "$BATS_TEST_TMPDIR" "$program"
	"$program" 2 $'two\nlines' 'a  b' >"$BATS_TEST_TMPDIR/said" 3>&- &
	pid=$!
	until_true is_ready "$BATS_TEST_TMPDIR/said"
	until_true is_receiving "$pid"
	run -0 fdkill -v -USR1 "$pid"
	[ "$output" = "sent USR1 to $pid $(id -un) $program 2 two\\x0alines a  b" ]
	start setpriv --reuid 65534 --regid 65534 --clear-groups sleep 1000
	run -0 fdkill --dry-run "$pid"
	[[ $output == "would send TERM to $pid nobody "*"sleep 1000" ]]
	# A user without a name is shown by number.
	start setpriv --reuid 4242424 --regid 4242424 --clear-groups sleep 1000
	run -0 fdkill --dry-run "$pid"
	[[ $output == "would send TERM to $pid 4242424 "*"sleep 1000" ]]
}

@test "a line is cut to the width of the terminal, and to 4096 columns elsewhere" {
	local long
	long=$(printf 'x%.0s' {1..5000})
	"$HELPERS/receive" 1 "$long" >"$BATS_TEST_TMPDIR/said" 3>&- &
	pid=$!
	until_true is_ready "$BATS_TEST_TMPDIR/said"
	run -0 fdkill --dry-run "$pid"
	[ "${#lines[@]}" -eq 1 ]
	[[ ${#output} -eq 4096 && $output == *"xxx..." ]]
	# shellcheck disable=SC2016 # for the shell within
	run -0 "$HELPERS/terminal" -- bash -c 'stty cols 100 && exec "$@"' bash "$FDKILL" --dry-run "$pid"
	output=${output%$'\r'}
	[[ ${#output} -eq 100 && $output == "would send TERM to $pid "*"..." ]]
	# shellcheck disable=SC2016 # for the shell within
	run -5 "$HELPERS/terminal" $'n\n' -- bash -c 'stty cols 100 && exec "$@"' bash "$FDKILL" --ask-each "$pid"
	[[ ${#lines[0]} -le 101 && ${lines[0]} == "send TERM to $pid "*"...? [y/N] n"* ]]
}

@test "names that processes chose are escaped" {
	local name expected end
	end=$(ended_with 'killed by TERM')
	while IFS='|' read -r name expected; do
		name=$(printf '%b' "$name")
		start_named "$name"
		run fdkill -v -w "$pid"
		[[ ${lines[0]} == "sent TERM to $pid "*"/$expected 1000" &&
			${lines[1]} =~ ^"$pid ($expected) "$end$ ]] || {
			echo "$output, not $expected"
			return 1
		}
	done <<-'END'
		a\nb|a\x0ab
		\033[2Jx|\x1b[2Jx
		a) R 1 (b|a) R 1 (b
		a\\b|a\x5cb
		\377\376|\xff\xfe
		naïve|naïve
		a\xe2\x80\x8bb|a\xe2\x80\x8bb
		\xd8\x9cx|\xd8\x9cx
		a\xf3\xa0\x81\xa1|a\xf3\xa0\x81\xa1
		a\x9b2J|a\x9b2J
	END
}

# is_writing PID: does it sleep in a write to descriptor 2?
is_writing() {
	[[ $(cat "/proc/$1/syscall") == "1 0x2 "* ]] && is_in_state "$1" S
}

# ends_meanwhile WORD...: run fdkill, for which only processes named lost match. The processes in $doomed exit after
# it has found them, while it writes a warning to a full pipe: they are stopped. What it says after that is in $said,
# its status in $status.
ends_meanwhile() {
	local full=$BATS_TEST_TMPDIR/full.$RANDOM
	mkfifo "$full"
	exec 8<>"$full"
	timeout 10 dd if=/dev/zero of=/dev/fd/8 bs=4096 count=1000 oflag=nonblock 2>/dev/null || true
	fdkill -STOP "${doomed[@]}"
	until_true is_in_state "${doomed[0]}" T
	until_true is_in_state "${doomed[-1]}" T
	"$@" -a -v -USR1 --name lost >"$BATS_TEST_TMPDIR/out" 2>&8 3>&- &
	local waiter=$!
	until_true is_writing "$waiter"
	fdkill -KILL -w "${doomed[@]}"
	# The reader ends with fdkill, once this shell has closed the pipe as well.
	tr -d '\0' <"$full" >"$BATS_TEST_TMPDIR/said" 8>&- 3>&- &
	local reader=$!
	exec 8>&-
	status=0
	wait "$waiter" || status=$?
	wait "$reader"
	said=$(grep -v ': warning: ' "$BATS_TEST_TMPDIR/said" || :)
}

@test "a selection says so if all that it found has exited meanwhile" {
	start_named lost
	doomed=("$pid")
	ends_meanwhile "$FDKILL"
	[ "$status" -eq 1 ]
	[ "$said" = "fdkill: $pid (lost): it ended before the signal was sent" ]
	start_named lost
	doomed=("$pid")
	start "$BATS_TEST_TMPDIR/lost" 1000
	doomed+=("$pid")
	ends_meanwhile "$FDKILL"
	[ "$status" -eq 1 ]
	[ "$said" = "fdkill: all 2 processes that were found ended before the signal was sent" ]
}

@test "with --ok-gone a selection does not say so" {
	start_named lost
	doomed=("$pid")
	ends_meanwhile "$FDKILL" --ok-gone
	[ "$status" -eq 0 ]
	[ -z "$said" ]
}
