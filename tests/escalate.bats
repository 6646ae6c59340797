#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Schedules: what is sent when. The receiver reports it.

load lib

# times: prints when each signal arrived, in milliseconds after READY, as "SIGNO+MS" words.
times() {
	awk '$1 == "READY" { start = $2; next } { printf "%s%d+%d", sep, $1, $NF - start; sep = " " }
		END { print "" }' \
		"$received"
}

# have_arrived COUNT: at least COUNT signals have arrived.
have_arrived() {
	(($(times | wc -w) >= $1))
}

# assert_times "SIGNO MIN"...: these signals arrived, in this order. Each came MIN milliseconds after the
# one before it was due, or up to ten seconds later. (A signal may arrive late, so what counts is when it
# was due. Of two that are late, the lower number arrives first.)
assert_times() {
	local expected signo at before='' due=0 words
	until_true have_arrived $#
	read -ra words < <(times)
	echo "arrived: ${words[*]}"
	[ "${#words[@]}" -eq "$#" ]
	for expected; do
		signo=${words[0]%+*} at=${words[0]#*+}
		words=("${words[@]:1}")
		[ "$signo" -eq "${expected% *}" ]
		((due += ${expected#* }, at >= due && at - ${before:-at} < ${expected#* } + 10000))
		before=$at
	done
}

graces=(0.3 3 30)

# escalate COUNT ARGUMENT...: run fdkill with these arguments on a receiver. KILL ends it, after it has
# reported COUNT other signals. GRACE in an argument is the time before KILL, in seconds. On a busy machine
# the receiver may not report in time: then try a longer one.
escalate() {
	local count=$1 grace
	shift
	for grace in "${graces[@]}"; do
		start_receiver -t
		run -0 fdkill "${@//GRACE/$grace}" "$pid"
		assert_dead_of KILL "$pid"
		! have_arrived "$count" || return 0
	done
	cat "$received"
	return 1
}

@test "--retry: each signal when its time has come" {
	escalate 3 --retry=HUP/200ms/USR1/100ms/TERM/GRACE/KILL/5
	assert_times "1 0" "10 200" "15 100"
}

@test "--retry N is SIGNAL/N/KILL/N" {
	escalate 1 -HUP --retry=GRACE
	assert_times "1 0"
	escalate 1 --retry GRACEs
	assert_times "15 0"
}

@test "--retry: the wait is over when the target has exited" {
	start sleep 1000
	SECONDS=0
	run -0 fdkill --retry=TERM/30/KILL/30 "$pid"
	((SECONDS < 25))
	assert_dead_of TERM "$pid"
}

@test "--retry: the steps after forever are repeated" {
	start_receiver -t 5
	run -0 fdkill --retry=HUP/0/forever/USR1/50ms "$pid"
	wait "$pid"
	assert_times "1 0" "10 0" "10 50" "10 50" "10 50"
}

@test "--retry: a survivor is named, and the status is 124" {
	start_receiver -t
	run -124 fdkill --retry=HUP/50ms/TERM/50ms "$pid"
	[[ $output == "fdkill: $pid: still alive"* ]]
	assert_times "1 0" "15 50"
}

@test "--retry: after a signal at the end fdkill looks once, as start-stop-daemon does" {
	start_receiver -t
	run -124 fdkill --retry=HUP/50ms/TERM "$pid"
	[[ $output == "fdkill: $pid: still alive"* ]]
	assert_times "1 0" "15 50"
	said=$BATS_TEST_TMPDIR/said
	setsid "$HELPERS/receive" 2 >"$said" 3>&- &
	pid=$!
	until_true is_ready "$said"
	run fdkill --retry=HUP/50ms/TERM -"$pid"
	[[ $status -eq 0 || $status -eq 124 ]]
	wait "$pid"
	[ "$(cut -d' ' -f1 "$said" | xargs)" = "READY 1 15" ]
}

@test "-k: KILL if the target has not exited by then" {
	escalate 1 -k GRACE
	assert_times "15 0"
	start sleep 1000
	run -0 fdkill -HUP -k 30 "$pid"
	assert_dead_of HUP "$pid"
}

@test "--within caps the whole run" {
	local grace
	for grace in "${graces[@]}"; do
		start_receiver -t
		run -124 fdkill --retry=TERM/50ms/forever/HUP/50ms --within "$grace" "$pid"
		# The highest signal arrives last: then all is reported.
		fdkill -RTMAX "$pid"
		until_true has_arrived "64 .*"
		# Two of one kind count once if the receiver was late.
		! have_arrived 4 || break
	done
	have_arrived 4
}

@test "--timeout MS SIGNAL can be repeated, as in kill(1) of util-linux" {
	start_receiver -t 3
	run -0 fdkill --timeout 200 USR1 --timeout 100 USR2 -s HUP "$pid"
	wait "$pid"
	assert_times "1 0" "10 200" "12 100"
	# It does not wait after the last signal.
	start_receiver -t
	run -0 fdkill --timeout=50 HUP "$pid"
	until_true grep -q '^1 ' "$received"
	assert_alive "$pid"
}

@test "--timeout sends --queue's value with every signal" {
	start_receiver 2
	run -0 fdkill --queue 42 -USR1 --timeout 50 USR2 "$pid"
	wait "$pid"
	has_arrived "10 -1 42 .*" && has_arrived "12 -1 42 .*"
}

@test "--timeout, then -w: until the end" {
	graces=(300 3000 30000) # milliseconds
	escalate 2 -HUP --timeout 50 TERM --timeout GRACE KILL -w
	assert_times "1 0" "15 50"
}

@test "KILL in a schedule goes without siginfo, and without CONT" {
	escalate 2 -q 7 --cont -k GRACE
	has_arrived "15 -1 7 .*"
	has_arrived "18 0 .*"
	[ "$(grep -vc READY "$received")" -eq 2 ]
}

@test "-v names each signal, and the end" {
	local shown
	start_receiver
	shown=$(in_full "$pid")
	run -0 --separate-stderr fdkill -v -k 50ms "$pid"
	[ "${lines[*]:0:2}" = "sent TERM to $shown sent KILL to $shown" ]
	[[ ${lines[2]} =~ ^"$pid (receive) "$(ended_with 'killed by KILL')$ ]]
}

# The newcomer is ready, or fdkill has ended before it was.
newcomer_or_end() {
	is_ready "$newcomer" || ! is_alive "$waiter"
}

@test "a follow-up reaches the members of a group that were seen, and none that came later" {
	needs_linux 6.9
	local grace group newcomer
	for grace in "${graces[@]}"; do
		newcomer=$BATS_TEST_TMPDIR/newcomer.$grace
		mkfifo "$newcomer.fifo"
		# The leader starts another receiver in its group when TERM arrives.
		setsid bash -c '
			trap "\"$0\" >\"$1\" & echo \$! >\"$1.pid\"" TERM
			"$0" >"$1.old" & echo >"$1.fifo"
			while :; do wait; done' "$HELPERS/receive" "$newcomer" 3>&- &
		group=$!
		read -r _ <"$newcomer.fifo"
		until_true is_ready "$newcomer.old"
		start_fdkill "--retry=TERM/$grace/KILL/5" "pgid:$group"
		until_true newcomer_or_end
		wait "$waiter"
		assert_dead_of KILL "$group"
		# On a busy machine it may have been late: then try a longer grace.
		! is_ready "$newcomer" || break
	done
	assert_alive "$(cat "$newcomer.pid")"
	[ "$(grep -vc READY "$newcomer")" -eq 0 ]
}

@test "a follow-up signal does not hit a process that got the number during the grace" {
	"$HELPERS/recycle" true || skip 'numbers cannot be chosen here (clone3 with set_tid)'
	# TERM ends the victim. The receiver survives it, so that KILL is sent.
	start_receiver
	run -0 "$HELPERS/recycle" -d bash -c 'exec "$0" -v --retry=TERM/300ms/KILL/5 "$VICTIM_PID" "$1"' \
		"$FDKILL" "$pid"
	[[ $output == *"sent KILL to $pid "* ]]
	[[ $output == *"the newcomer lives" ]]
	assert_dead_of KILL "$pid"
}

@test "--mrelease asks the kernel to free the memory of a process that was sent KILL" {
	start sleep 1000
	run -0 "$HELPERS/deny" process_mrelease:trap -- "$FDKILL" -w --mrelease "$pid"
	start sleep 1000
	run -159 "$HELPERS/deny" process_mrelease:trap -- "$FDKILL" -KILL -w --mrelease "$pid"
	start sleep 1000
	run -0 "$HELPERS/deny" process_mrelease:ENOSYS -- "$FDKILL" -KILL -w --mrelease "$pid"
	assert_dead_of KILL "$pid"
}

@test "--retry with -w goes on waiting after the schedule" {
	start_receiver 2
	start_fdkill -w --retry=USR1/10ms "$pid"
	until_true has_arrived "10 .*"
	fdkill -USR2 "$pid"
	wait "$waiter"
}

@test "--within ends a schedule early; the survivors are named" {
	start_receiver
	run -124 fdkill -W 50ms --retry=TERM/10ms/forever/HUP/10ms "$pid"
	[[ $output == *"$pid: still alive"* ]]
	assert_alive "$pid"
}

@test "--retry: checks and --dry-run use the first signal of the schedule" {
	start_receiver 1
	run -1 fdkill -H --retry=KILL/5 "$pid"
	[[ $output == *"no handler"* ]]
	run -0 fdkill --dry-run --retry=HUP/30/KILL/30 "$pid"
	[ "${lines[0]}" = "would send HUP to $(in_full "$pid")" ]
	run -0 fdkill --dry-run --retry=5/HUP/5 "$pid"
	[ "${lines[0]}" = "would send HUP to $(in_full "$pid")" ]
	run -3 "$HELPERS/deny" pidfd_send_signal:EIO -- "$FDKILL" --dry-run --retry=5/HUP/5 "$pid"
	refuses "*KILL: *takes no siginfo*" -q 5 --retry=KILL/5
	refuses "*--cont*STOP*" --cont --retry=STOP/5
	assert_alive "$pid"
	if has_linux 6.9; then
		run -0 fdkill --retry=USR1/5 "tid:$pid"
	else
		run -0 fdkill --retry=USR1/5 "$pid"
	fi
	wait "$pid"
	has_arrived "10 .*"
}

@test "where nothing is sent --dry-run says so, and no permission is checked" {
	start_receiver
	run -0 "$HELPERS/deny" pidfd_send_signal:trap -- "$FDKILL" --dry-run -s 0 -w "$pid"
	[ "$output" = "would wait for $(in_full "$pid")" ]
	run -124 "$HELPERS/deny" pidfd_send_signal:trap -- "$FDKILL" --all-or-none -s 0 -W 10ms "$pid"
	run -1 fdkill --all-or-none -s 0 -w "$pid" "$(gone)"
	[[ $output == *"not every target"* ]]
	run -1 fdkill --dry-run -s 0 -w "$(gone)"
}

@test "--dry-run and --print do not wait" {
	start_receiver
	run -0 fdkill --dry-run --retry=TERM/30/KILL/30 "$pid"
	[ "${lines[0]}" = "would send TERM to $(in_full "$pid")" ]
	[ "$(grep -vc READY "$received")" -eq 0 ]
	has_linux 6.9 || return 0
	run -0 fdkill --print -k 30 "$pid"
	[[ $output == "$pid:"* ]]
	[ "$(grep -vc READY "$received")" -eq 0 ]
}

@test "--dry-run tells what would follow, if there is a target" {
	start sleep 1000
	run -0 fdkill --dry-run -k 5 "$pid" "$(gone)" --ok-gone
	[ "${lines[1]}" = 'in turn: TERM, wait up to 5 s, KILL, wait for ever' ]
	run -0 fdkill --dry-run -W 20 --retry=5/HUP/forever/KILL/2 "$pid"
	[ "${lines[1]}" = 'in turn, within 20 s: wait up to 5 s, HUP, again and again: KILL, wait up to 2 s' ]
	run -0 fdkill --dry-run "$pid"
	[ "${#lines[@]}" -eq 1 ]
	run -0 fdkill --dry-run --quiet -w "$pid"
	[ -z "$output" ]
	run -1 fdkill --dry-run -w "$(gone)"
	[ "${#lines[@]}" -eq 1 ]
	assert_alive "$pid"
}

# refuses PATTERN ARGUMENT...: status 2, one line that matches, and no signal is sent.
refuses() {
	local pattern=$1
	shift
	run -2 fdkill "$@" "$pid"
	[ "${#lines[@]}" -eq 1 ]
	# shellcheck disable=SC2053 # a pattern
	[[ $output == $pattern ]] || {
		echo "not like $pattern: $output"
		return 1
	}
	assert_alive "$pid"
}

@test "bad durations and schedules are refused" {
	start sleep 1000
	refuses "*--within 'abc'*not a duration*" --within abc
	refuses "*--within '5x'*unit*" -W 5x
	refuses "*--within '-1'*negative*" -W-1
	refuses "*--within '99999999999'*range*" -W 99999999999
	refuses "*--within ''*empty*" -W ''
	refuses "*--retry 'TERM/'*" --retry=TERM/
	refuses "*--retry '//'*" --retry=//
	refuses "*--retry 'TERM'*time*" --retry=TERM
	refuses "*--retry '0.1/0.1': it names no signal*" -KILL --retry=0.1/0.1
	refuses "*--retry 'forever': it names no signal*" --retry=forever
	refuses "*--retry 'TREM/5'*'TREM'*no such signal*" --retry=TREM/5
	refuses "*--retry 'forever/TERM/0'*no time*" --retry=forever/TERM/0
	refuses "*--retry 'forever/URG/1ns'*1ms at least*" --retry=forever/URG/1ns
	refuses "*--kill-after 0*" -k 0
	refuses "*--wait-count '0'*" --wait-count 0
	refuses "*--timeout 100 x*'x'*" --timeout 100 x
	refuses "*--timeout 'x'*" --timeout x KILL
	refuses "*--timeout '-1'*" --timeout=-1 KILL
	refuses "*--timeout '99999999999999999999'*range*" --timeout 99999999999999999999 KILL
	refuses "*--timeout 100 99x*'99x'*write --timeout MS SIGNAL" --timeout 100 99x
}

@test "--timeout without a signal is refused" {
	run -2 fdkill --timeout 100
	[[ $output == *"the signal is missing"* ]]
	run -2 fdkill --timeout
	[[ $output == *"--timeout"*"argument is missing"* ]]
}

@test "a time for all that ends before a signal is sent is refused" {
	start sleep 1000
	refuses "*--within: *before KILL is sent, after 2 s*" -k 2 -W 1
	refuses "*--within: *before KILL is sent, after 2 s*" -k 2 -W 2
	refuses "*--within: *before KILL is sent, after 5 s*" --retry=TERM/5/KILL/5 -W 4
	refuses "*--within: *before HUP is sent, after 1 s*" --timeout 500 INT --timeout 500 HUP -W 1
	refuses "*--within: *before KILL*" --dry-run -k 2 -W 1
	refuses "*--kill-after: *write --retry=10/KILL/5" -s 0 -k 10
	run -0 fdkill --dry-run -k 2 -W 3 "$pid"
	run -0 fdkill --dry-run --retry=TERM/5/forever -W 4 "$pid"
}

@test "a group below 65 behind a signal is a group" {
	run -0 unshare --user --map-root-user --pid --fork --mount-proc --kill-child bash -c '
		set -m
		sleep 1000 &
		group=$!
		set +m
		"$0" "$@" "-$group" || exit
		wait "$group" || exit $(($? == 137 ? 0 : 1))' "$FDKILL" -s KILL
	run -0 unshare --user --map-root-user --pid --fork --mount-proc --kill-child bash -c '
		set -m
		sleep 1000 &
		[[ $! -lt 65 ]] || exit 7
		"$0" -TERM "-$!" || exit
		wait "$!" || exit $(($? == 143 ? 0 : 1))' "$FDKILL"
}

@test "options that contradict each other are refused" {
	start sleep 1000
	refuses "*--retry*--kill-after*" --retry=5 -k 5
	refuses "*--retry*--timeout*" --retry=5 --timeout 5 KILL
	refuses "*--kill-after*--timeout*" -k 5 --timeout 5 KILL
	refuses "*names signals*" --retry=TERM/5 -s HUP
	refuses "*signal 0*" -s 0 -k 5
	refuses "*signal 0*" -s 0 --retry 5
	refuses "*signal 0*" -s 0 --timeout 5 KILL
	refuses "*--exit-status: it needs exactly one target*" --exit-status "$pid"
	refuses "*--remove-pidfile*no target is a pidfile*" --remove-pidfile
}
