#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# An invalid command line: one clear line, status 2, and no signal is sent.

load lib

setup() {
	start_receiver
	bystander=$pid
}

# refuses PATTERN WORD...: fdkill prints one line like PATTERN (a glob) on standard error and exits
# with status 2. The bystander, a valid target beside the bad word, gets no signal.
refuses() {
	local pattern=$1
	shift
	run --separate-stderr fdkill "$@"
	[[ $status -eq 2 && -z $output && ${#stderr_lines[@]} -eq 1 && $stderr == "fdkill: "$pattern ]] || {
		echo "fdkill $*: status $status, '$output', '$stderr'" >&2
		return 1
	}
	[[ $(wc -l <"$received") -eq 1 ]]
}

@test "an unknown signal: the message suggests one" {
	refuses "*'TREM'*TERM?" -s TREM "$bystander"
	refuses "*'SIGKIL'*KILL?" -s SIGKIL "$bystander"
	refuses "*'-HPU'*-HUP?" -HPU "$bystander"
	refuses "*'NOSUCHTHING'*" -s NOSUCHTHING "$bystander"
	refuses "*'65'*range*" -s 65 "$bystander"
	refuses "*'-3'*" -s -3 "$bystander"
	refuses "*'RTMIN+40'*range*" -s RTMIN+40 "$bystander"
	refuses "*'9x'*number*" -s 9x "$bystander"
	refuses "*''*empty*" -s '' "$bystander"
}

@test "a word that is not a target" {
	refuses "*'99x'*" 99x "$bystander"
	refuses "*''*empty*" '' "$bystander"
	refuses "*'nginx'*--name nginx*" nginx "$bystander"
	refuses "*'%1'*jobs -p %1*" %1 "$bystander"
	refuses "*'TERM'*-TERM*" TERM "$bystander"
	refuses "*'+5'*" +5 "$bystander"
	refuses "*'5 6'*two numbers in one word; write each target as a word of its own" '5 6' "$bystander"
	refuses "*'pid:5'*write 5" pid:5 "$bystander"
	refuses "*'00'*write 0" 00 "$bystander"
	refuses "*'/run/x.pid'*write -F /run/x.pid;*" /run/x.pid "$bystander"
	refuses "*'sleep'*write -a -f --match sleep" -f sleep "$bystander"
	refuses "*'1 2'*one word*" '1 2' "$bystander"
	refuses "*'1,2'*a word of its own" 1,2 "$bystander"
	refuses "*'0x10'*" 0x10 "$bystander"
	refuses "*'2147483648'*range*" 2147483648 "$bystander"
	refuses "*'99999999999999999999'*range*" 99999999999999999999 "$bystander"
}

@test "a target with a wrong or missing part" {
	refuses "*'1:'*missing*" 1: "$bystander"
	refuses "*'1:x'*number*" 1:x "$bystander"
	refuses "*'1:0'*range*" 1:0 "$bystander"
	refuses "*'1:5@'*missing*" 1:5@ "$bystander"
	refuses "*'1:5@abc'*32*" 1:5@abc "$bystander"
	refuses "*':5'*" :5 "$bystander"
	refuses "*'1:18446744073709551616'*range*" 1:18446744073709551616 "$bystander"
	for form in fd peer ino tid pgid pidfile; do
		refuses "*'$form:'*nothing*" -USR1 $form: "$bystander"
	done
	refuses "*'ino:0'*range*" ino:0 "$bystander"
	refuses "*'pgid:0'*range*" pgid:0 "$bystander"
	refuses "*'tid:-4'*" tid:-4 "$bystander"
	refuses "*--pidfile ''*empty*" -F '' "$bystander"
}

@test "a descriptor that is negative, closed, or not a process" {
	refuses "*'fd:-1'*" fd:-1 "$bystander"
	refuses "*'fd:99999999999'*range*" fd:99999999999 "$bystander"
	refuses "fd:77: *not open*" fd:77 "$bystander"
	exec 8</dev/null
	refuses "fd:8: *not a process*/dev/null*" fd:8 "$bystander"
	refuses "peer:8: *socket*" peer:8 "$bystander"
	refuses "peer:77: *not open*" peer:77 "$bystander"
	exec 8<&-
}

@test "a word with two meanings: the message names both" {
	refuses "*'-77'*not a signal*pgid:77*-- -77*" -77 "$bystander"
	refuses "*'-0'*second signal*write 0" -TERM -0 "$bystander"
	refuses "*'-HUP'*before the first target*" "$bystander" -HUP
	refuses "*'-sys'*second signal*-s ys*" -TERM -sys "$bystander"
	refuses "*'-1'*--all-processes*-HUP*" -TERM -1
	refuses "*'-1'*--all-processes*" -- -1
	refuses "*'-1'*--all-processes*" "$bystander" -1
	refuses "*'TERM'*9 was given already*pgid:9*" -9 -s TERM "$bystander"
}

@test "an unknown or incomplete option: the message suggests one" {
	refuses "*'--quite'*--quiet?" --quite "$bystander"
	refuses "*'--nothing-like-it'*--help*" --nothing-like-it "$bystander"
	refuses "*'--prin=x'*no argument*" --prin=x "$bystander"
	refuses "*'-xyz'*" -xyz "$bystander"
	refuses "*--cont*no argument; leave it out" --cont=x "$bystander"
	refuses "--signal: *missing; write --signal=SIGNAL" "$bystander" --signal
	refuses "-s: *missing; write -s SIGNAL" "$bystander" -s
	refuses "*-F*missing*FILE*" "$bystander" -F
}

@test "options that exclude or need each other" {
	refuses "*--verbose and --quiet exclude each other; write only one of them" -v --quiet "$bystander"
	refuses "--boot-id: *add --print" --boot-id "$bystander"
	refuses "--cont: *KILL; leave it out" --cont -KILL "$bystander"
	refuses "tid:$bystander: no signal is given*write -SIGNAL" "tid:$bystander"
	refuses "*--list*--signal*" -l -s TERM
}

@test "no target at all" {
	refuses "no target*" -TERM
	refuses "no target; -1 is the signal HUP; to signal all processes, write --all-processes" -1
	refuses "no target*"
}

@test "bad values" {
	refuses "*'x'*number*" -q x "$bystander"
	refuses "*''*empty*" -q '' "$bystander"
	refuses "*'18446744073709551616'*range*" -q 18446744073709551616 "$bystander"
	refuses "*'-9223372036854775809'*range*" -q -9223372036854775809 "$bystander"
	refuses "*'colour=1'*code=*" --info colour=1 "$bystander"
	refuses "*'code=SI_NONE'*SI_QUEUE*" --info code=SI_NONE "$bystander"
	refuses "*'uid=-1'*" --info uid=-1 "$bystander"
	refuses "*'everything'*thread*" --scope=everything "$bystander"
}

@test "control characters in a word are shown escaped" {
	refuses '*\\x1b\[31m*' $'\e[31m' "$bystander"
	refuses '*a\\x0ab*' $'a\nb' "$bystander"
	refuses '*\\x9b*' $'-\x9b' "$bystander"
}

# Long options of kill (util-linux, procps), pkill, pgrep, killall, skill, start-stop-daemon, fuser, timeout,
# waitpid and systemctl kill.
options_elsewhere=(
	all pid queue signal timeout list table show-process-state verbose help version require-handler
	echo full pgroup group ignore-case newest oldest older parent session terminal euid uid exact pidfile
	logpidfile runstates ignore-ancestors ns nslist cgroup env count mrelease inverse lightweight delimiter
	list-name list-full shell-quote quick
	process-group interactive older-than younger-than quiet regexp user wait context
	fast no-action warnings command tty
	start stop status ppid exec name retry startas test oknodo chuid chroot chdir output background
	notify-await notify-timeout no-close nicelevel procsched iosched umask make-pidfile remove-pidfile
	inode kill mount ismountpoint namespace silent list-signals writeonly ipv4 ipv6
	preserve-status foreground kill-after exited kill-value no-block system now
)

@test "no option of another program is taken for a short form of ours" {
	local option
	"$HELPERS/print-options" | cut -f2 >"$BATS_TEST_TMPDIR/ours"
	for option in "${options_elsewhere[@]}"; do
		! grep -qx -- "$option" "$BATS_TEST_TMPDIR/ours" || continue
		refuses "*'--$option'*@(not an option of fdkill; |ambiguous|no such option)*" "--$option" "$bystander"
	done
	# What people write most.
	refuses "*write its PID without an option*" --pid "$bystander"
	refuses "*write -u USER" --user root "$bystander"
	refuses "*write -P PID" --ppid 1 "$bystander"
	refuses "*-v*--name NAME" -e "$bystander"
	refuses "*-F FILE*" -p "$bystander"
	refuses "*--terminal*--dry-run" -t "$bystander"
	refuses "*--match ERE*" -r "$bystander"
}

@test "a word that an option has taken: the message says so" {
	refuses "no target: '4711' was taken as the DURATION of -k" -k 4711
	refuses "no target: '4711' was taken as the N of --max" --max 4711
	refuses "*argument is missing before '-k' (is a variable empty?); write -F FILE" -F -k "$bystander"
	refuses "*argument is missing before '--exe'*write -u USER,..." -u --exe /bin/true "$bystander"
}

@test "-w takes no time: the message names -W" {
	refuses "*write -W 5" -w5 "$bystander"
	refuses "*write -W 5" --wait=5 "$bystander"
}

@test "-L lists only the signals that are named" {
	[[ $(fdkill -L 9 TERM 137 | awk '{ print $2 }' | xargs) == "KILL TERM" ]]
	[[ $(fdkill -L | wc -l) -ge 60 ]]
	refuses "-L 'x': no such signal" -L x
	refuses "*write -L 9" -L9
	refuses "*write -l TERM" -lTERM
	refuses "*write -l HUP" -lHUP
}
