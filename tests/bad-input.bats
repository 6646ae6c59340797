#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each option with bad input: the message names the word, the reason, and what to write.

load lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start sleep 1000
}

teardown() {
	end_jobs
}

# An option, a bad argument, and the message. An option whose argument may be any text has only the empty one.
bad_input() {
	cat <<-'END'
		signal||signal '': empty; fdkill -l lists them
		signal|TREM|signal 'TREM': no such signal; did you mean TERM?
		signal|999|signal '999': out of range; fdkill -l lists them
		pidfile||--pidfile '': empty; is a variable not set? Write --pidfile=FILE
		name||--name '': empty: it would match all processes; is a variable not set?
		name|/bin/x|--name '/bin/x': a name has no slash; for the executable, write --exe
		match||--match '': empty: it would match all processes; is a variable not set?
		match|(|--match '(': *
		match|a\.b(|--match 'a\.b(': *
		exe||--exe '': empty: it would match all processes; is a variable not set?
		exe|/no/such|--exe '/no/such': no such file; write the whole path of the executable
		exe|/|--exe '/': a directory; write the whole path of the executable
		euid||--euid '': empty; is a variable not set? Write --euid=USER,...
		euid|no-such|--euid 'no-such': no such user; write --euid=USER,...
		euid|root,|--euid 'root,': an item is empty; write --euid=USER,...
		uid|no-such|--uid 'no-such': no such user; write --uid=USER,...
		group|no-such|--group 'no-such': no such group; write --group=GROUP,...
		parent|x|--parent 'x': not a number; write --parent=PID,...
		parent|0|--parent '0': out of range; write --parent=PID,...
		parent|1 2|--parent '1 2': two numbers in one word; write --parent=PID,...
		terminal|nosuch|--terminal 'nosuch': no such terminal; write its name in /dev, as tty1 or pts/0, or - for no terminal
		older||--older '': empty; is a variable not set? Write --older=DURATION
		older|x|--older 'x': not a duration; write seconds, or a number with a unit: ns us ms s m h d w
		younger|5x|--younger '5x': no such unit; the units are ns us ms s m h d w
		within|1h30m|--within '1h30m': more than one number; write one number and one unit: ns us ms s m h d w
		within|99999999999|--within '99999999999': out of range; write --within=DURATION
		kill-after|x|--kill-after 'x': not a duration; *
		kill-after|0|--kill-after 0: no process has time to act on the first signal; write -KILL
		retry||--retry '': empty; is a variable not set? Write --retry=SCHEDULE
		retry|TERM/x/5|--retry 'TERM/x/5': 'x': no such signal; write signals and times, as in TERM/30/KILL/5
		retry|TERM|--retry 'TERM': 'TERM': no time follows; write *
		wait-count|0|--wait-count '0': out of range; write --wait-count=N
		max|x|--max 'x': not a number; write --max=N
		max|-1|--max '-1': not a number; write --max=N
		pgroup|x|--pgroup 'x': not a number; write --pgroup=PGID,...
		session|x|--session 'x': not a number; write --session=SID,...
		runstates|Q|--runstates 'Q': 'Q' is not a state; write some of D R S T t
		runstates|Z|--runstates 'Z': a process in state Z is dead and cannot be signalled; write some of D R S T t
		env|=x|--env '=x': the name is missing; write NAME or NAME=VALUE
		cgroup|x|--cgroup 'x': it does not begin with /; write the path as in /proc/PID/cgroup
		ns|x|--ns 'x': not a number; write --ns=PID
		nslist|x|--nslist 'x': no such namespace; write some of cgroup ipc mnt net pid time user uts
		queue|x|--queue 'x': not a number; write --queue=VALUE
		queue|99999999999999999999|--queue '99999999999999999999': out of range; write --queue=VALUE
		info|x=1|--info 'x=1': no such key; write code=, value=, errno=, pid= or uid=
		scope|x|--scope 'x': no such scope; write thread, process or group
		timeout|x|--timeout 'x': not a number; write --timeout MS SIGNAL
	END
}

@test "a bad argument: the message names it, the reason, and what to write" {
	local option argument message words
	while IFS='|' read -r option argument message; do
		words=("--$option=$argument")
		[[ $option != timeout ]] || words=(--timeout "$argument" KILL)
		run -2 fdkill "${words[@]}" "$pid"
		# shellcheck disable=SC2053 # a pattern
		[[ ${#lines[@]} -eq 1 && $output == "fdkill: "${message//\\/\\\\} ]] || {
			printf '%s\n' "--$option=$argument: not like $message:" "$output"
			return 1
		}
	done < <(bad_input)
	assert_alive "$pid"
}

@test "each option of the program has a row" {
	local option argument missing=''
	bad_input | cut -d'|' -f1 >rows
	while IFS=$'\t' read -r _ option argument; do
		if [[ $argument == - ]]; then
			run -2 fdkill "--$option=x" "$pid"
			[[ $output == "fdkill: '--$option=x': --$option takes no argument; "@(leave it out|write -[a-zA-Z] x) ]]
		else
			grep -qx -- "$option" rows || missing+=" --$option"
		fi
	done < <("$HELPERS/print-options")
	[[ ! $missing ]] || {
		echo "no row:$missing"
		return 1
	}
	assert_alive "$pid"
}
