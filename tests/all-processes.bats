#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --all-processes. Each test runs it in a sandbox of its own: here it would signal the tests as well.

load lib

setup() {
	export FDKILL HELPERS
}

# within SCRIPT: run it by bash in a PID namespace of its own; its output is in $output.
within() {
	run bash "$SOURCE/tests/sandbox.sh" bash -c "$1"
}

@test "all processes are signalled except PID 1, fdkill and its ancestors" {
	within '
		sleep 1000 >&- & a=$!
		setsid sleep 1000 >&- & b=$!
		"$FDKILL" -KILL --all-processes || exit
		wait $a; echo $?
		until [[ ! -e /proc/$b ]]; do wait $b; done
		echo alive'
	echo "$output"
	[[ $output == *137*alive ]]
	[ "$status" -eq 0 ]
}

@test "a process that starts meanwhile is found, too" {
	within '
		# A chain in which each process starts the next one, and then sleeps. It has an end.
		chain() { (($1)) && { chain $(($1 - 1)) & } ; exec sleep 1000; }
		for i in {1..5}; do chain 8 >&- & done
		"$FDKILL" -KILL --all-processes --wait || exit
		"$FDKILL" --print --all-processes'
	echo "$output"
	[ "$status" -eq 1 ] # no process was signalled
}

# chains SCRIPT...: run three chains of processes that fork and exit as fast as they can, of a user of their
# own, and then SCRIPT. The last line of the output says whether one of them is alive then. PIDs go up only
# if one is: nothing else forks in that namespace.
chains() {
	needs_root
	within 'setpriv --reuid 4242 --regid 4242 --clear-groups "$HELPERS/chain" 3 20000 >&-
		'"$1"'
		echo "status $?"
		read -r _ _ _ _ before </proc/loadavg
		for ((i = 0; i < 200000; i++)); do :; done
		read -r _ _ _ _ after </proc/loadavg
		echo "$((after - before)) started"'
}

@test "KILL leaves no process of a chain alive without saying so" {
	local runs=0
	until ((++runs > 10)); do
		chains '"$FDKILL" -KILL -W 10 --all-processes -u 4242'
		# With status 0 and 1 none is left, and no line is printed.
		[[ $output == "status 0"$'\n'"0 started" || $output == *"none seen in two looks"*"status 1"*"0 started" ||
			$output == *"no two looks in a row agreed"*"status "@(64|4)* ]] || {
			echo "$output"
			return 1
		}
	done
}

@test "--status: one process that runs is enough, whatever starts and ends beside it" {
	chains 'setpriv --reuid 4242 --regid 4242 --clear-groups sleep 1000 >&- &
		until read -r comm <"/proc/$!/comm" && [[ $comm == sleep ]]; do :; done
		for i in {1..10}; do
			"$FDKILL" --status --all-processes -u 4242 || exit
		done'
	[[ $output == *"status 0"* ]]
}

@test "a process that KILL follows gets it even if it started after TERM" {
	chains '"$FDKILL" --retry=TERM/0.1/KILL/10 --all-processes -u 4242'
	[[ $output == *"0 started" || $output == *"no two looks in a row agreed"* ]]
}

@test "no process is permitted: that is status 4, and not silent" {
	needs_root
	within '
		sleep 1000 >&- & sleep 1000 >&- &
		setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" --all-processes
		echo $?'
	[[ $output == *"not permitted: you may signal none of the "[2-9]" processes"*$'\n4' ]]
}

@test "status 1 if there is no process to signal" {
	within '"$FDKILL" --all-processes'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
}

@test "--dry-run signals no process" {
	within '
		sleep 1000 >&- & a=$!
		until grep -qz "^sleep\$" /proc/$a/cmdline; do :; done
		"$FDKILL" --dry-run -KILL --all-processes
		[[ -e /proc/$a ]] && "$FDKILL" $a && wait $a'
	[ "$status" -eq 143 ]
	[[ $output == "would send KILL to "*" sleep"* ]]
}

@test "a process that may not be signalled is skipped" {
	needs_root
	within '
		sleep 1000 >&- & a=$!
		setpriv --reuid nobody --regid nogroup --clear-groups sleep 1000 >&- & b=$!
		until grep -q "^Uid:.65534" /proc/$b/status; do :; done
		setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" -v --all-processes
		echo $?
		[[ -e /proc/$a ]] && wait $b; echo $?'
	[[ $output == "sent TERM to "*$'\n0\n143' ]]
}

# beneath_root HIDEPID FDKILL-WORD...: a user's shell has a child of root, as with su(1) and sudo(8). The child runs
# fdkill as that user, under a /proc that hides root's processes. Signals that reach the shell go to the file $hit.
beneath_root() {
	local hidepid=$1
	shift
	hit=$BATS_TEST_TMPDIR/hit
	: >"$hit"
	rm -f "$hit".[57]
	mkfifo "$hit".{5,7}
	# shellcheck disable=SC2016 # for the shells within
	run timeout 60 env SHELL_OF_USER='trap "echo hit >&6" USR1; echo >&7; read -r _ <&5; :' \
		CHILD_OF_ROOT='read -r _ <&7; $AS_USER "$@"; echo "status $?"; echo >&5' \
		AS_USER='setpriv --reuid 65534 --regid 65534 --clear-groups' \
		unshare --mount bash -c '
			mount -t proc -o "hidepid=$2" proc /proc || exit 99
			exec 5<>"$1.5" 6>>"$1" 7<>"$1.7"
			bash -c "bash -c \"\$CHILD_OF_ROOT\" child \"\$@\" & exec \$AS_USER bash -c \"\$SHELL_OF_USER\"" shell "${@:3}"
			wait' bash "$hit" "$hidepid" "$@" 3>&-
	[ "$status" -ne 99 ] || skip 'hidepid cannot be had here'
}

@test "no process is selected if an ancestor cannot be read" {
	needs_root
	local hidepid selection words="the ancestors of fdkill cannot be read (process * cannot be spared; add --include-ancestors"
	for hidepid in 1 2; do
		for selection in "-a --name bash" "--all-processes"; do
			# Without PIDFD_GET_INFO, as before Linux 6.13.
			# shellcheck disable=SC2086 # words
			beneath_root "$hidepid" "$HELPERS/deny" ioctl:ENOTTY -- "$FDKILL" -USR1 $selection
			# shellcheck disable=SC2053 # a pattern
			[[ $output == *$words*"status 4" ]]
			[ ! -s "$hit" ]
			# With it fdkill reads the chain of ancestors, and spares the shell.
			# shellcheck disable=SC2086 # words
			beneath_root "$hidepid" "$FDKILL" -USR1 $selection
			[[ $output == *"status "[14] ]]
			[ ! -s "$hit" ]
		done
		beneath_root "$hidepid" "$HELPERS/deny" ioctl:ENOTTY -- "$FDKILL" -a -USR1 --name bash -u 65534 --include-ancestors
		[[ $output == *"status 0" ]]
		[ "$(cat "$hit")" = hit ]
		# As the message advises.
		beneath_root "$hidepid" "$HELPERS/deny" ioctl:ENOTTY -- "$FDKILL" --dry-run --all-processes --include-ancestors
		[[ $output == *"would send TERM to "*" bash "*"status 0" ]]
	done
}

@test "if /proc cannot be listed, the message says so" {
	local words
	for words in --all-processes '-a --name sleep' '-KILL 0'; do
		# shellcheck disable=SC2086 # words
		run -3 "$HELPERS/deny" getdents64:EPERM -- "$FDKILL" $words
		[[ $output == *"its processes cannot be listed: a seccomp filter"* ]]
	done
}

@test "a directory of files mounted on /proc is not taken for /proc" {
	needs_root
	[[ -z ${SANITIZERS:-} ]] || skip 'the sanitizers need /proc'
	start sleep 1000
	run -3 unshare --mount bash -c '
		mkdir "$1" && cp -r --parents "/proc/$2/stat" "/proc/$2/comm" "/proc/$2/status" "$1" &&
			cp -rL --parents /proc/self/status "$1" && mount --bind "$1/proc" /proc || exit 99
		exec "$0" -KILL -a --name sleep' "$FDKILL" "$BATS_TEST_TMPDIR/forged" "$pid"
	[[ $output == *"there is no /proc of our PID namespace" ]]
	assert_alive "$pid"
}
