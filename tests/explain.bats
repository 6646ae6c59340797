#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --explain: why a signal was not permitted, and what effect it has. Each cause is produced for real.

load lib

# known WORDS, possible WORDS, remedy WORDS: a line of that list contains them. bats runs tests under "set -e", so a
# failing call fails its test on any line.
known() {
	grep -q -- "^  known: .*$1" <<<"$output" || missing "known: $1"
}

possible() {
	grep -q -- "^  possible: .*$1" <<<"$output" || missing "possible: $1"
}

remedy() {
	grep -q -- "^  would help: .*$1" <<<"$output" || missing "would help: $1"
}

missing() {
	printf 'not said: %s\nbut:\n%s\n' "$1" "$output" >&2
	return 1
}

# Keep the lines about the denial.
nothing_possible() {
	run -1 grep '^  possible:' <<<"${output#*fdkill: }"
}

explain() {
	run fdkill --explain "$@"
}

# foretell ARGUMENT...: run --dry-run --explain; no signal is sent.
foretell() {
	run -0 fdkill --dry-run --explain "$@"
}

# as_nobody COMMAND...: run it as the user nobody, without capabilities.
as_nobody() {
	needs_root
	cd /
	run setpriv --reuid nobody --regid nogroup --clear-groups "$@"
}

# --- not permitted ---------------------------------------------------------------------------

@test "another user's process: the users, the missing CAP_KILL, and a remedy" {
	needs_root
	start setsid sleep 1000
	as_nobody "$FDKILL" --explain "$pid"
	[ "$status" -eq 4 ]
	known "its real user is 0 and its saved user 0; your real user is $(id -u nobody)"
	known 'you lack CAP_KILL'
	remedy 'to run fdkill as user 0, or with CAP_KILL'
	nothing_possible
}

@test "the same effective user is not enough" {
	needs_root
	start setpriv --ruid root --euid nobody --clear-groups sleep 1000
	[[ $(stat -c %U "/proc/$pid") == nobody ]]
	as_nobody "$FDKILL" --explain "$pid"
	# The saved user is the effective user at exec, and that one is enough.
	[ "$status" -eq 0 ]
	start_as_effective 0 "$(id -u nobody)"
	as_nobody "$FDKILL" --explain "$pid"
	[ "$status" -eq 4 ]
	known "its effective user is $(id -u nobody), as yours is, but that gives no permission"
}

@test "CONT is permitted in the same session only" {
	needs_root
	start sleep 1000
	as_nobody "$FDKILL" --explain -TERM "$pid"
	[ "$status" -eq 4 ]
	known 'CONT would be permitted'
	as_nobody "$FDKILL" --explain -CONT "$pid"
	[ "$status" -eq 0 ]
	as_nobody setsid --wait "$FDKILL" --explain -CONT "$pid"
	[ "$status" -eq 4 ]
	known "CONT may be sent to every process of your own session, but it is in session"
	remedy 'to run fdkill in its session'
}

@test "a later signal that is denied is explained, and not the first one" {
	needs_root
	start sleep 1000
	as_nobody "$FDKILL" --explain --retry=CONT/0.1/TERM/1 "$pid"
	[ "$status" -eq 4 ]
	known 'it is in your session: CONT would be permitted, but no other signal'
	remedy 'to run fdkill as user 0, or with CAP_KILL'
	[[ $output != *'to run fdkill in its session'* ]]
}

@test "a user namespace that does not map the process's user" {
	needs_root
	start sleep 1000
	as_nobody unshare --user --map-root-user "$FDKILL" --explain "$pid"
	[[ $output != *"unshare failed"* ]] || skip 'no user namespace can be had'
	[ "$status" -eq 4 ]
	[[ $output == *"not permitted: it runs as a user of another user namespace"* ]]
	known 'its user has no number in your user namespace'
	known 'you have CAP_KILL, in your user namespace only'
	remedy 'CAP_KILL in its user namespace or in one above'
}

is_in_other_namespace() {
	[[ $(readlink "/proc/$1/ns/user") != "$(readlink /proc/self/ns/user)" ]]
}

@test "a user namespace that maps its user but has no power over it" {
	needs_root
	needs_new_privileges
	start setpriv --reuid nobody --regid nogroup --clear-groups sleep 1000
	mkfifo "$BATS_TEST_TMPDIR/mapped"
	unshare --user bash -c 'read -r _ <"$0"; "$@"; echo $?' "$BATS_TEST_TMPDIR/mapped" \
		"$FDKILL" --explain "$pid" >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	local within=$!
	until_true is_in_other_namespace "$within" || skip 'no user namespace can be had'
	echo 0 0 65535 >"/proc/$within/uid_map"
	echo >"$BATS_TEST_TMPDIR/mapped"
	wait "$within"
	output=$(cat "$BATS_TEST_TMPDIR/said")
	[[ $output == *4 ]]
	known 'you have CAP_KILL, in your user namespace only'
	possible 'it is in a user namespace that yours does not contain'
}

# bats test_tags=kernel
@test "where /proc hides the users, the likely cause and remedy come first" {
	needs_root
	start sleep 1000
	# shellcheck disable=SC2016 # for the shell within
	run unshare --mount bash -c 'mount -t proc -o hidepid=2 proc /proc || exit 99; exec "$@"' bash \
		setpriv --reuid nobody --regid nogroup --clear-groups \
		"$HELPERS/deny" ioctl:ENOTTY -- "$FDKILL" --explain "$pid"
	[ "$status" -ne 99 ] || skip 'hidepid cannot be had here'
	[ "$status" -eq 4 ]
	possible 'it belongs to another user'
	[[ ${output#*would help: } == "to run fdkill as its user, or with CAP_KILL, which root has"* ]]
	"$HELPERS/landlock" true || [[ $output != *domain* ]]
	assert_alive "$pid"
}

@test "a Landlock domain looks the same as another security module" {
	"$HELPERS/landlock" true || skip 'Landlock scopes no signals here (Linux 6.12)'
	start sleep 1000
	run "$HELPERS/landlock" "$FDKILL" --explain "$pid"
	[ "$status" -eq 4 ]
	[[ $output == *"a Landlock domain or another security module"* ]]
	known 'its user allows you to signal it'
	possible 'you are in a Landlock domain that keeps its signals inside'
	possible 'another security module'
	remedy 'to run fdkill outside that domain'
	assert_alive "$pid"
}

@test "a group that is not permitted is explained by one of its members" {
	"$HELPERS/landlock" true || skip 'Landlock scopes no signals here (Linux 6.12)'
	start setsid sleep 1000
	run "$HELPERS/landlock" "$FDKILL" --explain "pgid:$pid"
	[ "$status" -eq 4 ]
	[[ $output == *"none of its members could be signalled"* ]]
	known "for its member $pid (sleep)"
	known 'its user allows you to signal it'
	possible 'you are in a Landlock domain that keeps its signals inside'
	assert_alive "$pid"
}

@test "EACCES comes from a security module" {
	start sleep 1000
	run "$HELPERS/deny" pidfd_send_signal:EACCES -- "$FDKILL" --explain "$pid"
	[ "$status" -eq 4 ]
	known 'a security module forbids it'
	nothing_possible
}

@test "a seccomp filter" {
	local rule
	start sleep 1000
	for rule in pidfd_open:EPERM pidfd_send_signal:EPERM; do
		run "$HELPERS/deny" "$rule" -- "$FDKILL" --explain "$pid"
		[ "$status" -eq 3 ]
		known 'a seccomp filter answers'
		remedy 'a filter that allows pidfd_open'
	done
	# A filter against one signal shows only when that is sent.
	run -3 "$HELPERS/deny" pidfd_send_signal:EPERM:1=15 -- "$FDKILL" "$pid"
	[[ $output == *"a seccomp filter forbids the system calls on pidfds" ]]
	assert_alive "$pid"
}

@test "a filter that permits this signal is not mentioned" {
	start sleep 1000
	run -0 "$HELPERS/deny" pidfd_send_signal:EPERM:1=9 -- "$FDKILL" --explain "$pid"
	assert_alive "$pid"
}

@test "a process outside our PID namespace" {
	local user=()
	((EUID == 0)) || user=(--user --map-root-user)
	[[ -z ${SANITIZERS:-} ]] || export ASAN_OPTIONS=detect_leaks=0
	run "$HELPERS/clone-pidfd" 7 sleep -- \
		unshare "${user[@]}" --pid --fork --kill-child "$FDKILL" --explain fd:7
	[[ $output != *"unshare failed"* ]] || skip 'no PID namespace can be had within the sandbox'
	[ "$status" -eq 3 ]
	known 'it is neither in your PID namespace nor in one below'
	remedy 'in its PID namespace or in one above'
}

# bats test_tags=kernel
@test "a zombie: its parent must reap it" {
	make_zombie
	explain "$zombie"
	[ "$status" -eq 1 ]
	known 'it has exited'
	remedy 'to make its parent, process [0-9]*, wait for it'
}

# --- sent, but ------------------------------------------------------------------------------

@test "a signal that ends the process by default" {
	start sleep 1000
	foretell "$pid"
	known 'TERM ends it: it has no handler for it'
	assert_alive "$pid"
}

@test "a signal that is ignored" {
	start env --ignore-signal=TERM sleep 1000
	explain "$pid"
	[ "$status" -eq 0 ]
	known 'it ignores TERM'
	remedy 'KILL'
	assert_alive "$pid"
}

@test "a signal that is blocked" {
	start env --block-signal=TERM sleep 1000
	explain "$pid"
	known 'it blocks TERM'
	possible 'sigwait(3) or signalfd(2)'
	assert_alive "$pid"
}

@test "a signal that is pending already" {
	start env --block-signal=USR1 sleep 1000
	fdkill -USR1 "$pid"
	explain -USR1 "$pid"
	known 'USR1 is pending for it already'
	explain -USR2 "$pid"
	[[ $output != *'known: '*pending* ]]
}

# start_threads MODE: start tests/helpers/threads; its PID is in $pid, the TID of a thread that does not lead in $tid.
start_threads() {
	"$HELPERS/threads" "$1" >"$BATS_TEST_TMPDIR/threads" 3>&- &
	pid=$!
	until_true grep -q READY "$BATS_TEST_TMPDIR/threads"
	tid=$(sed -n 's/^TID //p;T;q' "$BATS_TEST_TMPDIR/threads")
}

@test "a signal that is caught" {
	start_threads usual
	explain -USR1 "$pid"
	known 'it catches USR1'
}

@test "sigwait(3) may take a blocked signal: /proc does not show that" {
	start_receiver
	until_true is_in_state "$pid" S
	foretell -USR1 "$pid"
	possible 'it is waiting for USR1 in sigwait(3)'
}

@test "a signal that one thread blocks and another takes" {
	start_threads blocking
	foretell -USR1 "$pid"
	known 'it catches USR1'
	[[ $output != *"it blocks"* ]]
	has_linux 6.9 || return 0
	foretell -USR1 --scope=thread "$pid"
	known 'it blocks USR1'
	foretell -USR1 "tid:$tid"
	[[ $output == "thread $tid (threads), before USR1:"* && $output != *"it blocks"* ]]
}

@test "the main thread has exited and other threads live on" {
	start_threads leaderless
	until_true is_in_state "$pid" Z
	foretell -TERM "$pid"
	known 'its main thread has ended, and other threads live on'
}

@test "a stopped process acts after CONT; --cont helps" {
	start sleep 1000
	fdkill -STOP "$pid"
	until_true is_in_state "$pid" T
	foretell "$pid"
	known 'it is stopped, and acts on TERM only after CONT'
	remedy '--cont'
	foretell -CONT "$pid"
	known 'it is stopped: CONT continues it'
	foretell -STOP "$pid"
	known 'it is stopped already'
	foretell --cont "$pid"
	known 'it is stopped, and --cont continues it'
	fdkill --cont "$pid"
	assert_dead_of TERM "$pid"
}

@test "CONT has no effect on a process that is not stopped" {
	start sleep 1000
	foretell -CONT "$pid"
	known 'it is not stopped'
}

@test "a signal that is ignored by default" {
	start sleep 1000
	explain -WINCH "$pid"
	known 'it has no handler for WINCH, which does nothing by default'
}

# start_traced [stop]: start a process under a tracer; their PIDs are in $pid and $tracer.
start_traced() {
	"$HELPERS/trace" "$@" >"$BATS_TEST_TMPDIR/traced" 3>&- &
	tracer=$!
	until_true grep -q 'READY\|trace:' "$BATS_TEST_TMPDIR/traced"
	read -r pid _ <"$BATS_TEST_TMPDIR/traced"
}

@test "a traced process: its tracer sees the signal first" {
	start_traced
	explain "$pid"
	known "it is traced by process $tracer"
	possible 'its tracer, which sees TERM first, suppresses it'
	fdkill "$pid"
	until_true is_in_state "$pid" t
	assert_alive "$pid"
}

@test "a process in a tracing stop" {
	start_traced stop
	foretell "$pid"
	known "its tracer, process $tracer, has stopped it"
	foretell -KILL "$pid"
	known 'KILL ends it'
}

@test "a process in uninterruptible sleep" {
	start "$HELPERS/vfork"
	# Reading a page also puts it into state D, before it has a child.
	until_true fdkill -a --quiet --dry-run -P "$pid"
	until_true is_in_state "$pid" D
	foretell "$pid"
	known 'it is in uninterruptible sleep'
	foretell -KILL "$pid"
	possible 'that sleep delays KILL'
	# Its sleep is of the kind that TERM ends, so there is nothing to warn of.
	local shown
	shown=$(in_full "$pid")
	run -0 fdkill -v "$pid"
	[ "$output" = "sent TERM to $shown" ]
	assert_dead_of TERM "$pid"
}

@test "a process that is already exiting" {
	"$HELPERS/exiting" >"$BATS_TEST_TMPDIR/exiting" 2>&1 3>&- &
	until_true grep -q 'READY\|exiting:' "$BATS_TEST_TMPDIR/exiting"
	! grep 'exiting:' "$BATS_TEST_TMPDIR/exiting" || skip 'no PID namespace can be had within the sandbox'
	read -r pid _ <"$BATS_TEST_TMPDIR/exiting"
	explain -KILL "$pid"
	known 'it is exiting already'
}

@test "PID 1 of a child PID namespace without a handler: KILL reaches it from here" {
	local user=()
	((EUID == 0)) || user=(--user --map-root-user)
	unshare "${user[@]}" --pid --fork true || skip 'no PID namespace can be had within the sandbox'
	unshare "${user[@]}" --pid --fork --kill-child sleep 1000 3>&- &
	local outer=$!
	until_true pgrep -P "$outer" sleep
	pid=$(pgrep -P "$outer" sleep)
	explain "$pid"
	[ "$status" -eq 0 ]
	known 'it is PID 1 of its PID namespace, and has no handler for TERM'
	remedy 'KILL, which reaches it from here'
	assert_alive "$pid"
	foretell -KILL "$pid"
	known 'KILL ends it'
	fdkill -KILL "$pid"
	wait "$outer" || :
}

@test "PID 1 of our own PID namespace: even KILL has no effect" {
	foretell -KILL 1
	known 'it is PID 1 of your PID namespace: the kernel drops KILL'
	remedy 'KILL from a PID namespace above'
}

# --- the freezer ----------------------------------------------------------------------------

# make_cgroup TYPE OPTIONS: make a cgroup in $cgroup; its file system is mounted for this test only.
make_cgroup() {
	needs_root
	mkdir "$BATS_TEST_TMPDIR/mount"
	mount -t "$1" -o "$2" none "$BATS_TEST_TMPDIR/mount" || skip "no $1 ($2) can be mounted here"
	# Another run of this test has the same PID in its own namespace, so no PID is in the name.
	cgroup=$(mktemp -d "$BATS_TEST_TMPDIR/mount/fdkill-test.XXXXXX") || skip 'no cgroup can be made here'
}

teardown() {
	[[ -n ${cgroup:-} ]] || return 0
	if [[ -e $cgroup/cgroup.freeze ]]; then
		echo 0 >"$cgroup/cgroup.freeze"
	else
		echo THAWED >"$cgroup/freezer.state"
	fi
	! read -r pid <"$cgroup/cgroup.procs" || "$FDKILL" -KILL -w "$pid" || :
	until_true rmdir "$cgroup"
	umount "$BATS_TEST_TMPDIR/mount"
}

@test "frozen by a cgroup: signals with a handler wait, fatal ones do not" {
	make_cgroup cgroup2 rw
	[[ -e $cgroup/cgroup.freeze ]] || skip 'this kernel has no freezer (Linux 5.2)'
	start_threads usual
	echo "$pid" >"$cgroup/cgroup.procs"
	echo 1 >"$cgroup/cgroup.freeze"
	until_true grep -q 'frozen 1' "$cgroup/cgroup.events"
	foretell -USR1 "$pid"
	known 'its cgroup is frozen, and it acts on USR1 only once thawed'
	remedy 'cgroup.freeze'
	foretell -KILL "$pid"
	known 'its cgroup is frozen: KILL ends it all the same'
	run -0 fdkill -v -USR1 "$pid"
	[[ $output == *"warning: its cgroup is frozen"* ]]
	echo 0 >"$cgroup/cgroup.freeze"
	until_true grep -q 'got 10' "$BATS_TEST_TMPDIR/threads"
	foretell -USR1 "$pid"
	[[ $output != *frozen* ]]
}

@test "the cgroup file system is found although mountinfo is longer than a page" {
	make_cgroup cgroup2 rw
	[[ -e $cgroup/cgroup.freeze ]] || skip 'this kernel has no freezer (Linux 5.2)'
	start sleep 1000
	echo "$pid" >"$cgroup/cgroup.procs"
	echo 1 >"$cgroup/cgroup.freeze"
	until_true grep -q 'frozen 1' "$cgroup/cgroup.events"
	mkdir "$BATS_TEST_TMPDIR/many"
	# shellcheck disable=SC2016 # expanded within
	run -0 unshare --mount bash -e -c '
		umount --all --types cgroup2
		for ((i = 0; i < 100; i++)); do
			mount -t tmpfs none "$1"
		done
		mount -t cgroup2 none "$1"
		(($(wc -c </proc/self/mountinfo) > 8192))
		exec "$FDKILL" -v -STOP "$2"' many "$BATS_TEST_TMPDIR/many" "$pid"
	[[ $output == *"warning: its cgroup is frozen"* ]]
}

@test "frozen by a cgroup of version 1: no signal has an effect" {
	make_cgroup cgroup freezer
	start sleep 1000
	echo "$pid" >"$cgroup/cgroup.procs"
	echo FROZEN >"$cgroup/freezer.state"
	until_true grep -q FROZEN "$cgroup/freezer.state"
	foretell -KILL "$pid"
	known 'its cgroup is frozen, and it acts on KILL only once thawed'
	remedy 'freezer.state'
}

# --- the options ----------------------------------------------------------------------------

@test "--dry-run --explain decodes the signal masks, for each form of target" {
	local target targets=()
	start env --default-signal --ignore-signal=USR2 --block-signal=HUP sleep 1000
	fdkill -HUP "$pid"
	exec 8<"/proc/$pid"
	! has_linux 6.9 || targets=("$(identity_of "$pid")" "tid:$pid")
	for target in "$pid" fd:8 "${targets[@]}"; do
		foretell -USR1 "$target"
		grep -qx '  pending (thread): none' <<<"$output"
		grep -qx '  pending (process): HUP' <<<"$output"
		grep -qx '  blocked: HUP' <<<"$output"
		grep -qx '  ignored: USR2' <<<"$output"
		grep -qx '  caught: none' <<<"$output"
	done
	exec 8<&-
}

@test "--dry-run --explain covers the members of a group" {
	local group
	group=$(setsid bash -c 'trap "" TERM; sleep 1000 & echo $$; exec sleep 1000' 3>&- >"$BATS_TEST_TMPDIR/group" &
		until_true grep -q . "$BATS_TEST_TMPDIR/group"
		cat "$BATS_TEST_TMPDIR/group")
	foretell "pgid:$group"
	# Before Linux 6.9 the members are signalled one by one.
	[ "$(grep -cE '^(member )?[0-9]+ \(.*\), before TERM:' <<<"$output")" -eq 2 ]
	[ "$(grep -c 'known: it ignores TERM' <<<"$output")" -eq 2 ]
	fdkill -KILL "pgid:$group"
}

@test "-v warns in one line if the signal will have no effect" {
	start env --ignore-signal=TERM sleep 1000
	run --separate-stderr fdkill -v "$pid"
	[ "$status" -eq 0 ]
	[[ $output == "sent TERM to $pid "*"sleep 1000" ]]
	[[ $stderr =~ ^"fdkill: $pid ("(env|sleep)"): warning: it ignores TERM"$ ]]
	run --separate-stderr fdkill -v -KILL "$pid"
	[ -z "$stderr" ]
}

@test "without -v and --explain there is no warning" {
	start env --ignore-signal=TERM sleep 1000
	run fdkill "$pid"
	[ -z "$output" ]
}

@test "--explain is a question: it sends nothing, waits for nothing, and explains each signal in order" {
	local explained
	start env --ignore-signal=TERM sleep 1000
	for schedule in --retry=TERM/60/KILL/60 '-k 60' '--timeout 60000 KILL' '-k 60 -w --count'; do
		# shellcheck disable=SC2086 # words
		run fdkill --explain $schedule "$pid"
		[ "$status" -eq 0 ]
		known 'it ignores TERM'
		known 'KILL ends it'
		explained=$(grep -o 'before [A-Z]*' <<<"$output" | xargs)
		[ "$explained" = 'before TERM before KILL' ]
		[[ $output == *"would send TERM to $pid"* ]]
	done
	fdkill --explain -KILL "$pid"
	assert_alive "$pid"
}

@test "--explain with signal 0 shows the masks" {
	start env --ignore-signal=TERM sleep 1000
	run -0 fdkill --explain -s 0 "$pid"
	[[ $output == *"before signal 0:"*"ignored:"*" TERM"* ]]
}

@test "--explain is about the process that was meant, not the one that has its number now" {
	needs_linux 6.9
	start sleep 1000
	run fdkill --explain "$pid:1"
	[ "$status" -eq 1 ]
	[[ $output != *known* ]]
}

@test "--explain is refused with --quiet and with --print" {
	run -2 fdkill --explain --quiet "$$"
	run -2 fdkill --explain --print "$$"
	run -2 fdkill --explain --status "$$"
}
