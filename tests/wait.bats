#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Waiting for processes that are not children of fdkill.

load lib

setup() {
	# LeakSanitizer traces the program itself, so nothing else can.
	[[ -z ${SANITIZERS:-} ]] || export ASAN_OPTIONS=detect_leaks=0
}

# elapsed COMMAND...: how long it takes, in milliseconds, in $milliseconds.
elapsed() {
	local start=${EPOCHREALTIME/./}
	run "$@"
	milliseconds=$(((${EPOCHREALTIME/./} - start) / 1000))
}

@test "-w sends TERM, and returns when the target has exited" {
	start sleep 1000
	fdkill -w "$pid"
	assert_dead_of TERM "$pid"
}

@test "-w waits as long as it takes" {
	start_receiver 2
	start_fdkill -w "$pid"
	until_true has_arrived "15 .*"
	kill -0 "$waiter"
	fdkill -USR1 "$pid"
	wait "$waiter"
	[ ! -s "$said" ]
}

@test "-s 0 -w sends no signal at all" {
	start_receiver 1
	# Not even signal 0: the filter ends fdkill if it sends one.
	"$HELPERS/deny" pidfd_send_signal:trap -- "$FDKILL" -s 0 -w "$pid" 3>&- &
	waiter=$!
	until_true is_waiting "$waiter"
	fdkill -USR1 "$pid"
	wait "$waiter"
	[ "$(grep -vc READY "$received")" -eq 1 ]
}

@test "-s 0 -w waits for a process of any user" {
	needs_root
	start sleep 1000
	chmod 755 "$BATS_TEST_TMPDIR"
	setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" -s 0 -w "$pid" 3>&- &
	waiter=$!
	until_true is_waiting "$waiter"
	kill -0 "$waiter"
	fdkill -KILL "$pid"
	wait "$waiter"
}

@test "-W waits that long at most, and names the survivors" {
	start sleep 1000
	local survivor=$pid
	start sleep 1000
	elapsed fdkill -s 0 -W 300ms "$survivor" "$pid"
	[ "$status" -eq 124 ]
	[ "$output" = "fdkill: $survivor: still alive
fdkill: $pid: still alive" ]
	((milliseconds >= 300))
	run -124 fdkill -STOP -W 10ms "$pid"
}

@test "-W 0 checks once" {
	start sleep 1000
	run -124 fdkill -s 0 -W 0 "$pid"
	make_zombie
	run -0 fdkill -s 0 -W 0 "$zombie"
	run -1 fdkill -s 0 -W 0 "$(gone)"
}

@test "-w of a process that is already gone is status 1, and 0 with --ok-gone" {
	run -1 fdkill -w "$(gone)"
	run -0 fdkill -w --ok-gone "$(gone)"
}

@test "124 wins over all other statuses" {
	start sleep 1000
	run -124 fdkill -s 0 -W 10ms "$pid" "$(gone)"
	run -124 fdkill -s 0 -W 10ms "$pid" -F /dev/null
}

@test "-w returns for a zombie that its parent never reaps" {
	# It dies of the signal, and stays a zombie.
	bash -c 'sleep 1000 & echo $!; exec sleep 1000' >"$BATS_TEST_TMPDIR/child" 3>&- &
	until_true grep -q . "$BATS_TEST_TMPDIR/child"
	local child
	child=$(cat "$BATS_TEST_TMPDIR/child")
	until_true grep -qz '^1000$' "/proc/$!/cmdline"
	fdkill -w "$child"
	is_in_state "$child" Z
	run -0 fdkill -v -s 0 --within 30 "$child"
	run -0 fdkill -s 0 -w "$child"
}

@test "-w waits for a directory of /proc" {
	start_receiver 1
	exec 8<"/proc/$pid"
	start_fdkill -s 0 -w fd:8
	exec 8<&-
	fdkill -USR1 "$pid"
	wait "$waiter"
}

@test "-w waits for a pidfd, and for a thread" {
	run "$HELPERS/clone-pidfd" 7 sleep -- "$FDKILL" -v -w -KILL fd:7
	[ "$status" -eq 0 ]
	[[ $output =~ $(ended_with 'killed by KILL') ]]
	has_linux 6.9 || return 0
	local tid
	"$HELPERS/threads" >"$BATS_TEST_TMPDIR/threads" 3>&- &
	until_true grep -q READY "$BATS_TEST_TMPDIR/threads"
	tid=$(sed -n 's/^TID //p' "$BATS_TEST_TMPDIR/threads" | head -n 1)
	run -124 fdkill -s 0 -W 10ms "tid:$tid"
}

@test "-w waits for each member of a group that it saw" {
	mkfifo "$BATS_TEST_TMPDIR/fifo" "$BATS_TEST_TMPDIR/left"
	# A process that has left the group before is not waited for.
	setsid bash -c '
		setsid sh -c "echo >\"\$0\"; exec sleep 1000" "$2" & read -r _ <"$2"
		"$0" 2 >"$1" & exec sleep 1000' "$HELPERS/receive" "$BATS_TEST_TMPDIR/fifo" \
		"$BATS_TEST_TMPDIR/left" 3>&- &
	local group=$!
	exec 8<"$BATS_TEST_TMPDIR/fifo"
	read -r _ <&8
	start_fdkill -v -w "pgid:$group"
	# sleep has exited, and receive has got one of its two signals.
	read -r _ <&8
	assert_dead_of TERM "$group"
	kill -0 "$waiter"
	fdkill -USR1 "pgid:$group"
	wait "$waiter"
	exec 8<&-
	if has_linux 6.9; then
		grep -qx "group $group has ended" "$said"
		grep -qxE "  member [0-9]* \(receive\) $(ended_with 'exited 0')" "$said"
	else
		grep -qxE "pgid:$group: [0-9]* \(receive\) $(ended_with 'exited 0')" "$said"
	fi
}

@test "a group of zombies only counts as exited" {
	make_zombie setsid
	run -0 fdkill -v -s 0 -w "pgid:$zombie"
	[ "$output" = "${output%%group*}group $zombie has ended" ]
	run -0 "$HELPERS/deny" 'pidfd_send_signal:EINVAL:3&7' -- "$FDKILL" -v -s 0 -w "pgid:$zombie"
	[[ $output == *"group $zombie has ended" ]]
}

@test "-w waits for fdkill's own group without fdkill" {
	run setsid --wait bash -c '
		trap "" TERM
		(trap - TERM; exec sleep 1000) 3>&- &
		until grep -qz ^sleep "/proc/$!/cmdline"; do :; done
		exec "$0" -w -TERM 0' "$FDKILL"
	[ "$status" -eq 0 ]
}

@test "--wait-count N returns after N have exited" {
	local first
	start_receiver 1
	first=$pid
	start_receiver 2
	fdkill --wait-count 1 "$first" "$pid"
	wait "$first"
	assert_alive "$pid"
	run -124 fdkill --wait-count 1 -W 10ms -s 0 "$pid"
}

@test "--remove-pidfile removes the file once its process has exited, if it still names it" {
	umask 022
	make_directory
	local pidfile=$directory/x.pid
	start sleep 1000
	echo "$pid" >"$pidfile"
	! has_linux 6.9 || "$FDKILL" --print "$pid" >"$pidfile"
	fdkill --remove-pidfile -F "$pidfile"
	[ ! -e "$pidfile" ]
	# Not before that: the survivor keeps its file.
	start sleep 1000
	echo "$pid" >"$pidfile"
	run -124 fdkill -s 0 -W 10ms --remove-pidfile -F "$pidfile"
	[ -e "$pidfile" ]
	# A new daemon has written its own file meanwhile.
	start_fdkill -s 0 --remove-pidfile -F "$pidfile"
	echo $$ >"$pidfile"
	fdkill -KILL "$pid"
	wait "$waiter"
	[ "$(cat "$pidfile")" = $$ ]
}

@test "--remove-pidfile removes all files that name the process, and reports those that it cannot remove" {
	umask 022
	make_directory
	start sleep 1000
	echo "$pid" >"$directory/a.pid"
	echo "$pid" >"$directory/b.pid"
	! has_linux 6.9 || "$FDKILL" --print "$pid" >"$directory/b.pid"
	fdkill --remove-pidfile -F "$directory/a.pid" -F "$directory/b.pid"
	[ ! -e "$directory/a.pid" ] && [ ! -e "$directory/b.pid" ]
	start sleep 1000
	echo "$pid" >"$directory/a.pid"
	local powerless=()
	((EUID != 0)) || powerless=(setpriv --bounding-set=-dac_override)
	chmod 555 "$directory"
	run -3 "${powerless[@]}" "$FDKILL" --remove-pidfile -F "$directory/a.pid"
	chmod 755 "$directory"
	[[ $output == *"a.pid: it cannot be removed: Permission denied" ]]
}

@test "an interrupt is reported, also with hardly any descriptor left" {
	needs_linux 6.9
	local limit
	start_crowd -s 40
	for limit in 43 44 45 46 47; do
		# In the background INT would be ignored.
		start bash -c 'ulimit -n '$limit'; exec "$@" 2>"$0"' "$BATS_TEST_TMPDIR/said" \
			"$FDKILL" -s 0 -w "${crowd[@]}"
		until_true is_waiting "$pid"
		fdkill -TERM "$pid"
		assert_dead_of TERM "$pid"
		[ "$(grep -c 'still alive' "$BATS_TEST_TMPDIR/said")" -eq 40 ]
	done
	fdkill -KILL -w "${crowd[@]}"
}

@test "before a wait all output is written, into a pipe, too" {
	start_receiver
	local shown
	shown=$(in_full "$pid")
	start_fdkill -v -USR1 -w "$pid"
	until_true grep -qxF "sent USR1 to $shown" "$said"
	fdkill -KILL -w "$pid"
	wait "$waiter"
}

@test "during a wait each end is written when it happens" {
	start_receiver 1
	local one=$pid
	start_receiver
	start_fdkill -v -s 0 -w "$one" "$pid"
	fdkill -USR1 "$one"
	until_true grep -qxE "$one \(receive\) $(ended_with 'exited 0')" "$said"
	is_waiting "$waiter"
	fdkill -KILL -w "$pid"
	wait "$waiter"
}

@test "an interrupt names the survivors, and fdkill dies of the same signal" {
	local signal
	for signal in INT TERM HUP QUIT; do
		start_receiver
		start_fdkill -k 1000 "$pid"
		until_true has_arrived "15 .*"
		kill -s "$signal" "$waiter"
		assert_dead_of "$signal" "$waiter"
		grep -q "^fdkill: $pid: still alive" "$said"
		assert_alive "$pid"
		[ "$(grep -vc READY "$received")" -eq 1 ]
	done
}

@test "a signal that is ignored at the start does not interrupt a wait" {
	start_receiver 1
	env --default-signal --ignore-signal=TERM "$FDKILL" -s 0 -w "$pid" 3>&- &
	waiter=$!
	until_true grep -qs '^SigBlk:.*0007$' "/proc/$waiter/status"
	kill -TERM "$waiter"
	fdkill -USR1 "$pid"
	wait "$waiter"
}

@test "a wait goes on after STOP and CONT" {
	start_receiver 1
	start_fdkill -s 0 -w "$pid"
	kill -STOP "$waiter"
	until_true is_in_state "$waiter" T
	kill -CONT "$waiter"
	fdkill -USR1 "$pid"
	wait "$waiter"
	[ ! -s "$said" ]
}

@test "fdkill does not wake up while nothing happens" {
	start sleep 1000
	run -124 strace -o "$BATS_TEST_TMPDIR/calls" "$FDKILL" -s 0 -W 500ms "$pid"
	# From the moment it sleeps: epoll_wait(2) returns once, and then it writes its report.
	[ "$(grep -c epoll_wait "$BATS_TEST_TMPDIR/calls")" -eq 1 ]
	[ "$(sed '1,/epoll_wait/d' "$BATS_TEST_TMPDIR/calls" | wc -l)" -lt 12 ]
}

@test "the exit of an inherited target wakes fdkill once, while it waits for another" {
	start_receiver
	# The descriptor stays open in the parent and in fdkill, as number 7.
	run -124 "$HELPERS/clone-pidfd" 7 sleep -- strace -o "$BATS_TEST_TMPDIR/calls" \
		"$FDKILL" -W 1 fd:7 "$pid"
	until_true has_arrived '15 .*'
	[ "$(grep -c epoll_wait "$BATS_TEST_TMPDIR/calls")" -le 4 ]
}

@test "a wait does not go on for a new process with the same number" {
	"$HELPERS/recycle" true || skip 'numbers cannot be chosen here (clone3 with set_tid)'
	run -0 "$HELPERS/recycle" -d bash -c 'exec "$0" -v -w -TERM "$VICTIM_PID"' "$FDKILL"
	[[ $output == *"the newcomer lives" ]]
}

@test "an error of epoll is status 3, and the signal was sent" {
	start sleep 1000
	run -3 "$HELPERS/deny" epoll_create1:ENOMEM -- "$FDKILL" -w "$pid"
	[[ $output == *"waiting: "*"$pid: cannot be waited for" ]]
	assert_dead_of TERM "$pid"
}

@test "-W limits the search for processes: if it does not finish, no target is signalled" {
	start_receiver 1
	local named=$pid line group
	group=$(ps -o pgid= "$named" | tr -d ' ')
	start_crowd 5
	for line in "-a --name crowd" "--name crowd pgid:$pid" "$named --all-processes" "$named pgid:$group" \
		"--dry-run -a --name crowd" "--print -a --name crowd" "--newest -a --name crowd"; do
		# shellcheck disable=SC2086 # words
		run -124 fdkill -W 1ns -USR1 $line
		[ "$output" = "fdkill: --within: the selection was not finished in time; no signal was sent" ]
	done
	run -124 fdkill -a --quiet -W 1ns -USR1 --name crowd
	[ -z "$output" ]
	fdkill -USR2 "${crowd[@]}" "$named"
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = "12 5" ]
}

@test "-W does not limit a named target, and -W 0 does not limit a search" {
	named searched 2
	run -124 fdkill -W 1ns -USR1 "$pid"
	run fdkill -a -W 0 -USR2 --name searched
	[[ $output != *"not finished"* ]]
	wait "$pid"
	has_arrived "10 .*" && has_arrived "12 .*"
}

@test "the time that a user takes to answer does not count for -W" {
	start_receiver 1
	# The deadline has passed when the answer arrives.
	run -0 script -qec "'$FDKILL' -I -W 1 -USR1 $pid" /dev/null < <(
		until_true is_asking
		sleep 1.1
		echo y
	)
	wait "$pid"
	has_arrived "10 .*"
}

# Does fdkill read from a terminal of its own?
is_asking() {
	local asked
	for asked in $(pgrep -x fdkill); do
		readlink "/proc/$asked"/fd/* | grep -qx /dev/tty && is_in_state "$asked" S && return
	done
	return 1
}

@test "a line about a survivor says why, if that is known" {
	start env --ignore-signal=TERM sleep 1000
	run -124 fdkill -W 0.1 "$pid"
	[[ $output == "fdkill: $pid: still alive: it ignores TERM"* ]]
	start env --block-signal=TERM sleep 1000
	run -124 fdkill -W 0.1 "$pid"
	[[ $output == "fdkill: $pid: still alive: it blocks TERM, and acts on it only when it unblocks it or asks for it"* ]]
	start sleep 1000
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
	run -124 fdkill -W 0.1 "$pid"
	[[ $output == "fdkill: $pid: still alive: it is stopped, and acts on TERM only after CONT"* ]]
	# Nothing is known of it, and nothing was sent.
	run -124 fdkill -s 0 -W 0.1 "$pid"
	[ "$output" = "fdkill: $pid: still alive" ]
	start setsid env --ignore-signal=TERM sleep 1000
	run -124 fdkill -W 0.1 "pgid:$pid"
	if has_linux 6.9; then
		[[ $output == "fdkill: pgid:$pid: still alive: $pid (sleep: it ignores TERM"*")" ]]
	else
		[[ $output == "fdkill: $pid (sleep): still alive: it ignores TERM"* ]]
	fi
}

# in_unit UNIT SCRIPT: run SCRIPT where /proc/PID/cgroup shows the process $pid in UNIT.
in_unit() {
	run "${unshare[@]}" --mount bash -c '
		echo "0::/system.slice/$2" >"$1/cgroup" && mount --bind "$1/cgroup" "/proc/$3/cgroup" || exit 99
		eval "$4"' bash "$BATS_TEST_TMPDIR" "$1" "$pid" "$2"
	[ "$status" -ne 99 ] || skip 'nothing can be mounted here'
}

@test "a process of a systemd unit: --explain, -v and a failed stop say how to stop the unit" {
	needs_root
	export FDKILL pid
	start env --ignore-signal=TERM sleep 1000
	in_unit nginx.service '"$FDKILL" --explain "$pid"'
	[[ $output == *"known: it belongs to the systemd unit nginx.service, which may restart it"* ]]
	[[ $output == *"would help: systemctl stop nginx, to stop the unit"* ]]
	in_unit nginx.service '"$FDKILL" -v "$pid"'
	[[ $output == *"sent TERM to $pid "*" of nginx.service, which may restart it: systemctl stop nginx"* ]]
	in_unit nginx.service '"$FDKILL" -W 0.1 "$pid"'
	[ "$output" = "fdkill: $pid: still alive: it ignores TERM; systemctl stop nginx" ]
	in_unit docker-1.scope '"$FDKILL" -v "$pid"'
	[[ $output != *systemctl* ]]
}

@test "the advice about a systemd unit can be pasted, whatever the unit is called" {
	needs_root
	export FDKILL pid
	start sleep 1000
	local manager=user-$UID.slice/user@$UID.service/app.slice unit
	for unit in default.target --help a@1.2; do
		in_unit "$unit.service" '"$FDKILL" -0 -v "$pid"'
		[[ $unit == -* ]] && unit="-- $unit"
		[[ $output == *": systemctl stop $unit.service" ]]
	done
	in_unit "$manager/app-x\\x2dy.service" '"$FDKILL" -0 -v "$pid"'
	# What systemctl would get.
	eval "systemctl() { printf '<%s>' \"\$@\"; }; run ${output##*: }"
	[ "$output" = '<--user><stop><app-x\x2dy>' ]
	in_unit "${manager//$UID/4242}/app.service" '"$FDKILL" -0 -v "$pid"'
	[[ $output == *": systemctl --user --machine=4242@ stop app" ]]
	in_unit "$manager/a'; reboot #.service" '"$FDKILL" -0 -v "$pid"'
	[[ $output == "sent signal 0 to $pid "* && $output != *systemctl* ]]
}
