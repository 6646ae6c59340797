#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=kernel
# Process groups.

load lib

# start_group [LEADER-COMMAND]: start two receivers in a group of their own. Its number is in $group,
# their reports are in $reports. The leader then runs LEADER-COMMAND, or waits.
start_group() {
	reports=$(mktemp -d "$BATS_TEST_TMPDIR/reports.XXXXXX")
	setsid bash -c '
		trap "" USR1
		"$HELPERS/receive" >"$0/1" &
		"$HELPERS/receive" >"$0/2" &
		eval "$1"' "$reports" "${1:-wait; exec sleep 1000}" 3>&- &
	group=$!
	until_true grep -qs READY "$reports/1"
	until_true grep -qs READY "$reports/2"
}

# assert_group_received SIGNO: each member has got it, once.
assert_group_received() {
	until_true grep -q "^$1 " "$reports/1"
	until_true grep -q "^$1 " "$reports/2"
	[ "$(grep -c "^$1 " "$reports/1")" -eq 1 ]
}

setup() {
	export HELPERS FDKILL
}

@test "pgid:PGID signals each member" {
	start_group
	run --separate-stderr fdkill -v -USR1 "pgid:$group"
	[ "$status" -eq 0 ]
	assert_group_received 10
	if has_linux 6.9; then
		[ "${lines[0]}" = "sent USR1 to group $group" ]
		[ "$(grep -c '^  member .*/receive$' <<<"$output")" -eq 2 ]
	else
		[ "$(grep -c "^pgid:$group: sent USR1 to .*/receive\$" <<<"$output")" -eq 2 ]
	fi
}

@test "-PGID after -- is a group" {
	start_group
	fdkill -USR1 -- "-$group"
	assert_group_received 10
}

@test "-PGID after a signal is a group, if it cannot be a signal" {
	start_group
	until ((group > 64)); do
		fdkill -KILL "pgid:$group"
		start_group
	done
	fdkill -USR1 "-$group"
	assert_group_received 10
}

@test "a group whose leader is a zombie is signalled" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	reports=$BATS_TEST_TMPDIR
	# The parent never reaps: the leader exits after exec has replaced the shell.
	bash -c 'setsid bash -c "
			\"\$HELPERS/receive\" 1 >\"$0/1\" & \"\$HELPERS/receive\" 1 >\"$0/2\" &
			until grep -qz ^sleep\$ /proc/$$/cmdline; do :; done" &
		echo $! >"$0/fifo"; exec sleep 1000' "$reports" 3>&- &
	read -r group <"$reports/fifo"
	until_true grep -qs READY "$reports/1"
	until_true grep -qs READY "$reports/2"
	until_true is_in_state "$group" Z
	fdkill -USR1 "pgid:$group"
	assert_group_received 10
}

@test "a group whose leader is gone is signalled member by member" {
	start_group exit
	wait "$group"
	run fdkill -v -USR1 "pgid:$group"
	[ "$status" -eq 0 ]
	assert_group_received 10
	[ "$(grep -c "^pgid:$group: sent USR1 to .*/receive$" <<<"$output")" -eq 2 ]
}

@test "an old descriptor of a leader that is gone reaches its group" {
	needs_linux 6.9
	mkfifo "$BATS_TEST_TMPDIR/end"
	start_group "read -r _ <'$BATS_TEST_TMPDIR/end'"
	exec 8<"/proc/$group"
	echo >"$BATS_TEST_TMPDIR/end"
	wait "$group"
	run fdkill -USR1 fd:8
	[ "$status" -eq 1 ]
	run fdkill -USR1 --scope=group fd:8
	[ "$status" -eq 0 ]
	exec 8<&-
	assert_group_received 10
}

@test "a group that does not exist is gone" {
	start_group
	fdkill -KILL "pgid:$group"
	until_true no_members "$group"
	run fdkill "pgid:$group"
	[ "$status" -eq 1 ]
	[ "$output" = "fdkill: pgid:$group: no such process group" ]
}

# no_members PGID: the group has no processes, and no zombies either.
no_members() {
	! kill -0 -- "-$1" 2>/dev/null
}

@test "0 is fdkill's own group, without fdkill" {
	local signal
	for signal in TERM KILL; do
		run setsid --wait bash -c '
			sleep 1000 >&- 2>&- 3>&- &
			until grep -qz "^sleep\$" /proc/$!/cmdline; do :; done
			setsid sleep 1000 >&- 2>&- 3>&- &
			trap "" TERM
			exec "$1" -v -"$0" 0' $signal "$FDKILL"
		[ "$status" -eq 0 ]
		[[ $output == *" sleep 1000"* ]]
	done
}

@test "a signal to fdkill's own group arrives" {
	run setsid --wait bash -c '
		"$HELPERS/receive" 1 >"$1/1" &
		until grep -q READY "$1/1"; do :; done
		trap "" USR1
		"$0" -USR1 0 && wait' "$FDKILL" "$BATS_TEST_TMPDIR"
	[ "$status" -eq 0 ]
	grep -q '^10 ' "$BATS_TEST_TMPDIR/1"
}

@test "0 reaches no process if fdkill is alone in its group" {
	local signal
	for signal in TERM KILL; do
		run setsid --wait "$FDKILL" -$signal 0
		[ "$status" -eq 1 ]
		[[ $output == *"only fdkill is in this process group"* ]]
	done
}

@test "a member that is also named itself gets one signal, if the group is signalled member by member" {
	start_group exit
	wait "$group"
	local member
	member=$(ps -o pid=,pgid= -A | awk -v group="$group" '$2 == group { print $1; exit }')
	fdkill -RTMIN "$member" "pgid:$group"
	assert_group_received 34
}

@test "the number of a process that leads no group is no group, also with --dry-run" {
	start_receiver
	run -3 fdkill --status "pgid:$pid"
	run -1 fdkill -s 0 -w "pgid:$pid"
	[[ $output == *"no such process group" ]]
	start_group
	run -0 fdkill --status "pgid:$group"
}

@test "--status: a group of zombies only does not run" {
	make_zombie setsid
	run -3 fdkill --status "pgid:$zombie"
	[[ $output == "fdkill: pgid:$zombie: all of its processes have exited (zombies, not yet reaped)" ]]
}

@test "a group by its leader's descriptor: its members are shown, and fdkill is spared" {
	needs_linux 6.9
	start_group
	exec 8<"/proc/$group"
	[ "$(fdkill --print --scope=group fd:8)" = "$(fdkill --print "pgid:$group")" ]
	run -0 fdkill -v --scope=group -s 0 fd:8
	[ "${#lines[@]}" -gt 1 ]
	exec 8<&-
	run -3 setsid --wait bash -c 'exec 3</proc/$$; "$0" -KILL --scope=group fd:3' "$FDKILL"
	[[ $output == *"fdkill's own process group"* ]]
}

@test "the survivors of a group are named" {
	start_group
	local members
	mapfile -t members < <(ps -o pid=,pgid= -A | awk -v group="$group" '$2 == group { print $1 }')
	run -124 fdkill -s 0 -W 0 "pgid:$group"
	if has_linux 6.9; then
		[[ $output == "fdkill: pgid:$group: still alive: ${members[0]} ("*", ${members[1]} ("* ]]
	else
		[[ $output == "fdkill: ${members[0]} ("*"): still alive"*"fdkill: ${members[1]} ("*"): still alive"* ]]
	fi
}

# end_leader: hold the group's leader by its /proc directory, as descriptor 8; then end and reap it.
end_leader() {
	mkfifo "$BATS_TEST_TMPDIR/end"
	start_group "read -r _ <'$BATS_TEST_TMPDIR/end'"
	exec 8<"/proc/$group"
	echo >"$BATS_TEST_TMPDIR/end"
	wait "$group"
}

@test "a guard fails for a group whose leader has been reaped: no signal is sent" {
	needs_linux 6.9
	end_leader
	local guard
	cd "$HELPERS" || return
	for guard in "--name nosuch" "--exe ./receive -u $(id -u)" "--inverse --name nosuch" -H --newest --oldest \
		"--dry-run -u $(id -u)" "--ok-gone --name nosuch"; do
		# shellcheck disable=SC2086 # words
		run -4 fdkill -v -USR1 --scope=group $guard fd:8
		[ "$output" = "fdkill: fd:8: skipped: the leader of the group has exited, so the condition cannot be checked" ]
	done
	fdkill -USR2 --scope=group fd:8
	exec 8<&-
	assert_group_received 12
	run ! grep -q '^10 ' "$reports"/*
}

@test "a guard fails for a group whose leader is a zombie, held by its pidfd" {
	needs_linux 6.9
	cat >"$BATS_TEST_TMPDIR/leader" <<-'END'
		#!/bin/bash
		exec setsid bash -c '"$HELPERS/receive" 1 >"$0" 2>&1 3>&- & until grep -q READY "$0"; do :; done; echo $$ >"$0.leader"' "$REPORT"
	END
	chmod +x "$BATS_TEST_TMPDIR/leader"
	export REPORT=$BATS_TEST_TMPDIR/report
	# shellcheck disable=SC2016 # for the shell within
	run -4 "$HELPERS/clone-pidfd" 7 "$BATS_TEST_TMPDIR/leader" -- bash -c '
		until [[ -s $REPORT.leader && $(ps -o stat= "$(<"$REPORT.leader")") == Z* ]]; do :; done
		"$FDKILL" -USR1 --scope=group --name nosuch fd:7
		status=$?
		"$FDKILL" -USR2 --scope=group fd:7 || exit 99
		exit $status'
	[[ $output == *"fd:7: skipped: the leader of the group has exited, so the condition cannot be checked"* ]]
	until_true grep -q '^12 ' "$REPORT"
	run ! grep -q '^10 ' "$REPORT"
}

@test "a group whose number is not known is not counted, shown or printed" {
	needs_linux 6.9
	end_leader
	local option
	for option in "--max 5" -I --ask-each --print; do
		# shellcheck disable=SC2086 # words
		run -5 fdkill -USR1 --scope=group $option fd:8
		[[ $output == "fdkill: fd:8: refused: the number of the group cannot be known, so "* ]]
	done
	fdkill -KILL --scope=group fd:8
	until_true ended
	run -1 fdkill -USR1 --scope=group --name receive fd:8
	[ "$output" = "fdkill: fd:8: no such process group" ]
	run -0 fdkill -USR1 --ok-gone --print --scope=group fd:8
	exec 8<&-
	run ! grep -q '^10 ' "$reports"/*
}

ended() {
	run fdkill -0 --scope=group fd:8
	[ "$status" -eq 1 ]
}

@test "fdkill is spared in its own group, also if the leader has been reaped" {
	needs_linux 6.9
	local option go
	for option in -KILL -STOP -32; do
		go=$(mktemp -u "$BATS_TEST_TMPDIR/go.XXXXXX")
		# The inner shell is in the group of the outer shell, which exits.
		mkfifo "$go"
		# shellcheck disable=SC2016 # for the shells within
		setsid bash -c 'exec 8<"/proc/$$"
			bash -c "read -r _ <\"\$0\"; \"\$@\" >\"\$0.said\" 2>&1; echo \"status \$?\" >>\"\$0.said\"" "$@" &' \
			"$FDKILL" "$go" "$FDKILL" "$option" --scope=group fd:8 3>&- &
		wait $!
		echo >"$go"
		until_true grep -q '^status' "$go.said"
		grep -q "fd:8: refused: .*it may be fdkill's own" "$go.said"
		grep -qx 'status 5' "$go.said"
	done
}

# How a group is signalled: by one call, if the kernel has it; and member by member, as before 6.9.
by_member=("$HELPERS/deny" 'pidfd_send_signal:EINVAL:3&7' --)
ways=(call members)

# choose_way WAY: what to write before fdkill goes to $way.
choose_way() {
	way=()
	[[ $1 == call ]] || way=("${by_member[@]}")
}

nobody=(setpriv --reuid nobody --regid nogroup --clear-groups)

# start_pair: start a group of a sleep of root, its leader $group, and one of an ordinary user, $member.
start_pair() {
	mkfifo "$BATS_TEST_TMPDIR/member"
	# shellcheck disable=SC2016 # for the shell within
	setsid bash -c '"${@:2}" sleep 1001 & echo $! >"$1"; exec sleep 1000' bash "$BATS_TEST_TMPDIR/member" \
		"${nobody[@]}" 3>&- &
	group=$!
	read -r member <"$BATS_TEST_TMPDIR/member"
	rm "$BATS_TEST_TMPDIR/member"
	until_true grep -qz '^1000$' "/proc/$group/cmdline"
	until_true grep -qzx sleep "/proc/$member/cmdline"
}

@test "a group with members that may not be signalled is reached if one is, as with kill" {
	needs_root
	local which way option expected
	for which in "${ways[@]}"; do
		choose_way "$which"
		for option in "" "-W 100ms"; do
			start_pair
			expected=${option:+124}
			: "${expected:=0}"
			# shellcheck disable=SC2086 # words
			run "${nobody[@]}" "${way[@]}" "$FDKILL" $option "pgid:$group"
			[ "$status" -eq "$expected" ]
			until_true is_in_state "$member" Z
			assert_alive "$group"
			# One call reaches the zombie, and the kernel counts that.
			# shellcheck disable=SC2086 # words
			[[ $which == call ]] || run -4 "${nobody[@]}" "${way[@]}" "$FDKILL" "pgid:$group"
			fdkill -KILL -w "$group"
		done
		start_pair
		# shellcheck disable=SC2086 # words
		run -0 "${nobody[@]}" "${way[@]}" "$FDKILL" --all-or-none "pgid:$group"
		until_true is_in_state "$member" Z
		fdkill -KILL -w "$group"
	done
}

@test "a group of zombies only has ended" {
	local which way
	make_zombie setsid
	for which in "${ways[@]}"; do
		choose_way "$which"
		# shellcheck disable=SC2086 # words
		run -1 "${way[@]}" "$FDKILL" "pgid:$zombie"
		[ "$output" = "fdkill: pgid:$zombie: all of its processes have exited (zombies, not yet reaped)" ]
		# shellcheck disable=SC2086 # words
		run -0 "${way[@]}" "$FDKILL" --ok-gone -w "pgid:$zombie"
		# shellcheck disable=SC2086 # words
		run -3 "${way[@]}" "$FDKILL" --status "pgid:$zombie"
	done
}

# With a /proc that hides the processes of other users. The group of gid= sees all, by default that of root.
# shellcheck disable=SC2016 # for the shell within
hidepid=(unshare --mount bash -c 'mount -t proc -o hidepid=2,gid=4711 proc /proc || exit 99; exec "$@"' bash)

# hiding COMMAND...: run COMMAND as an ordinary user, with such a /proc.
hiding() {
	run "${hidepid[@]}" "${nobody[@]}" "$@"
	((status != 99)) || skip 'hidepid cannot be had here'
}

@test "a group that /proc hides is not gone" {
	needs_root
	local option
	start setsid sleep 1000
	for option in -TERM --ok-gone -w --dry-run; do
		# shellcheck disable=SC2086 # words
		hiding "${by_member[@]}" "$FDKILL" $option "pgid:$pid"
		[ "$status" -eq 4 ]
		[[ $output == "fdkill: pgid:$pid: it has processes, but /proc shows none that is alive: "* ]]
		# The kernel's call for the group says that it is not permitted.
		hiding "$FDKILL" $option "pgid:$pid"
		[ "$status" -eq 4 ]
	done
	# shellcheck disable=SC2086 # words
	hiding "${by_member[@]}" "$FDKILL" --status "pgid:$pid"
	[ "$status" -eq 4 ]
	assert_alive "$pid"
}

@test "a group has not ended while a member lives that /proc hides" {
	needs_root
	local hidden
	mkfifo "$BATS_TEST_TMPDIR/hidden"
	# That user may signal the second one: its real user is the same.
	# shellcheck disable=SC2016 # for the shell within
	setsid bash -c '"$HELPERS/as-effective" 65534 0 & echo $! >"$1"; exec "${@:2}" sleep 1000' bash \
		"$BATS_TEST_TMPDIR/hidden" "${nobody[@]}" 3>&- &
	group=$!
	read -r hidden <"$BATS_TEST_TMPDIR/hidden"
	until_true grep -q "^Uid:[[:space:]]65534[[:space:]]0[[:space:]]" "/proc/$hidden/status"
	until_true grep -qzx sleep "/proc/$group/cmdline"
	# shellcheck disable=SC2086 # words
	hiding "${by_member[@]}" "$FDKILL" -KILL -w "pgid:$group"
	[ "$status" -eq 124 ]
	[ "$output" = "fdkill: pgid:$group: still alive: it has processes, but /proc shows none of them" ]
	assert_alive "$hidden"
	fdkill -KILL -w "$hidden"
}

@test "a group of which only zombies are seen is not gone if /proc may hide others" {
	needs_root
	local hidden which way option
	mkfifo "$BATS_TEST_TMPDIR/"{leader,hidden}
	# shellcheck disable=SC2016 # for the shells within
	bash -c 'setsid bash -c '"'"'sleep 1001 & echo $! >"$0"; exec "$@" sleep 1000'"'"' "$2" "${@:3}" &
		echo $! >"$1"; exec sleep 1000' bash "$BATS_TEST_TMPDIR/"{leader,hidden} "${nobody[@]}" 3>&- &
	read -r group <"$BATS_TEST_TMPDIR/leader"
	read -r hidden <"$BATS_TEST_TMPDIR/hidden"
	until_true grep -qz '^1000$' "/proc/$group/cmdline"
	until_true grep -qz '^1001$' "/proc/$hidden/cmdline"
	fdkill -KILL "$group"
	until_true is_in_state "$group" Z
	for which in "${ways[@]}"; do
		choose_way "$which"
		for option in --status --ok-gone --print "-w --ok-gone" "-0 -w"; do
			# shellcheck disable=SC2086 # words
			hiding "${way[@]}" "$FDKILL" $option "pgid:$group"
			[ "$status" -eq 4 ]
		done
		# shellcheck disable=SC2086 # words
		run -0 "${way[@]}" "$FDKILL" --status "pgid:$group"
	done
	assert_alive "$hidden"
	# Nothing is hidden from a process with CAP_SYS_PTRACE.
	fdkill -KILL -w "$hidden"
	run -0 "${hidepid[@]}" "${by_member[@]}" "$FDKILL" --ok-gone "pgid:$group"
}

# start_service [COMMAND...]: start a group whose leader, $group, starts a receiver when TERM arrives, by
# COMMAND, and exits. The receiver writes to $reports/newcomer, and ends after a signal.
start_service() {
	reports=$(mktemp -d "$BATS_TEST_TMPDIR/reports.XXXXXX")
	mkfifo "$reports/empty"
	# shellcheck disable=SC2016 # for the shell within
	setsid bash -c '
		trap "\"\$@\" \"\$HELPERS/receive\" 1 >\"\$0/newcomer\" & echo \$! >\"\$0/pid\"; exit" TERM
		echo READY >"$0/leader"
		while :; do read -rt 1 _ <>"$0/empty"; done' "$reports" "${@:-env}" 3>&- &
	group=$!
	until_true is_ready "$reports/leader"
}

# until_newcomer: wait until the receiver runs, and its PID is known.
until_newcomer() {
	until_true is_ready "$reports/newcomer"
	until_true [ -s "$reports/pid" ]
}

# newcomer_got SIGNO: the receiver gets SIGNO, which is sent now, as its first signal.
newcomer_got() {
	fdkill -s "$1" "$(<"$reports/pid")"
	until_true grep -q "^[0-9]" "$reports/newcomer"
	[[ $(sed -n 2p "$reports/newcomer") == "$1 "* ]]
}

@test "a process that a member starts because of the signal does not get it" {
	local which way
	for which in "${ways[@]}"; do
		choose_way "$which"
		for _ in 1 2 3; do
			start_service
			# shellcheck disable=SC2086 # words
			run -0 "${way[@]}" "$FDKILL" -v -TERM -- "-$group"
			[ "$(grep -c sent <<<"$output")" -eq 1 ]
			until_newcomer
			newcomer_got 10
		done
	done
}

# outlast COMMAND...: fdkill, run by COMMAND, waits for the group, and for the receiver that joins it.
outlast() {
	said=$BATS_TEST_TMPDIR/said
	"$@" -w -TERM "pgid:$group" >"$said" 2>&1 3>&- &
	waiter=$!
	until_newcomer
	until_true holds "$waiter" "$(<"$reports/pid")"
	is_alive "$waiter"
	newcomer_got 10
	wait "$waiter"
}

@test "member by member, a group ends with its last process, also if that joined during the wait" {
	start_service
	outlast "${by_member[@]}" "$FDKILL" -v
	cat "$said"
	[ "$(grep -c sent "$said")" -eq 1 ]
	# It may have been held before exec(3).
	grep -qE "^pgid:$group: $(<"$reports/pid") \((receive|bash)\) $(ended_with 'exited 0')$" "$said"
}

@test "root waits for a process that joined the group, also if /proc hides processes" {
	needs_root
	run "${hidepid[@]}" true
	((status != 99)) || skip 'hidepid cannot be had here'
	start_service "${nobody[@]}"
	outlast "${hidepid[@]}" "${by_member[@]}" "$FDKILL"
	[ ! -s "$said" ]
}

# holds PID OTHER: process PID holds a pidfd of process OTHER.
holds() {
	grep -qsx "Pid:[[:space:]]$2" "/proc/$1/fdinfo"/*
}

@test "member by member, a later step reaches processes that joined since" {
	start_service
	# shellcheck disable=SC2086 # words
	run -0 "${by_member[@]}" "$FDKILL" -v --retry=TERM/1s/USR1/20 "pgid:$group"
	[[ $output == *"sent USR1 to $(<"$reports/pid") "* ]]
	[[ $(sed -n 2p "$reports/newcomer") == "10 "* ]]
}
