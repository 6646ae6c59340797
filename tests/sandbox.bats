#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The sandbox of the tests: their signals reach no process outside, and they inherit nothing from outside.

load lib

@test "the tests have their own PID namespace, with a /proc of it" {
	[[ $(tr '\0' ' ' </proc/1/cmdline) == bash*sandbox* ]]
	[ "$(grep -c '^NSpid:' /proc/self/status)" -eq 1 ]
	[ "$(awk '/^NSpid:/ { print NF }' /proc/self/status)" -eq 2 ]
}

@test "processes outside have no number here" {
	# Inside are only a few processes, and no kernel threads.
	(($(find /proc -maxdepth 1 -name '[0-9]*' | wc -l) < 50))
	run ! grep -qs kthreadd /proc/[0-9]*/comm
}

@test "with LOW_PIDS, the first processes of each test have PIDs below 65" {
	needs_root
	# A test file loads the library anew for each of its tests.
	first_pid() {
		LOW_PIDS=$1 sh "$SOURCE/tests/sandbox.sh" bash -c '
			bats_require_minimum_version() { :; }
			for i in {1..100}; do (:); done
			source "$1"
			: & echo $!' - "$BATS_TEST_DIRNAME/lib.bash"
	}
	(($(first_pid 1) < 65 && $(first_pid '') > 100))
}

@test "a nested sandbox says so if it is not possible" {
	run "$HELPERS/deny" unshare:EPERM -- sh "$SOURCE/tests/sandbox.sh" false
	[ "$status" -eq 0 ]
	[[ $output == "1..0 # SKIP "* ]]
}

@test "processes that a sandbox leaves running end with it" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	# The process left over keeps a descriptor open: when that is closed, it is dead.
	exec 9<>"$BATS_TEST_TMPDIR/fifo"
	sh "$SOURCE/tests/sandbox.sh" bash -c 'sleep 1000 & echo started' >&9 3>&- 9>&-
	read -r line <&9
	[ "$line" = started ]
	exec 9>&-
	until_true not_running 'sleep 1000'
}

not_running() {
	local file
	for file in /proc/[0-9]*/cmdline; do
		[[ $(tr '\0' ' ' <"$file" 2>/dev/null) != "$1 " ]] || return 1
	done
}

# start_of COMMAND...: print the settings of a shell that COMMAND starts.
start_of() {
	"$@" bash -c '
		grep -E "^Sig(Blk|Ign):" /proc/self/status
		umask
		ulimit -Sc
		ulimit -Sn
		ulimit -Ss
		[[ /dev/stdin -ef /dev/null ]] && echo null
		for fd in {3..20}; do
			[[ ! -e /proc/$$/fd/$fd ]] || echo "descriptor $fd"
		done
		[[ ! -o posix ]] || echo posix
		env | sort' 2>&1
}

@test "a test starts with the defaults, whatever it inherits" {
	local inherited
	export FDKILL
	cd "$SOURCE" || return
	for inherited in 'bash tests/odd-environment.sh' 'env --ignore-signal' 'env --block-signal' \
		'env LC_ALL=xx_XX.bogus SHELLOPTS=noglob CDPATH=/ TMPDIR=run'; do
		echo "after $inherited:"
		# shellcheck disable=SC2086 # words
		run -0 start_of $inherited sh "$SOURCE/tests/sandbox.sh"
		echo "$output"
		[[ ${lines[*]:0:7} == $'SigBlk:\t0000000000000000 SigIgn:\t0000000000000000 0022 0 1024 '+([0-9])' null' ]]
		[[ $output != *descriptor* && $output != *posix* && $output != *SHELLOPTS* && $output != *CDPATH* ]]
		grep -qx 'LC_ALL=C' <<<"$output"
		grep -qx 'TMPDIR=/[^ ]*' <<<"$output"
		grep -qxF "FDKILL=$FDKILL" <<<"$output"
	done
}

@test "odd-environment.sh sets an odd environment" {
	run -0 start_of bash "$SOURCE/tests/odd-environment.sh"
	[[ ${lines[0]} == *$'\t0000000000000800' && ${lines[1]} != *$'\t0000000000000000' ]]
	[[ ${lines[*]:2:3} == '0077 0 64' ]]
	[[ $output == *'descriptor 7'*'descriptor 8'*posix* ]]
	grep -qx 'TMPDIR=/.*/-a-b.*-z' <<<"$output"
	run ! grep -q '^HOME=' <<<"$output"
}

@test "TMPDIR stays if the tests can work in it, and is /tmp otherwise" {
	tmpdir_for() {
		TMPDIR=$1 "$HELPERS/defaults" bash -c 'echo "$TMPDIR"'
	}
	local good other
	good=$(mktemp -d)
	chmod 755 "$good"
	[ "$(tmpdir_for "$good")" = "$good" ]
	mkdir "$good/with blank"
	for other in '' . /nonexistent /etc/passwd "$good/with blank"; do
		[ "$(tmpdir_for "$other")" = /tmp ]
	done
	rm -r "$good"
}

@test "as root: TMPDIR is /tmp also if another user can change it, or cannot enter it" {
	needs_root
	local directory
	directory=$(mktemp -d /run/fdkill-test.XXXXXX)
	chmod 755 "$directory"
	[ "$(TMPDIR=$directory "$HELPERS/defaults" printenv TMPDIR)" = "$directory" ]
	chmod 777 "$directory"
	[ "$(TMPDIR=$directory "$HELPERS/defaults" printenv TMPDIR)" = /tmp ]
	chmod 700 "$directory"
	[ "$(TMPDIR=$directory "$HELPERS/defaults" printenv TMPDIR)" = /tmp ]
	rmdir "$directory"
}

@test "as root: programs that another user may not run are copied" {
	needs_root
	local closed=$BATS_TEST_TMPDIR/closed
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
	(umask 077 && mkdir "$closed" && cp -P "$FDKILL" "$FDPKILL" "$HELPERS/receive" "$closed")
	FDKILL=$closed/fdkill FDPKILL=$closed/fdpkill HELPERS=$closed
	BATS_FILE_TMPDIR=$BATS_TEST_TMPDIR setup_file
	[[ $FDKILL != "$closed"/* ]]
	setpriv --reuid nobody --regid nogroup --clear-groups test -x "$HELPERS/receive"
	run -0 setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" --version
	run -0 setpriv --reuid nobody --regid nogroup --clear-groups "$FDPKILL" --help
	[[ $output == "Usage: fdpkill "* ]]
}

@test "a test is skipped if it has too few descriptors" {
	run -0 bash -c 'ulimit -n 60; exec "$0" false' "$HELPERS/defaults"
	[[ $output == "1..0 # SKIP "*descriptors* ]]
}
