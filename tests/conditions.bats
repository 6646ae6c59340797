#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Conditions without targets: which processes are selected.

load lib

setup() {
	chmod 755 "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	end_jobs
	remove_directory
}

# disguised NAME [ARGUMENT...]: run tests/helpers/disguise as NAME; its PID is in $pid, its output in $said.
disguised() {
	said=$(mktemp "$BATS_TEST_TMPDIR/said.XXXXXX")
	cp --remove-destination "$HELPERS/disguise" "./$1"
	"./$1" "${@:2}" >"$said" 3>&- &
	pid=$!
	until_true grep -q READY "$said"
}

# selects "PID..." ARGUMENT...: fdkill selects exactly these processes of all that run.
selects() {
	local expected=$1 found
	shift
	run fdkill --dry-run "$@"
	found=$(sed -nE 's/^would send [^ ]+( [0-9]+)? to ([0-9]+) .*/\2/p' <<<"$output" | sort -n | xargs)
	[[ $found == "$(tr ' ' '\n' <<<"$expected" | sort -n | xargs)" ]] || {
		echo "$*: '$found', not '$expected': $output"
		return 1
	}
	if [[ $expected ]]; then
		[ "$status" -eq 0 ]
	else
		[ "$status" -eq 1 ]
	fi
}

# refuses PATTERN ARGUMENT...: status 2, one line that matches, and no process is signalled.
refuses() {
	local pattern=$1
	shift
	run -2 fdkill "$@"
	# shellcheck disable=SC2053 # a pattern
	[[ ${#lines[@]} -eq 1 && $output == $pattern ]] || {
		echo "$*: not like $pattern: $output"
		return 1
	}
}

# Run fdkill as a user from which the processes of these tests hide something.
stranger() {
	if ((EUID == 0)); then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$FDKILL" "$@"
	else
		"$FDKILL" "$@"
	fi
}

@test "selected processes receive the signal, and no others" {
	cp "$HELPERS/receive" ./chosen
	cp "$HELPERS/receive" ./spared
	./chosen 1 >chosen.out 3>&- &
	local chosen=$!
	./spared 1 >spared.out 3>&- &
	until_true grep -q READY chosen.out
	until_true is_receiving "$chosen"
	until_true grep -q READY spared.out
	local shown
	shown=$(in_full "$chosen")
	run -0 fdkill -a -v -USR1 --name chosen
	[ "$output" = "sent USR1 to $shown" ]
	wait "$chosen"
	grep -q '^10 ' chosen.out
	run ! grep -q '^10 ' spared.out
	fdkill -a -USR2 --name spared
}

@test "--name matches the whole name, literally" {
	disguised victim
	local one=$pid
	disguised victims
	selects "$one" -a --name victim
	selects "$pid" -a --name victims
	selects "$one $pid" -a --name victim --name victims
	selects "" -a --name VICTIM
	selects "$one" -a -i --name VICTIM
	selects "" -a --name vict
	selects "" -a --name 'victim.'
}

@test "--name: parentheses, blanks, line ends and control characters" {
	local name
	for name in 'a) R 1' '(paren)' 'odd)name' $'line\nend' 'sp ace' $'\e[31mred' 'c++'; do
		disguised innocent -n "$name"
		selects "$pid" -a --name "$name"
		[[ $output != *$'\e'* ]]
		fdkill -KILL "$pid"
	done
}

@test "--name: longer than 15 characters" {
	disguised a-name-that-is-longer-than-that
	local one=$pid
	disguised a-name-that-is-shorter
	selects "$one" -a --name a-name-that-is-longer-than-that
	selects "$pid" -a --name a-name-that-is-shorter
	# The name as the kernel cuts it is the name of no process.
	selects "" -a --name a-name-that-is-
}

@test "--name: every name counts, whatever the others are" {
	cp "$(type -P sleep)" ./transmission-daemon
	start bash -c 'exec -a "./transmission-daemon *:6379" ./transmission-daemon 1000'
	until_true [ "/proc/$pid/exe" -ef transmission-daemon ]
	selects "$pid" -a --name transmission-daemon
	selects "$pid" -a --name 'transmission-daemon *:6379'
	selects "" -a --name transmission-da
	rm transmission-daemon
	selects "$pid" -a --name transmission-daemon
	start bash -c 'exec -a a-title sleep 1000'
	until_true grep -q a-title "/proc/$pid/cmdline"
	selects "$pid" -a --name a-title
}

@test "-v: of several values of a condition, those that select no process are named" {
	disguised victim
	local one=$pid
	disguised another
	run -0 fdkill -a -v -s 0 --name victim --name no-such-name --name another -u "$(id -u)"
	[ "$(grep -c 'sent signal 0 to' <<<"$output")" -eq 2 ]
	[ "$(grep -c 'selects no process' <<<"$output")" -eq 1 ]
	[[ $output == *"--name no-such-name: selects no process"* ]]
	run -0 fdkill -a -v -s 0 --match '^victim$' --match '^nosuch(x)?$'
	[[ $output == *"--match ^nosuch(x)?\$: selects no process"* ]]
	run -0 fdkill -a -v -s 0 --name victim -P "$$,$one"
	[[ $output == *"--parent $one: selects no process"* ]]
	run -0 fdkill -a -s 0 --name victim --name no-such-name
	[ -z "$output" ]
	run -1 fdkill -a -v -s 0 --name no-such-name --name no-other-name
	[ "${#lines[@]}" -eq 1 ]
	run -0 fdkill -v -s 0 --name victim --name no-such-name "$one"
	[ "$output" = "sent signal 0 to $(in_full "$one")" ]
}

@test "--name: no title hides the executable, for a pattern neither" {
	cp "$HELPERS/receive" ./transmission-daemon
	exec_a() {
		# Or the word of the last one would count.
		rm -f "$BATS_TEST_TMPDIR/said"
		(exec -a "$1" ./transmission-daemon >"$BATS_TEST_TMPDIR/said" 3>&-) &
		pid=$!
		until_true is_ready "$BATS_TEST_TMPDIR/said"
	}
	local title
	for title in './transmission-daemon *:6379' 'another *:6379' './transmission-data' -x; do
		exec_a "$title"
		selects "$pid" -a --name transmission-daemon
		selects "$pid" -a -x --match transmission-daemon
		fdkill -KILL -w "$pid" --name transmission-daemon
	done
	exec_a /opt/another-long-server-name
	selects "$pid" -a --name another-long-server-name
	rm ./transmission-daemon
	selects "$pid" -a --name transmission-daemon
	fdkill -KILL -w "$pid"
	# A script of env(1) has the name of its interpreter, and its command line.
	mkfifo waits
	printf '#!/usr/bin/env bash\necho READY; read -r _ <waits\n' >script.sh
	chmod +x script.sh
	./script.sh >script.out 3>&- &
	pid=$!
	until_true is_ready script.out
	selects "" -a --name script.sh
	selects "$pid" -a -f --match '^bash \./script\.sh$'
	fdkill -KILL "$pid"
}

@test "--name: a script is found by its own name" {
	local name
	mkfifo never
	for name in short.sh a-script-with-a-long-name.sh; do
		# It has no child: between fork and exec that would have the same name.
		printf '#!/bin/bash -u\necho READY; read -r _ <never\n' >"$name"
		chmod +x "$name"
		"./$name" >"$name.out" 3>&- &
		pid=$!
		until_true grep -q READY "$name.out"
		selects "$pid" -a --name "$name"
		fdkill -KILL "$pid" --name "$name"
		pid=
	done
}

@test "--match: a regular expression, anywhere in the name" {
	disguised victim
	local one=$pid
	disguised victims
	selects "$one $pid" -a --match 'v.c+tim'
	selects "$one" -a --match '^victim$'
	selects "$one" -a -x --match 'victim|x'
	selects "$one $pid" -a -i --match VICTIM
	selects "" -a --match VICTIM
	selects "$one $pid" -a --match nobody --match victim
}

@test "--match -f: a regular expression in the command line" {
	disguised victim -n changed -- --config=/etc/x.conf
	selects "$pid" -a -f --match 'victim -n changed -- --config=/etc/.\.conf$'
	selects "$pid" -a -fx --match './victim.*'
	selects "" -a -fx --match 'victim'
	selects "" -a --match config
}

@test "-f does not select fdkill or the shells that started it" {
	run bash -c '"$0" -a --dry-run -f --match no-such-word-anywhere; echo $?' "$FDKILL"
	[[ ${lines[-1]} -eq 1 ]]
	# But a condition can ask for one of them: the bash in between.
	run bash -c '"$0" -a --dry-run --include-ancestors -f --match no-such-word-anywhere; echo $?' "$FDKILL"
	[[ ${lines[-1]} -eq 0 ]]
}

@test "--exe: the file decides, whatever the name is" {
	disguised victim -n innocent
	ln -s victim link
	ln victim hard
	selects "$pid" -a --exe victim
	selects "$pid" -a --exe "$PWD/link"
	selects "$pid" -a --exe ./hard
	selects "" -a --exe "$HELPERS/disguise"
}

@test "--exe: a process whose file an upgrade has replaced is found by its path" {
	disguised victim
	selects "$pid" -a --exe "$PWD/victim"
	cp victim new
	mv new victim
	selects "$pid" -a --exe "$PWD/victim"
	rm victim
	selects "$pid" -a --exe "$PWD/victim"
	selects "" -a --exe "$PWD/victi"
}

@test "-u, -U and -G: effective user, real user and real group" {
	needs_root
	disguised victim
	cp victim served
	setpriv --reuid nobody --regid nogroup --clear-groups ./served >out 3>&- &
	local served=$!
	until_true grep -q READY out
	cp victim mixed
	setpriv --ruid 0 --euid nobody --rgid nogroup --clear-groups ./mixed >mixed.out 3>&- &
	local mixed=$!
	until_true grep -q READY mixed.out
	selects "$served $mixed" -a -u nobody --match 'served|mixed|victim'
	selects "$served $mixed" -a -u 65534 --match 'served|mixed|victim'
	selects "$served $mixed $pid" -a -u nobody,root --match 'served|mixed|victim'
	selects "$served" -a -U nobody --match 'served|mixed|victim'
	selects "$mixed $pid" -a -U root --match 'served|mixed|victim'
	selects "$served $mixed" -a -G nogroup --match 'served|mixed|victim'
	selects "$pid" -a -G 0 --match 'served|mixed|victim'
	selects "" -a -u daemon --match 'served|mixed|victim'
}

@test "-P: children, but not their children" {
	disguised victim
	selects "$pid" -a -P $$ --name victim
	bash -c './victim >out & wait' 3>&- &
	local shell=$!
	until_true grep -q READY out
	selects "$(pgrep -P "$shell")" -a -P "$shell"
	selects "" -a -P "$pid"
	fdkill -a -KILL -P "$shell"
}

@test "-g and --session: process group and session" {
	disguised victim
	local ours=$pid
	setsid ./victim >out 3>&- &
	until_true grep -q READY out
	pid=$(pgrep -P $$ -n victim)
	selects "$pid" -a -g "$pid"
	selects "$pid" -a --session "$pid"
	[[ $(fdkill -a --dry-run -g 0 --name victim) == *" $ours "* ]]
	[[ $(fdkill -a --dry-run --session 0 --name victim) == *" $ours "* ]]
	selects "" -a -g "$ours" --session "$pid"
}

@test "--terminal: the controlling terminal" {
	disguised victim -t
	local terminal one=$pid
	terminal=$(head -n 1 "$said")
	disguised another
	selects "$one" -a --terminal "$terminal"
	selects "$one" -a --terminal "${terminal#/dev/}" --name victim
	selects "$pid" -a --terminal - --match 'victim|another'
	selects "$one $pid" -a --terminal "$terminal,-" --match 'victim|another'
}

@test "--older and --younger: the time since the start" {
	disguised victim
	selects "$pid" -a --name victim --younger 1h
	selects "" -a --name victim --older 1h
	until_true fdkill -a --quiet --dry-run --name victim -O 0.05
	selects "" -a --name victim --younger 10ms
}

@test "--newest and --oldest: one of the processes that match" {
	local pids=()
	for _ in 1 2 3; do
		disguised victim
		pids+=("$pid")
	done
	disguised other
	selects "${pids[2]}" -a --name victim --newest
	selects "${pids[0]}" -a --name victim --oldest
	# Of targets, too: the other ones are skipped.
	run -64 fdkill --dry-run --oldest "${pids[1]}" "${pids[2]}"
	[[ $output == *"would send TERM to ${pids[1]} "* && $output == *"${pids[2]}: skipped: not the oldest"* ]]
}

@test "--newest signals no process if a candidate cannot be checked" {
	local as=() option older newer
	((EUID)) || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	make_directory
	cp "$HELPERS/disguise" "$directory/victim"
	chmod 755 "$directory/victim"
	# The second is not dumpable, like a set-user-ID program: its executable cannot be read.
	for option in '' -p; do
		# shellcheck disable=SC2086 # a word or none
		"${as[@]}" "$directory/victim" $option >"said$option" 3>&- &
		until_true grep -q READY "said$option"
		older=${newer:-}
		newer=$!
	done
	run -4 "${as[@]}" "$FDKILL" -a -KILL --exe "$directory/victim" --newest
	[[ $output == *"$newer"*"its executable cannot be read"* ]]
	assert_alive "$older"
	assert_alive "$newer"
	# It cannot be the oldest.
	run -0 "${as[@]}" "$FDKILL" -a -KILL --exe "$directory/victim" --oldest
	assert_dead_of KILL "$older"
	assert_alive "$newer"
}

@test "--runstates: the letters of the states" {
	disguised victim
	local one=$pid
	disguised victim
	until_true is_in_state "$one" S
	kill -STOP "$pid"
	until_true is_in_state "$pid" T
	selects "$pid" -a --name victim --runstates T
	selects "$one" -a --name victim --runstates S,R
	selects "$one $pid" -a --name victim --runstates ST
}

@test "--env: all given variables must be set" {
	export COLOUR=red,green SIZE=
	disguised victim
	selects "$pid" -a --name victim --env COLOUR
	selects "$pid" -a --name victim --env COLOUR=red,green
	selects "$pid" -a --name victim --env SIZE= --env COLOUR
	selects "" -a --name victim --env COLOUR=red
	selects "" -a --name victim --env COLOUR --env NONE
	selects "" -a --name victim --env COL
}

@test "--cgroup: in the cgroup, or below it" {
	disguised victim
	local path
	path=$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
	[[ $path ]] || skip 'no unified hierarchy here (cgroup v2)'
	selects "$pid" -a --name victim --cgroup "$path"
	selects "$pid" -a --name victim --cgroup "/sys/fs/cgroup$path/"
	selects "$pid" -a --name victim --cgroup /
	selects "" -a --name victim --cgroup /no-such-group
	selects "" -a --name victim --cgroup "${path%/}/x"
}

@test "--print -v names processes that could not be checked; the status is that of the others" {
	needs_root
	start sleep 1000
	run setpriv --reuid 65534 --regid 65534 --clear-groups "$FDKILL" -a -v --print --exe /bin/true
	[[ $output == *"$pid (sleep): skipped: its executable cannot be read"* ]]
	[[ $output != *"Linux 6.9"* ]]
	[ "$status" -eq 1 ]
}

@test "--ns and --nslist: in the same namespaces as another process" {
	disguised victim
	local one=$pid
	"${unshare[@]}" --uts ./victim >out 3>&- &
	until_true grep -q READY out
	pid=$!
	selects "$one" -a --name victim --ns $$
	selects "$one $pid" -a --name victim --ns $$ --nslist net,ipc
	selects "$pid" -a --name victim --ns "$pid" --nslist uts
	selects "$one" -a --name victim --ns $$ --nslist uts
	run -3 fdkill -a --name victim --ns "$(gone)"
	has_linux 6.9 || return 0
	run -3 fdkill -a --name victim --ns "$$:$(inode_of $$)@00000000000000000000000000000000"
	[[ $output == *"; nothing was sent" ]]
}

@test "-H: has a handler for the signal, for all 64 signals" {
	disguised victim -h 10 -h 64 -h 32
	selects "$pid" -a --name victim -H -USR1
	selects "$pid" -a --name victim -H -RTMAX
	selects "$pid" -a --name victim -H -s 32
	selects "" -a --name victim -H -USR2
	selects "" -a --name victim -H
	selects "" -a --name victim -H -RTMAX-1
}

@test "--inverse: processes that fail at least one condition" {
	disguised victim
	local one=$pid
	disguised another
	run -0 fdkill -a --dry-run --inverse --name victim
	[[ $output == *" to $pid "* && $output != *" to $one "* ]]
}

@test "zombies, kernel threads and fdkill are never selected" {
	make_zombie
	selects "" -a --match '^(no-such|'"$(cat "/proc/$zombie/comm")"')$' -P "$(ps -o ppid= -p "$zombie" | tr -d ' ')"
	selects "" -a --match fdkill
}

@test "a process with an unreadable fact is never selected; -v says which one" {
	disguised victim -p
	# A process that may not be signalled either does not count.
	local option unknown=$((EUID ? 4 : 1))
	for option in "--env HOME" "--exe /bin/true" "--ns $$"; do
		# shellcheck disable=SC2086 # words
		run stranger -a -v --dry-run --name victim $option
		if [[ $option == "--ns $$" && $status -eq 3 ]]; then
			continue # this user may not even read our own
		fi
		[ "$status" -eq "$unknown" ]
		[[ $output == *"$pid (victim): skipped: "*"cannot be read"* ]]
		# shellcheck disable=SC2086 # words
		run stranger -a --dry-run --name victim --inverse $option
		[[ $output != *" $pid "* ]]
	done
	run "-$unknown" stranger -a --dry-run --name victim --env HOME
	[[ $output == "fdkill: no process "*" the conditions"* ]]
}

@test "status 1 if no process matches; with --ok-gone 0" {
	run -1 fdkill -a --name no-such-process
	[ "$output" = "fdkill: no process meets the conditions" ]
	run -1 fdkill -a --quiet --name no-such-process
	[ -z "$output" ]
	run -0 fdkill -a --ok-gone --name no-such-process
	[ -z "$output" ]
}

@test "status 4 if the match may not be signalled" {
	needs_root
	disguised victim
	run -4 stranger -a --name victim
	[[ $output == "fdkill: $pid (victim): not permitted"* ]]
	assert_alive "$pid"
}

@test "a caller in many groups can select as well" {
	needs_root
	local groups
	groups=$(seq -s, 1000000001 1000000400)
	named victim
	run -0 setpriv --groups "$groups" "$FDKILL" -a --dry-run --name victim
	[ "$output" = "would send TERM to $(in_full "$pid")" ]
}

@test "no process is selected if /proc is of another PID namespace" {
	disguised victim
	run "${unshare[@]}" --pid --fork --kill-child "$FDKILL" -a --name victim
	if [[ $output == *unshare:* ]]; then
		skip 'no PID namespace within this one'
	fi
	[ "$status" -eq 3 ]
	assert_alive "$pid"
}

@test "bad values are refused" {
	refuses "*--name ''*empty*" --name ''
	refuses "*--name '/bin/x'*--exe*" --name /bin/x
	refuses "*--match ''*empty*" --match ''
	refuses "*--match 'a(b'*regular expression*" --match 'a(b'
	refuses "*--exe ''*empty*" --exe ''
	refuses "*--exe 'nginx'*no such file*" --exe nginx
	refuses "*--exe '/no/such/x'*no such file*" --exe /no/such/x
	refuses "*--exe '/usr/bin/'*directory*" --inverse --exe /usr/bin/
	refuses "*--euid 'nosuchuser'*no such user*" -u nosuchuser
	refuses "*--euid ''*empty*" -u ''
	refuses "*--euid 'root,'*an item is empty*" -u root,
	refuses "*--parent ',1'*an item is empty*" -P ,1
	refuses "*--uid '-5'*no such user*" -U-5
	refuses "*--uid '4294967295'*no such user*" -U 4294967295
	refuses "*--group 'nosuchgroup'*no such group*" -G nosuchgroup
	refuses "*--parent 'x'*" -P x
	refuses "*--parent '0'*" -P 0
	refuses "*--pgroup '99999999999'*range*" -g 99999999999
	refuses "*--session 'x'*" --session x
	refuses "*--terminal 'nosuch'*no such terminal*" --terminal nosuch
	refuses "*--terminal 'null/x'*no such terminal*" --terminal null/x
	refuses "*--older 'abc'*" -O abc
	refuses "*--younger '-1'*" --younger=-1
	refuses "*--runstates 'Z'*dead*" --runstates Z
	refuses "*--runstates 'I'*kernel threads*" --runstates I
	refuses "*--runstates 'Q'*not a state*" --runstates Q
	refuses "*--runstates ''*empty*" --runstates ''
	refuses "*--runstates ','*no state*" --inverse --runstates ,
	refuses "*--env ''*empty*" --env ''
	refuses "*--env '=x'*name is missing*" --env =x
	refuses "*--cgroup ''*empty*" --cgroup ''
	refuses "*--cgroup 'x'*begin with /*" --cgroup x
	refuses "*--ns 'x'*" --ns x --name x
	refuses "*--nslist 'x'*no such namespace*" --ns 1 --nslist x
	refuses "*--nslist: *add --ns PID" --nslist net
	refuses "*--max 'x'*" --max x --name x
	refuses "*--require-handler*signal 0*" -H -s 0 --name x
}

@test "options that need or exclude each other" {
	refuses "*--full: *add --match ERE" -f --name x
	refuses "*--exact: *add --match ERE" -x --name x
	refuses "*--ignore-case: *add --name NAME or --match ERE" -i -u 0
	refuses "*--inverse: it needs a condition*" --inverse 1
	refuses "*--newest: newest of what? Add a condition or a target" --newest
	refuses "*--oldest: oldest of what? Add a condition or a target" --oldest
	refuses "*--newest and --oldest*" --newest --oldest --name x
	refuses "*--include-ancestors: *add a condition or --all-processes" --include-ancestors 1
	refuses "*--locked: *add -F FILE" --locked --name x
	refuses "*--locked*1 is not a pidfile*" --locked 1
	refuses "*--exit-status: it needs exactly one target*" --exit-status -a --name x
	refuses "*--scope=thread: the target is a selection; write PID or tid:TID" --scope=thread -USR1 -a --name x
}

# bats test_tags=kernel
@test "with hidepid=1 hidden processes are not selected, and others still are" {
	needs_root
	disguised needle
	local nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	"${nobody[@]}" ./needle >own 3>&- &
	local own=$!
	until_true grep -q READY own
	run unshare --mount bash -c 'mount -t proc -o hidepid=1 proc /proc || exit 99; exec "$@"' bash \
		"${nobody[@]}" "$FDKILL" -a -v --name needle
	[ "$status" -ne 99 ] || skip 'hidepid cannot be had here'
	# Only /proc shows the ancestors of fdkill there, and hides them.
	if ! has_linux 6.13; then
		[ "$status" -eq 4 ]
		[[ $output == *"the ancestors of fdkill cannot be read"* ]]
		return
	fi
	[ "$status" -eq 0 ]
	[[ $output == *"$pid: skipped: its name cannot be read"* ]]
	assert_dead_of TERM "$own"
	assert_alive "$pid"
}

@test "an incomplete list of processes is an error" {
	disguised needle
	run -3 "$HELPERS/deny" getdents64:EIO -- "$FDKILL" -a --name needle
	[[ $output == *"its processes cannot be listed: /proc cannot be read"* ]]
	assert_alive "$pid"
}

@test "--newest selects one member of a process group" {
	mkfifo pids
	setsid bash -c 'for i in 1 2 3; do sleep 1000 >&- & echo $!; done; echo $$; exec >&-; wait' >pids 3>&- &
	mapfile -t pids <pids
	fdkill -KILL --newest "pgid:${pids[3]}"
	fdkill -s 0 --ok-gone -W 20 "${pids[2]}"
	assert_alive "${pids[0]}"
	assert_alive "${pids[1]}"
	assert_alive "${pids[3]}"
	fdkill -KILL "pgid:${pids[3]}"
}
