#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Lines of init scripts, maintainer scripts and postrotate scripts, with fdkill in place of kill and
# fdpkill in place of pkill. Each runs under "set -e" in each shell that is installed, with PIDs below 65.

# shellcheck disable=SC2034 # lib.bash reads it
LOW_PIDS=1
load lib

setup() {
	local shell
	chmod 755 "$BATS_TEST_TMPDIR"
	umask 022
	make_directory
	cd "$directory" || return
	shells=()
	for shell in dash bash 'busybox sh'; do
		! type "${shell%% *}" >/dev/null 2>&1 || shells+=("$shell")
	done
	command_file fdkill "$FDKILL"
	command_file fdpkill "$FDPKILL"
	PATH=$directory:$PATH
	named daemon
	export pid FDKILL FDPKILL
	echo "$pid" >pidfile
}

teardown() {
	end_jobs
	remove_directory
}

# command_file NAME PROGRAM: make a command that runs PROGRAM, also under NO_KILL.
command_file() {
	{
		echo '#!/bin/sh'
		printf '%q ' exec "${without_kill[@]}" "$2"
		echo '"$@"'
	} >"$1"
	chmod 755 "$1"
}

# Scripts start a job by this. It holds no output, since run waits for each process that does. Before the
# job runs sleep it is a shell, which may miss a signal.
job='job() {
	sleep 1000 >/dev/null 2>&1 &
	until read -r comm <"/proc/$!/comm" && [ "$comm" = sleep ]; do :; done
}
'

# in_shells STATUS SCRIPT: in each shell, SCRIPT ends with STATUS. The last output is in $output.
in_shells() {
	local shell
	for shell in "${shells[@]}"; do
		# shellcheck disable=SC2086 # words
		run $shell -e -c "$job$2" 3>&-
		[ "$status" -eq "$1" ] || {
			echo "$shell: $2: status $status: $output"
			return 1
		}
	done
}

# delivers SIGNO SCRIPT: in each shell, SCRIPT ends with 0, and one signal arrives at the daemon: SIGNO.
delivers() {
	local shell
	for shell in "${shells[@]}"; do
		: >"$received"
		# shellcheck disable=SC2086 # words
		run $shell -e -c "$job$2" 3>&-
		[ "$status" -eq 0 ] || {
			echo "$shell: $2: status $status: $output"
			return 1
		}
		until_true has_arrived "$1 .*"
		[ "$(wc -l <"$received")" -eq 1 ]
	done
}

@test "the PIDs of this file are below 65" {
	needs_root
	((pid < 65))
}

@test "reload lines: the signal in each form, the PID from a file" {
	delivers 1 'fdkill -HUP `cat pidfile`'
	delivers 1 'fdkill -HUP $(cat pidfile) >/dev/null 2>&1 || exit 1'
	delivers 1 'fdkill -1 "$(cat pidfile)"'
	delivers 1 'if fdkill -HUP `sed 1q pidfile`; then :; else exit 1; fi'
	delivers 10 'fdkill -s USR1 `cat pidfile`'
	delivers 10 'SIG=USR1; fdkill -$SIG "$pid"'
	delivers 10 'fdkill -SIGUSR1 "$pid" || true'
	delivers 10 '[ -f pidfile ] && fdkill -10 $(cat pidfile)'
	delivers 12 'read -r pid <pidfile; fdkill -s USR2 "$pid"'
	delivers 12 'fdkill -s 12 $pid && echo done'
	delivers 15 'fdkill "$(cat pidfile)"'
	delivers 15 '/usr/bin/env fdkill -15 $pid'
}

@test "pkill lines" {
	delivers 1 'fdpkill -HUP -F pidfile daemon'
	delivers 10 'fdpkill -USR1 -F pidfile'
	delivers 12 'fdpkill -USR2 -x daemon 2>/dev/null'
	delivers 15 "fdpkill -x -u $EUID daemon || true"
	delivers 15 "fdpkill -f '/daemon\$'"
	in_shells 0 'fdpkill -u '$EUID' no-such-daemon || true'
	in_shells 1 'fdpkill no-such-daemon'
}

@test "a loop of kill -0 ends with the process" {
	in_shells 0 'fdkill -0 $pid; fdkill -s 0 $pid 2>/dev/null; if fdkill -0 $pid; then echo runs; fi'
	[ "$output" = runs ]
	in_shells 0 'job; daemon=$!
		fdkill $daemon
		while fdkill -0 $daemon 2>/dev/null; do wait $daemon || :; done
		fdkill -0 $daemon 2>/dev/null || echo gone'
	[ "$output" = gone ]
}

@test "TERM, and KILL for a process that ignores it" {
	in_shells 0 '(trap "" TERM; exec sleep 1000 >/dev/null 2>&1) & daemon=$!
		until read -r comm <"/proc/$!/comm" && [ "$comm" = sleep ]; do :; done
		fdkill -TERM $daemon
		fdkill -9 $daemon
		wait $daemon || echo $?'
	[ "${lines[-1]}" = 137 ]
	in_shells 0 'job; daemon=$!; fdkill -k 60 $daemon'
	in_shells 0 'job; daemon=$!; fdkill --quiet --retry=TERM/30/KILL/5 $daemon'
}

@test "a process that is gone: the script ends, unless it says || true or --ok-gone" {
	gone=$(gone)
	export gone
	in_shells 1 'fdkill $gone; echo after'
	[[ $output != *after ]]
	in_shells 0 'fdkill $gone 2>/dev/null || true; echo after'
	[ "$output" = after ]
	in_shells 0 'fdkill --ok-gone $gone; fdkill --ok-gone -F missing; fdkill --ok-gone -a --name no-such-daemon; echo after'
	[ "$output" = after ]
	in_shells 0 'if ! fdkill "$gone" 2>/dev/null; then echo warning; fi'
	[ "$output" = warning ]
}

@test "several PIDs: each that runs gets the signal, and the status says if one is gone" {
	gone=$(gone)
	export gone
	delivers 10 'fdkill -USR1 $gone $pid 2>/dev/null || [ $? -eq 64 ]'
	delivers 10 'fdkill -USR1 $pid $pid'
	in_shells 1 'fdkill -USR1 $gone $gone 2>/dev/null'
}

@test "a case on the status, under set -e" {
	in_shells 0 'status=0
		fdkill -s 0 "$pid" || status=$?
		case $status in 0) echo runs ;; 1) echo gone ;; *) exit 9 ;; esac'
	[ "$output" = runs ]
	in_shells 0 'status=0; fdkill --status -F pidfile || status=$?; echo $status
		status=0; fdkill --status -F missing 2>/dev/null || status=$?; echo $status'
	[ "$output" = $'0\n3' ]
}

@test "an empty variable signals nothing" {
	local line
	for line in 'fdkill $NONE' 'fdkill "$NONE"' 'fdkill -9 $NONE' 'fdkill -HUP "$NONE"' 'fdkill -9 -$NONE' \
		'fdkill -TERM -- -$NONE' 'fdkill $(cat missing 2>/dev/null)' 'fdkill -TERM $(pidof no-such-daemon)' \
		'fdkill -u root $NONE' 'fdkill -F $NONE'; do
		in_shells 2 "$line"
	done
	[ "$(cat "$received")" = READY ]
}

# in_own_group SCRIPT: in each shell, run SCRIPT as the leader of a group.
in_own_group() {
	local shell
	for shell in "${shells[@]}"; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr setsid --wait $shell -e -c "$job$1" 3>&-
		[ "$output" = "$2" ] || {
			echo "$shell: $1: status $status: $output $stderr"
			return 1
		}
	done
}

@test "the script's own group: -\$\$, -- -\$\$, 0" {
	local line
	# The shell and its child get the signal; the child's wait says so.
	for line in 'fdkill -TERM -$$' 'fdkill -15 -$$' 'fdkill -s TERM -$$' 'fdkill -- -$$' \
		'fdkill -TERM -- -$$' 'fdkill 0' 'fdkill -TERM 0' 'fdkill -s TERM pgid:$$'; do
		in_own_group 'trap "echo trap" TERM
			job; child=$!
			'"$line"'
			wait $child || echo $?' $'trap\n143'
	done
	in_own_group 'job; trap "trap - TERM; fdkill 0" EXIT; echo end' end
	[ "$status" -eq 143 ]
	in_own_group 'trap "trap \"\" TERM; fdkill 0; wait; echo cleared" EXIT; job; job' cleared
	[ "$status" -eq 0 ]
}

@test "the group of a daemon: -9 -PGID, -- -PGID" {
	local start='setsid sh -c "sleep 1000 & echo \$\$ >group; exec sleep 1000" >/dev/null 2>&1 &
		leader=$!
		until [ -s group ]; do :; done
		read -r pgid <group
		rm group;'
	in_shells 0 "$start"' fdkill -9 -$pgid; wait $leader || echo $?'
	[ "${lines[-1]}" = 137 ]
	in_shells 0 "$start"' fdkill -- -$pgid; wait $leader || echo $?'
	[ "${lines[-1]}" = 143 ]
	in_shells 0 "$start"' fdkill -s TERM -- -$pgid && fdkill -0 -- -$pgid || :; wait $leader || echo $?'
	[ "${lines[-1]}" = 143 ]
}

@test "the jobs of the shell" {
	in_shells 0 'job; fdkill $!; wait $! || echo $?'
	[ "$output" = 143 ]
	in_shells 0 'job; job; jobs -p >jobs; fdkill $(cat jobs); wait'
	in_shells 0 'job; jobs -p >jobs; fdkill -F - <jobs; wait $! || echo $?'
	[ "${lines[-1]}" = 143 ]
	# In dash a command substitution has no jobs.
	shells=(bash)
	in_shells 0 'job; job; fdkill $(jobs -p); wait'
	in_shells 0 'job; jobs -p | fdkill -F -; wait'
	in_shells 2 'job; job=$!; fdkill %1 || { status=$?; fdkill $job; exit $status; }'
	[[ $output == *"jobs -p"* ]]
	in_shells 0 'trap "fdkill \$tail; exit 0" EXIT; job; tail=$!'
}

@test "kill -l of a status" {
	in_shells 0 'sh -c "fdkill -TERM \$\$; exit 1" || fdkill -l $?'
	[ "${lines[-1]}" = TERM ]
	in_shells 0 'fdkill -l HUP; fdkill -l 9'
	[ "$output" = $'1\nKILL' ]
}

@test "STOP and CONT" {
	in_shells 0 'job; fdkill -STOP $!
		until grep -q "^State:.T" /proc/$!/status; do :; done
		fdkill -CONT $!; fdkill $!; wait $! || echo $?'
	[ "$output" = 143 ]
}

@test "COMPATIBILITY: command lines that kill takes otherwise signal nothing, with status 2" {
	local line
	for line in 'fdkill daemon' 'fdkill -1' 'fdkill -9 -1' 'fdkill -9 -TERM $pid' 'fdkill -12 -s TERM $pid' \
		'fdkill $pid -HUP' 'fdkill $pid word' 'fdkill %1 $pid' 'fdkill $pid ""'; do
		in_shells 2 "$line"
		[[ $output == fdkill:* ]]
	done
	[ "$(cat "$received")" = READY ]
}

@test "COMPATIBILITY: a zombie is gone, a PID twice gets one signal, 64 if some were reached" {
	gone=$(gone)
	make_zombie
	export gone zombie
	in_shells 1 'fdkill -0 $zombie'
	in_shells 1 'fdkill $zombie'
	delivers 12 'fdkill -USR2 $pid $pid'
	in_shells 64 'fdkill -0 $gone $pid'
	in_shells 64 'fdkill -0 $pid $gone'
}

@test "COMPATIBILITY: not permitted is 4, also with --ok-gone" {
	needs_root
	local as_user='setpriv --reuid 65534 --regid 65534 --clear-groups'
	in_shells 4 "$as_user \"\$FDKILL\" \$pid"
	in_shells 4 "$as_user \"\$FDKILL\" --ok-gone -F pidfile"
	in_shells 1 "$as_user \"\$FDPKILL\" -x daemon"
	[ "$(cat "$received")" = READY ]
}

@test "COMPATIBILITY: a pidfile that is older than its process, or that another user can write" {
	needs_root
	touch -d '3 hours ago' pidfile
	in_shells 5 'fdkill -F pidfile'
	in_shells 5 'fdkill --ok-gone -F pidfile'
	in_shells 1 'fdpkill -F pidfile daemon'
	touch pidfile
	chown 65534 pidfile
	in_shells 5 'fdkill -F pidfile'
	in_shells 1 'fdpkill -F pidfile daemon'
	[ "$(cat "$received")" = READY ]
	delivers 10 'fdkill -USR1 -F pidfile -u root'
	delivers 10 'fdpkill -USR1 -F pidfile -u root daemon'
}
