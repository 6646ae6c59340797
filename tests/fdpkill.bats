#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# fdpkill: words as users write them for pkill, and what pkill does with them.

load lib

setup() {
	chmod 755 "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	end_jobs
	remove_directory
}

# sends SIGNO ARGUMENT...: the receiver gets this signal.
sends() {
	: >"$received"
	run fdpkill "${@:2}"
	[ "$status" -eq 0 ] || {
		echo "${*:2}: status $status: $output"
		return 1
	}
	until_true has_arrived "$1 .*"
	[ "$(wc -l <"$received")" -eq 1 ]
}

@test "a pattern matches names, and signals are written as for pkill" {
	named needle
	sends 10 -USR1 needle
	sends 10 -10 needle
	sends 10 needle -USR1
	sends 12 --signal USR2 'nee.l+e'
	sends 12 --signal=12 needle
	sends 1 -1 -x needle
	sends 2 -x -INT 'needle|thread'
	sends 15 needl
	[ -z "$output" ]
	run -1 fdpkill -x needl
}

@test "the short options of pkill work" {
	export COLOUR=red
	named needle
	local letters session
	session=$(ps -o sid= -p "$pid" | tr -d ' ')
	for letters in "-x needle" "-f /needle$" "-i NEEDLE" "-n needle" "-o needle" "-u $EUID needle" \
		"-U $UID -x needle" "-G $(id -g) -x needle" "-P $$ -x needle" "-g 0 needle" "-s $session needle" \
		"-r S,R needle" "--env COLOUR=red needle" "-A needle" "-O 0 needle" "--ns $pid -x needle" \
		"--ns $pid --nslist net -x needle" "-e needle" "-c needle" "-q 5 needle" "-p $pid needle" "-x -p $pid needle"; do
		# shellcheck disable=SC2086 # words
		sends 10 -USR1 $letters
		# shellcheck disable=SC2086 # words
		run -1 fdpkill -USR1 $letters --name nobody
	done
}

@test "-e names each process that was signalled, -c counts them" {
	local shown
	named needle 2
	run -0 fdpkill -e -USR1 needle
	[ "$output" = "sent USR1 to $(in_full "$pid")" ]
	run -0 fdpkill -c -USR2 needle
	[ "$output" = 1 ]
	wait "$pid"
	run -1 fdpkill -c needle
	[ "$output" = 0 ]
	named needle
	shown=$(in_full "$pid")
	run -0 fdpkill --echo -KILL needle
	[ "$output" = "sent KILL to $shown" ]
}

@test "-F FILE and -L: the process of a pidfile, if it holds the lock" {
	umask 022
	make_directory
	cd "$directory"
	: >pidfile
	"$HELPERS/disguise" -n needle -l pidfile >said 3>&- &
	pid=$!
	until_true grep -q READY said
	echo "$pid" >pidfile
	run -1 fdpkill -F pidfile other
	run -0 fdpkill -KILL -LF pidfile needle
	assert_dead_of KILL "$pid"
	run -1 fdpkill -F pidfile
	run -1 fdpkill --logpidfile --pidfile pidfile
}

@test "the exit statuses of pkill" {
	named needle
	run -1 fdpkill no-such-thing
	[ -z "$output" ]
	run -2 fdpkill
	run -2 fdpkill -U nosuchuser needle
	run -2 fdpkill 'nee(dle'
	run -2 fdpkill one two
	run -3 fdpkill -F /dev/null
	if ((EUID == 0)); then
		run -1 setpriv --reuid 65534 --regid 65534 --clear-groups "$FDPKILL" needle
		[[ $output == "fdpkill: "*"not permitted"* ]]
		# One process was signalled and one was not.
		setpriv --reuid 65534 --regid 65534 --clear-groups ./needle 1 >theirs 3>&- &
		until_true grep -q READY theirs
		run -0 setpriv --reuid 65534 --regid 65534 --clear-groups "$FDPKILL" -USR1 needle
	fi
}

@test "an empty pattern is refused: for pkill it matches all processes" {
	run -2 fdpkill ''
	run -2 fdpkill -f "$NO_SUCH_VARIABLE"
	[[ $output == "fdpkill: "*empty* ]]
}

@test "options about matching are refused without a pattern: it may be an empty variable" {
	local letter
	for letter in f x i; do
		run -2 fdpkill -$letter -u "$EUID"
		[[ $output == "fdpkill: --"*": it is for "*"add "*"a PATTERN" ]]
	done
	run -2 fdpkill -t no-such-terminal
	run -2 fdpkill --no-such-option needle
	[[ $output == "fdpkill: "*"see fdpkill --help" ]]
}

@test "messages name fdpkill" {
	run -2 fdpkill -99 needle
	[[ $output == *"write -g 99" ]]
	run -2 fdpkill ''
	[[ $output == "fdpkill: pattern ''"* ]]
	run -2 fdpkill '['
	[[ $output == "fdpkill: pattern '['"* ]]
}

@test "options of pgrep are refused, and the message says what to write" {
	run -2 fdpkill -v needle
	[[ $output == *"--inverse"* ]]
	run -2 fdpkill -l needle
	[[ $output == *"-e"* ]]
	run -2 fdpkill -a needle
	[[ $output == *"--print"* ]]
	named needle
	! has_linux 6.9 || {
		run -0 fdpkill --print needle
		[[ $output == "$pid:"* ]]
	}
	run -0 fdpkill --dry-run --inverse -x needle
	[[ $output != *" to $pid "* && $output == *"would send"* ]]
}

@test "fdpkill does not signal itself or its ancestors" {
	cp "$HELPERS/receive" ./needle
	# The shell has the word in its command line, as with "ssh host pkill -f word".
	run bash -c '"$0" -f no-such-word-elsewhere; echo "status $?"' "$FDPKILL"
	[ "$output" = "status 1" ]
}

@test "a number is a pattern, not a target" {
	start sleep 1000
	run -1 fdpkill "$pid"
	run -1 fdpkill -- -5
	assert_alive "$pid"
}

@test "-p accepts processes only: 0 would be the whole group of fdkill" {
	local word
	start sleep 1000
	local both
	both=$(echo "$pid" && identity_of "$pid")
	run -0 fdpkill -0 -p "${both/$'\n'/,}"
	for word in 0 "$pid,0" "pgid:$pid" '' "$pid,"; do
		run -2 fdpkill -p "$word"
	done
	assert_alive "$pid"
}

@test "waiting works under this name, too" {
	named needle
	run -0 fdpkill -k 50ms -x needle
	assert_dead_of KILL "$pid"
	named needle
	run -124 fdpkill -W 0.5 -x needle
}

@test "--help and --version name this program" {
	run -0 fdpkill --help
	[[ $output == "Usage: fdpkill "* ]]
	run -0 fdpkill -h
	[[ $output == "Usage: fdpkill "* ]]
	run -0 fdpkill -V
	[[ $output == "fdpkill (fdkill) "[0-9]* ]]
}

@test "if only an ancestor matches, the message says so" {
	cp "$(type -P bash)" "$BATS_TEST_TMPDIR/bspwm"
	cd "$BATS_TEST_TMPDIR"
	export FDKILL FDPKILL
	run ./bspwm --norc -c '"$FDPKILL" -x bspwm; echo "status $?"'
	[[ $output == "fdpkill: no process meets the conditions, but bspwm ("*"), which is an ancestor; add \
--include-ancestors"*"status 1" ]]
	run ./bspwm --norc -c '"$FDKILL" -a --name bspwm; echo "status $?"; "$FDKILL" --quiet -a --name bspwm'
	[[ $output == "fdkill: no process meets the conditions, but bspwm ("*"status 1" ]]
	run ./bspwm --norc -c '"$FDKILL" --all-processes --name bspwm; echo "status $?"'
	[[ $output == "fdkill: --all-processes: no process meets the conditions, but bspwm ("*"status 1" ]]
	run ./bspwm --norc -c '"$FDPKILL" --quiet -x bspwm; echo "status $?"'
	[ "$output" = "status 1" ]
	run ./bspwm --norc -c '"$FDPKILL" -x no-such-name; echo "status $?"'
	[ "$output" = "status 1" ]
	# As it advises.
	run ./bspwm --norc -c '"$FDPKILL" --include-ancestors -x bspwm; echo "status $?"'
	[ "$status" -eq 143 ]
}

@test "--list-name prints what is signalled, as -e does" {
	named needle
	run -0 fdpkill --signal 9 --list-name -x needle
	[[ $output == "sent KILL to $pid "* ]]
	assert_dead_of KILL "$pid"
}
