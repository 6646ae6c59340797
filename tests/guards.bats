#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Conditions beside targets are guards. Also: what can prevent a signal after the target is held.

load lib

setup() {
	umask 022
	chmod 755 "$BATS_TEST_TMPDIR"
	make_directory
	pidfile=$directory/x.pid
}

teardown() {
	end_jobs
	remove_directory
}

# left_alone WORDS ARGUMENT...: no signal arrives, and the message matches WORDS, a pattern.
left_alone() {
	local words=$1
	shift
	run -1 fdkill "$@" "$pid"
	# shellcheck disable=SC2053 # a pattern
	[[ $output == "fdkill: $pid: skipped: "$words ]] || {
		echo "$*: not like $words: $output"
		return 1
	}
	[ "$(grep -vc READY "$received")" -eq 0 ]
}

@test "a target that meets the conditions is signalled" {
	named nginx 2
	run -0 fdkill -USR1 --name nginx -u "$(id -un)" --exe "$BATS_TEST_TMPDIR/nginx" --match '^ng' "$pid"
	run -0 fdkill -USR2 --inverse --name sshd "$pid"
	wait "$pid"
	has_arrived "10 .*" && has_arrived "12 .*"
}

@test "a target that fails a condition is skipped, and the message says what differs" {
	export COLOUR=red
	named nginx
	left_alone "it is called nginx, not sshd" --name sshd
	left_alone "it is called nginx, not sshd, httpd" --name sshd --name httpd
	left_alone "it is called nginx, which does not match ^s" --match ^s
	left_alone "its command line is '$BATS_TEST_TMPDIR/nginx', which does not match -g\$" -f --match '-g$'
	left_alone "it runs $BATS_TEST_TMPDIR/nginx, not /bin/sh ($(realpath /bin/sh))" --exe /bin/sh
	left_alone "it runs as $(id -un), not daemon" -u daemon
	left_alone "its real user is $(id -un), not daemon" -U daemon
	left_alone "its group is $(id -gn), not daemon" -G daemon
	left_alone "it is a child of $$, not 1" -P 1
	left_alone "it is in group *, not $pid" -g "$pid"
	left_alone "it is in session *, not $pid" --session "$pid"
	left_alone "it started * ago, not 1h" --older 1h
	left_alone "it is in state [SR], not T" --runstates T
	left_alone "its environment has no NO_SUCH_THING=1" --env COLOUR --env NO_SUCH_THING=1
	left_alone "it has no handler for the signal" -H
	left_alone "it meets the conditions" --inverse --name nginx
	assert_alive "$pid"
}

# bats test_tags=kernel
@test "a process that lives on without its first thread has not exited, whatever its files say" {
	LEADERLESS=1 "$HELPERS/threads" leaderless >"$BATS_TEST_TMPDIR/out" 3>&- &
	pid=$!
	until_true grep -q READY "$BATS_TEST_TMPDIR/out"
	until_true is_in_state "$pid" Z
	# Its other threads are asked.
	fdkill -0 --env LEADERLESS=1 "$pid"
	fdkill -a -0 --env LEADERLESS=1
	run -1 fdkill -USR1 --env LEADERLESS=2 "$pid"
	run -1 fdkill -USR1 --inverse --env LEADERLESS=1 "$pid"
	run -1 fdkill -USR1 --inverse -f --match leaderless "$pid"
	fdkill -0 --exe "$HELPERS/threads" "$pid"
	run -1 fdkill -USR1 --inverse --exe "$HELPERS/threads" "$pid"
	fdkill -0 -f --match ' leaderless$' "$pid"
	fdkill -a -0 -f --match ' leaderless$'
	fdkill -0 --ns $$ "$pid"
	run -1 fdkill -USR1 --inverse --ns $$ "$pid"
	fdkill -a -USR2 --name threads
	until_true grep -q ' got 12$' "$BATS_TEST_TMPDIR/out"
	[ "$(grep -c ' got ' "$BATS_TEST_TMPDIR/out")" -eq 1 ]
}

@test "a control character in a name is escaped" {
	named $'\e[2Jx'
	run -1 fdkill --name y "$pid"
	[[ $output == *'\x1b[2Jx'* && $output != *$'\e'* ]]
}

@test "an empty variable does not turn a guard into a selection" {
	local empty='' line
	named innocent
	for line in "-u $(id -un)" "-HUP -u $(id -un)" "--exe $BATS_TEST_TMPDIR/innocent" -H '--name innocent' \
		'--match innocent' '--inverse -u 4242' '-P 1' '--younger 1d'; do
		# shellcheck disable=SC2086 # words, and none
		run -2 fdkill $line $empty
		[[ $output == "fdkill: no target: a condition only guards "*"write: fdkill -a $line" ]]
		# shellcheck disable=SC2086 # the same in dash
		run -2 dash -c '"$0" $1 $empty' "$FDKILL" "$line"
	done
	run -2 fdkill -a
	run -2 fdkill -a --match "$empty|$empty"
	run -2 fdpkill "^$empty"
	assert_alive "$pid"
	# As the message says.
	run -0 fdkill -a -KILL --exe "$BATS_TEST_TMPDIR/innocent"
	assert_dead_of KILL "$pid"
}

@test "--status does not know the state if it cannot look" {
	needs_root
	local sleep
	sleep=$(readlink -f "$(type -P sleep)")
	start sleep 1000
	cd /
	# Its executable may not be read.
	run -4 setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" --status -a \
		--exe "$sleep"
	[[ $output == *"no process is known to meet the conditions, but "*" could not be checked; add -u USER, "* ]]
	# For a signal such processes do not count: they may not be signalled.
	run -1 setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" -a --exe "$sleep"
	# With the owner it is known that no process of that user has it.
	run -3 setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" --status -a -u nobody \
		--exe "$sleep"
}

@test "--ok-gone does not turn a failed guard of a PID into success" {
	named innocent
	for word in "$pid" $(identity_of "$pid"); do
		run -1 fdkill --ok-gone --exe /bin/sh -k 5 "$word"
		[[ $output == "fdkill: $word: "*"skipped: it runs $BATS_TEST_TMPDIR/innocent, not "* ]]
	done
	assert_alive "$pid"
}

@test "a guard keeps a stale pidfile from hitting a new process" {
	named innocent
	echo "$pid" >"$pidfile"
	run -1 fdkill -F "$pidfile" --exe /bin/sh -u "$(id -un)"
	[[ $output == *"skipped: it runs $BATS_TEST_TMPDIR/innocent, not "* ]]
	# With --ok-gone that is what was asked for, but the line says that a process runs.
	run -0 fdkill --ok-gone -F "$pidfile" --exe /bin/sh
	[[ $output == "fdkill: pidfile:$pidfile: $pid: skipped: it runs "*"; $pid still runs" ]]
	run -0 fdkill --quiet --ok-gone -F "$pidfile" --exe /bin/sh
	[[ $output == *"; $pid still runs" ]]
	run -1 fdkill --quiet -F "$pidfile" --exe /bin/sh
	[ -z "$output" ]
	assert_alive "$pid"
	run -0 fdkill -KILL -F "$pidfile" --exe "$BATS_TEST_TMPDIR/innocent" -u "$(id -un)"
	assert_dead_of KILL "$pid"
}

@test "a guard that cannot be checked is a refusal" {
	cp "$HELPERS/disguise" "$BATS_TEST_TMPDIR/secretive"
	"$BATS_TEST_TMPDIR/secretive" -p >"$BATS_TEST_TMPDIR/said" 3>&- &
	pid=$!
	until_true grep -q READY "$BATS_TEST_TMPDIR/said"
	local as=()
	((EUID)) || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	run -4 "${as[@]}" "$FDKILL" --exe /bin/sh "$pid"
	[[ $output == *"$pid: skipped: its executable cannot be read, so the condition cannot be checked" ]]
	run -4 "${as[@]}" "$FDKILL" --inverse --env X "$pid"
	assert_alive "$pid"
	fdkill -KILL "$pid"
}

@test "a process that has exited passes no guard, also with -s 0" {
	make_zombie
	run -1 fdkill -v -s 0 -w --name nosuch "$zombie"
	[ "$output" = "fdkill: $zombie: has exited already (a zombie, not yet reaped by its parent)" ]
	run -0 fdkill -s 0 -w --ok-gone --name nosuch "$zombie"
	run -125 fdkill -s 0 --exit-status --name nosuch "$zombie"
	run -1 fdkill -s 0 -w --newest "$zombie"
}

@test "without /proc no guard can be checked" {
	[[ -z ${SANITIZERS:-} ]] || skip 'the sanitizers need /proc themselves'
	named nginx
	run "${unshare[@]}" --mount bash -c 'mount -t tmpfs none /proc || exit 99
		exec "$@"' bash "$FDKILL" --name nginx "$pid"
	[ "$status" -ne 99 ] || skip 'nothing can be mounted on /proc here'
	[ "$status" -eq 4 ]
	assert_alive "$pid"
}

@test "a process outside our PID namespace has no facts: its guard is a refusal" {
	named nginx
	exec 8<"/proc/$pid"
	run "${unshare[@]}" --pid --fork --mount-proc --kill-child \
		"$FDKILL" --name nginx fd:8
	exec 8<&-
	[[ $status -eq 4 || $output == *unshare:* ]]
	assert_alive "$pid"
}

@test "one target that is skipped does not stop the others" {
	named one 1
	local one=$pid
	named other
	run -64 fdkill -USR1 --name one "$one" "$pid"
	wait "$one"
	[ "$(grep -vc READY "$received")" -eq 0 ]
}

@test "of a group, the members that meet the conditions are signalled" {
	cp "$HELPERS/receive" "$BATS_TEST_TMPDIR/chosen"
	cp "$HELPERS/receive" "$BATS_TEST_TMPDIR/spared"
	cd "$BATS_TEST_TMPDIR" || return
	setsid bash -c './chosen 1 >a & ./spared >b & exec sleep 1000' 3>&- &
	local group=$!
	until_true grep -qs READY a
	until_true grep -qs READY b
	run -0 fdkill -v -USR1 --name chosen "pgid:$group"
	[[ $output == *"pgid:$group: sent USR1 to "*" ./chosen 1"* ]]
	until_true grep -q '^10 ' a
	run ! grep -q '^10 ' b
	run -1 fdkill --name nobody "pgid:$group"
	[[ $output == *"no process in it meets the conditions: none seen in two looks" ]]
	fdkill -KILL "pgid:$group"
}

@test "conditions narrow --all-processes" {
	run bash "$SOURCE/tests/sandbox.sh" bash -c '
		sleep 1000 >&- & a=$!
		bash -c "exec -a other sleep 1000" >&- & b=$!
		until [[ $(tr "\0" " " </proc/$b/cmdline) == other* ]]; do :; done
		until grep -qz "^sleep\$" /proc/$a/cmdline; do :; done
		"$0" -KILL --all-processes -f --match ^sleep || exit
		wait $a; echo $?; "$0" -0 $b && echo alive' "$FDKILL"
	[[ $output == *137*alive ]]
}

@test "--locked: the process holds the lock on the pidfile" {
	local way
	for way in -l -L; do
		: >"$pidfile"
		"$HELPERS/disguise" "$way" "$pidfile" >"$BATS_TEST_TMPDIR/said$way" 3>&- &
		local daemon=$!
		until_true grep -q READY "$BATS_TEST_TMPDIR/said$way"
		named stranger
		echo "$pid" >"$pidfile"
		run -1 fdkill --locked -F "$pidfile"
		[[ $output == *"skipped: it holds no lock on its pidfile" ]]
		echo "$daemon" >"$pidfile"
		run -0 fdkill -KILL --locked -F "$pidfile"
		assert_dead_of KILL "$daemon"
		fdkill -KILL "$pid"
	done
}

@test "--max N refuses more targets, in one line; -v and --dry-run list them" {
	local option
	named one
	local one=$pid
	named two 1
	run -5 fdkill --max 1 "$one" "$pid"
	[ "$output" = "fdkill: --max 1: 2 processes would be signalled, so no signal was sent; --dry-run shows them" ]
	run -5 fdkill -a --max 1 --match '^(one|two)$'
	[ "${#lines[@]}" -eq 1 ]
	for option in -v --dry-run; do
		run -5 fdkill "$option" --max 1 "$one" "$pid"
		[ "$output" = "fdkill: --max 1: 2 processes would be signalled, so no signal was sent
  $(in_full "$one")
  $(in_full "$pid")" ]
	done
	run -5 fdkill --quiet --max 1 "$one" "$pid"
	[ -z "$output" ]
	[ "$(grep -vc READY "$received")" -eq 0 ]
	run -0 fdkill -USR1 --max 1 "$pid"
	wait "$pid"
	run -5 fdkill --max 0 "$one"
	# Each member of a group counts.
	run -0 setsid --wait bash -c '
		trap : TERM
		sleep 1000 >&- 2>&- & a=$!
		sleep 1000 >&- 2>&- & b=$!
		until grep -qz "^sleep\$" /proc/$a/cmdline && grep -qz "^sleep\$" /proc/$b/cmdline; do :; done
		"$0" --max 2 0
		"$0" --max 3 0 && wait' "$FDKILL" 3>&-
	[ "$output" = "fdkill: --max 2: 3 processes would be signalled, so no signal was sent; --dry-run shows them" ]
}

@test "--max counts what would be signalled: no zombie, and no process twice" {
	make_zombie
	named one 1
	run -64 fdkill --max 1 -USR1 "$zombie" "$pid"
	[ "$output" = "fdkill: $zombie: has exited already (a zombie, not yet reaped by its parent)" ]
	wait "$pid"
	setsid "$HELPERS/receive" >"$BATS_TEST_TMPDIR/said" 3>&- &
	pid=$!
	until_true is_ready "$BATS_TEST_TMPDIR/said"
	run -0 fdkill --max 1 -USR1 "$pid" "pgid:$pid"
	until_true eval '[[ $(grep -c "^10 " "$BATS_TEST_TMPDIR/said") -ge 1 ]]'
}

@test "--max does not count processes that may not be signalled" {
	needs_root
	start setpriv --reuid 65534 --regid 65534 --clear-groups "$HELPERS/receive" 1
	local theirs=$pid
	named ours
	run -5 fdkill --max 1 "$theirs" "$pid"
	run -64 setpriv --reuid 65534 --regid 65534 --clear-groups "$FDKILL" --max 1 -USR1 "$theirs" "$pid"
	wait "$theirs"
}

@test "--all-or-none signals all targets or none" {
	named one
	local gone
	gone=$(gone)
	run -1 fdkill --all-or-none "$pid" "$gone"
	[ "$output" = "fdkill: $gone: no such process
fdkill: $pid: not signalled: not every target can be signalled (--all-or-none)" ]
	run -1 fdkill --all-or-none --name one "$pid" $$
	[ "$(grep -vc READY "$received")" -eq 0 ]
	run -0 fdkill --all-or-none --ok-gone -USR1 "$pid" "$gone"
	until_true has_arrived "10 .*"
	run -0 fdkill --all-or-none -KILL "$pid"
	assert_dead_of KILL "$pid"
}

@test "--all-or-none: a target that may not be signalled prevents the signals to all" {
	needs_root
	named ours
	local ours=$pid
	start setpriv --reuid 65534 --regid 65534 --clear-groups sleep 1000
	local theirs=$pid
	run -4 setpriv --reuid 65534 --regid 65534 --clear-groups "$FDKILL" --all-or-none "$theirs" "$ours"
	[[ $output == *"$ours: not permitted"*"$theirs: not signalled"* ]]
	assert_alive "$theirs"
	fdkill -KILL "$theirs"
}

# on_terminal [-a TEXT] ANSWER... -- WORD...: run fdkill on its own terminal. TEXT is typed before it asks;
# each question gets one ANSWER.
on_terminal() {
	local words=()
	while [[ $1 != -- ]]; do
		words+=("$1")
		shift
	done
	run "$HELPERS/terminal" "${words[@]}" -- "$FDKILL" "${@:2}"
}

# assert_nothing_arrived: the signal sent now is the first to arrive.
assert_nothing_arrived() {
	[ "$(grep -vc READY "$received")" -eq 0 ]
}

@test "-I asks once for all targets, on the terminal" {
	named one 1
	local one=$pid
	named two 1
	on_terminal $'n\n' -- -I -USR1 "$one" "$pid"
	[ "$status" -eq 5 ]
	[[ $output == *"  $one "*"/one 1"*"  $pid "*"/two 1"*"send USR1 to all of them? [y/N]"*"not signalled: you did not answer yes"* ]]
	assert_nothing_arrived
	on_terminal $'yes\n' -- --interactive -USR1 "$one" "$pid"
	[ "$status" -eq 0 ]
	wait "$one" && wait "$pid"
}

@test "-I and --ask-each show the members of a group" {
	setsid bash -c 'sleep 1001 & exec sleep 1002' 3>&- &
	pid=$!
	until_true grep -qz 1002 "/proc/$pid/cmdline"
	on_terminal $'n\n' -- -I "pgid:$pid"
	[ "$status" -eq 5 ]
	# Before Linux 6.9 the members are signalled one by one.
	if has_linux 6.9; then
		[[ $output == *"  group $pid"*"    member $pid "*" sleep 1002"*"send TERM to all of them? [y/N]"* ]]
		[[ $output == *"    member "*" sleep 1001"* ]]
	else
		[[ $output == *"  $pid "*" sleep 1002"*" sleep 1001"*"send TERM to all of them? [y/N]"* ]]
	fi
	on_terminal $'n\n' $'n\n' -- --ask-each "pgid:$pid"
	[ "$status" -eq 5 ]
	if has_linux 6.9; then
		[[ $output == *"    member $pid "*" sleep 1002"*"send TERM to group $pid? [y/N]"* ]]
	else
		[[ $output == *"send TERM to $pid "*" sleep 1002? [y/N]"* ]]
	fi
	assert_alive "$pid"
	fdkill -KILL "pgid:$pid"
}

@test "--ask-each asks for each target" {
	named one
	local one=$pid
	named two 1
	on_terminal $'n\n' $'y\n' -- --ask-each -USR1 "$one" "$pid"
	[ "$status" -eq 64 ]
	[[ $output == *"send USR1 to $one "*"? [y/N]"*"send USR1 to $pid "*"? [y/N]"* ]]
	wait "$pid"
	assert_alive "$one"
}

@test "text that was typed before a question does not answer it" {
	named one
	on_terminal -a $'y\n' $'n\n' -- -I "$pid"
	[ "$status" -eq 5 ]
	[[ $output == *"not signalled: you did not answer yes"* ]]
	assert_nothing_arrived
	local one=$pid
	named two 1
	# The second y is typed together with the first.
	on_terminal $'y\ny\n' $'n\n' -- --ask-each -USR1 "$pid" "$one"
	[ "$status" -eq 64 ]
	wait "$pid"
	assert_alive "$one"
}

@test "only y and yes send the signal" {
	local answer
	named one
	for answer in '' 'n' 'yy' 'yes!' 'y ' 'yessssss'; do
		on_terminal "$answer"$'\n' -- -I "$pid"
		[ "$status" -eq 5 ]
	done
	assert_nothing_arrived
}

@test "end of input is reported as no answer, and ends the questions" {
	named one
	local one=$pid
	named two
	on_terminal $'\x04' -- --ask-each "$one" "$pid"
	[ "$status" -eq 5 ]
	[[ $output == *"$one (one): not signalled: no answer was given"*"$pid (two): not signalled: no answer was given"* ]]
	[[ $output != *"send TERM to $pid"* ]]
	run -5 "$HELPERS/terminal" hangup -- bash -c 'trap "" HUP; exec "$@" 2>"$0"' "$BATS_TEST_TMPDIR/said" "$FDKILL" -I "$pid"
	grep -qE 'not signalled: (no answer was given|the terminal could not be read: )' "$BATS_TEST_TMPDIR/said"
	assert_nothing_arrived
}

@test "a background job asks only once it is in the foreground, and leaves the input of other jobs" {
	named one 1
	run -0 "$HELPERS/terminal" $'y\n' $'y\n' -- bash -c 'set -m
		"$0" -I -USR1 "$1" & job=$!
		until [[ $(grep ^State /proc/$job/status) == *T* ]]; do :; done
		read -rp "shell [y/N] " answer
		echo "answered $answer"
		fg' "$FDKILL" "$pid"
	[[ $output == *"answered y"*"send USR1 to it? [y/N]"* ]]
	wait "$pid"
}

@test "-I without a terminal is a refusal" {
	named one
	run -5 setsid -w "$FDKILL" -I "$pid" </dev/null
	[[ $output == *"not signalled: there is no terminal to ask on" ]]
	[ "$(grep -vc READY "$received")" -eq 0 ]
}

@test "an interrupt at the prompt signals no process" {
	named one
	on_terminal $'\x03' -- -I -w "$pid"
	[ "$status" -eq 130 ]
	[[ $output != *"sent"* ]]
	assert_nothing_arrived
	assert_alive "$pid"
}

@test "--status: the statuses of an init script" {
	named nginx
	run -0 fdkill --status "$pid"
	[ -z "$output" ]
	run -0 fdkill -a -v --status --name nginx
	[ "$output" = "runs: $(in_full "$pid")" ]
	run -3 fdkill -a --status --name nobody-like-that
	run -3 fdkill --status "$(gone)"
	run -3 fdkill --status -F "$pidfile"
	gone >"$pidfile"
	run -1 fdkill --status -F "$pidfile"
	echo "$pid" >"$pidfile"
	run -0 fdkill --status -F "$pidfile" --name nginx
	run -1 fdkill --status -F "$pidfile" --name sshd
	echo garbled >"$pidfile"
	run -4 fdkill --status -F "$pidfile"
	[ "$(grep -vc READY "$received")" -eq 0 ]
	run -2 fdkill --status -TERM "$pid"
	run -2 fdkill --status -w "$pid"
	make_zombie
	run -3 fdkill --status "$zombie"
}
