#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Mistakes that kill, pkill, killall and start-stop-daemon have made: fdkill must not repeat them.

load lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	end_jobs
}

@test "util-linux: a queued value must not make kill forget the inode" {
	needs_linux 6.9
	start_receiver
	run -1 fdkill -q 5 "$pid:1"
	run -1 fdkill --timeout 10 KILL "$pid:1"
	[ "$(grep -vc READY "$received")" -eq 0 ]
}

@test "util-linux: the inode of one target must not apply to the next" {
	needs_linux 6.9
	start_receiver 1
	local one=$pid inode
	inode=$(inode_of "$pid")
	start_receiver 1
	run -0 fdkill -USR1 "$one:$inode" "$pid"
	wait "$one" && wait "$pid"
}

@test "util-linux: --timeout must not wait for each target in turn, or stop at one that is gone" {
	start_crowd -s 20
	local begin=${EPOCHREALTIME/./}
	run -64 fdkill --timeout 2000 KILL -w -USR1 "$(gone)" "${crowd[@]}"
	(((${EPOCHREALTIME/./} - begin) / 1000 < 20000)) # in turn it would be 40 s
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = $'9 20\n10 20' ]
}

@test "util-linux: --timeout must work on a group" {
	setsid "$HELPERS/receive" >said 3>&- &
	pid=$!
	until_true grep -q READY said
	run -0 fdkill -USR1 --timeout 2000 KILL -w "pgid:$pid"
	assert_dead_of KILL "$pid"
	grep -q '^10 ' said
}

@test "util-linux: a signal to all processes with its own name must spare it" {
	run -1 fdkill -a --name "$(basename "$FDKILL")"
}

@test "start-stop-daemon: a process that starts during the wait must not get the next signal" {
	named daemon
	local old=$pid
	start_fdkill -a --retry=TERM/500ms/KILL/5 --name daemon
	until_true has_arrived "15 .*"
	named daemon
	wait "$waiter"
	assert_dead_of KILL "$old"
	assert_alive "$pid"
	[ "$(grep -vc READY "$received")" -eq 0 ]
}

@test "pkill: more matches than descriptors" {
	needs_linux 6.9
	cp "$HELPERS/crowd" ./needle
	received=$BATS_TEST_TMPDIR/received
	./needle 60 >"$received" 3>&- &
	pid=$!
	until_true grep -q READY "$received"
	# The parent waits for them, and blocks the signals it gets.
	run -0 bash -c 'ulimit -n 40; exec "$0" --count -USR1 -a --name needle -P "$1"' "$FDKILL" "$pid"
	[ "$output" = 60 ]
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = "10 60" ]
}

@test "pkill: a process that may not be signalled must not count as success, or stop the rest" {
	needs_root
	named needle
	setpriv --reuid 65534 --regid 65534 --clear-groups "$HELPERS/disguise" -n needle >theirs 3>&- &
	local theirs=$!
	until_true grep -q READY theirs
	run -64 setpriv --reuid 65534 --regid 65534 --clear-groups "$FDKILL" -a --name needle
	[[ $output == *" $pid "*"not permitted"* || $output == *"$pid (needle): not permitted"* ]]
	assert_dead_of TERM "$theirs"
}

@test "pkill: a word with dots and signs is a pattern only if the user asks for one" {
	named c++
	run -1 fdkill -a --dry-run --name c
	run -0 fdkill -a -KILL --name c++
	assert_dead_of KILL "$pid"
}

@test "pkill: a process that exits during a search is no failure" {
	# A storm with an end, beside ten searches.
	(for _ in {1..300}; do (exit); done) 3>&- &
	local storm=$!
	for _ in {1..10}; do
		run -1 fdkill -a --env NO_SUCH_THING_ANYWHERE=1 --ns $$ --exe /bin/true
		[ "$output" = "fdkill: no process meets the conditions" ]
	done
	wait "$storm"
}

@test "killall: a wait for a zombie must end" {
	make_zombie
	run -1 fdkill -a -w --name "$(cat "/proc/$zombie/comm")" -P "$(ps -o ppid= -p "$zombie" | tr -d ' ')"
}

# bats test_tags=kernel
@test "pgrep: a process that /proc hides is not selected, and a guard of it is a refusal" {
	needs_root
	named needle
	run unshare --mount bash -c '
		mount -t proc -o hidepid=2 proc /proc || exit 99
		setpriv --reuid 65534 --regid 65534 --clear-groups "$0" -a --name needle
		echo "status $?"
		setpriv --reuid 65534 --regid 65534 --clear-groups "$0" --name needle "$1"
		echo "status $?"' "$FDKILL" "$pid"
	[ "$status" -ne 99 ] || skip 'hidepid cannot be had here'
	# Before Linux 6.13 fdkill finds its ancestors in /proc alone.
	if has_linux 6.13; then
		[[ $output == *"no process meets the conditions"*"status 1"* ]]
	else
		[[ $output == *"the ancestors of fdkill cannot be read"*"status 4"* ]]
	fi
	[[ $output == *"skipped: its /proc directory cannot be read"*"status 4" ]]
	assert_alive "$pid"
}
