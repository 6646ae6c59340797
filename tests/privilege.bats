#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Which capabilities and privileges fdkill keeps.

load lib

# status_of FDKILL-WORD...: print /proc/PID/status of a fdkill that has dropped its privileges. It sleeps
# in a write to a full pipe.
status_of() {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	exec 9<>"$BATS_TEST_TMPDIR/fifo"
	timeout 10 dd if=/dev/zero of=/dev/fd/9 bs=4096 count=1000 oflag=nonblock 2>/dev/null || true
	"$FDKILL" "$@" >&9 3>&- 2>/dev/null &
	local held=$!
	until_true is_writing "$held"
	cat "/proc/$held/status"
	kill -KILL "$held"
	exec 9>&-
}

# Does it sleep in a write to descriptor 1?
is_writing() {
	[[ $(cat "/proc/$1/syscall") == "1 0x1 "* ]] && is_in_state "$1" S
}

# witness SYSCALL... -- FDKILL-WORD...: what fdkill has at each of these calls, one line each in $seen.
witness() {
	local calls=()
	while [[ $1 != -- ]]; do
		calls+=("$1")
		shift
	done
	"$HELPERS/witness" "$BATS_TEST_TMPDIR/seen" "${calls[@]}" -- "${wrapper[@]}" "${program:-$FDKILL}" "${@:2}"
}

# has_only CALL EFFECTIVE PERMITTED: at each CALL it has these, nothing inheritable, and no_new_privs.
has_only() {
	local line
	grep -q "^$1 " "$BATS_TEST_TMPDIR/seen"
	while read -r line; do
		[[ $line == *" CapEff=$(printf '%016x' "$2") "* && $line == *" CapPrm=$(printf '%016x' "$3") "* ]]
		[[ $line == *" CapInh=0000000000000000 "* && $line == *" CapAmb=0000000000000000 "* ]]
		[[ $line == *" NoNewPrivs=1" ]]
	done < <(grep "^$1 " "$BATS_TEST_TMPDIR/seen")
}

is_bounding_empty() {
	! grep -v ' CapBnd=0000000000000000 ' "$BATS_TEST_TMPDIR/seen"
}

# capabilities(7)
dac_override=$((1 << 1)) dac_read_search=$((1 << 2)) fowner=$((1 << 3)) cap_kill=$((1 << 5)) sys_ptrace=$((1 << 19))

@test "as root only CAP_KILL is kept, and only sends use it" {
	needs_root
	start sleep 1000
	witness pidfd_open pidfd_send_signal write -- --count -0 "$pid"
	has_only pidfd_open 0 $cap_kill
	has_only pidfd_send_signal $cap_kill $cap_kill
	has_only write 0 0
}

@test "during a question only the capability to send is held" {
	needs_root
	start env SECRET=1 sleep 1000
	run -5 "$HELPERS/terminal" $'n\n' -- "$HELPERS/witness" "$BATS_TEST_TMPDIR/seen" write -- \
		"$FDKILL" -I --env SECRET "$pid"
	[[ $output == *"send TERM to it? [y/N]"*"you did not answer yes"* ]]
	has_only write $cap_kill $cap_kill
}

@test "nothing is kept in a wait after the last signal" {
	needs_root
	start sleep 1000
	witness pidfd_open pidfd_send_signal epoll_wait -- -w "$pid"
	has_only pidfd_open 0 $cap_kill
	has_only pidfd_send_signal $cap_kill $cap_kill
	has_only epoll_wait 0 0
}

@test "a run that only waits never has CAP_KILL" {
	needs_root
	start sleep 1000
	witness pidfd_open epoll_wait -- -s 0 -W 0.1 "$pid" || [ $? -eq 124 ]
	has_only pidfd_open 0 0
	has_only epoll_wait 0 0
}

@test "CAP_KILL is kept as long as a signal may follow" {
	needs_root
	start sleep 1000
	witness pidfd_send_signal epoll_wait -- --retry=CONT/0.1/TERM/60 "$pid"
	[ "$(cut -d' ' -f1,4 "$BATS_TEST_TMPDIR/seen" | uniq)" = "pidfd_send_signal CapEff=0000000000000020
epoll_wait CapEff=0000000000000020
pidfd_send_signal CapEff=0000000000000020
epoll_wait CapEff=0000000000000000" ]
}

@test "CAP_SYS_PTRACE is kept to the end to see how other users' processes ended" {
	needs_root
	start sleep 1000
	witness pidfd_send_signal epoll_wait -- -v -w "$pid"
	# Before Linux 6.13 signal 0 asks in the end whether it was reaped.
	has_linux 6.13 || sed -i '/^epoll_wait/,${/^pidfd_send_signal/d}' "$BATS_TEST_TMPDIR/seen"
	has_only pidfd_send_signal $((cap_kill | sys_ptrace)) $((cap_kill | sys_ptrace))
	has_only epoll_wait $sys_ptrace $sys_ptrace
}

@test "CAP_SYS_PTRACE is kept until the processes are held, to read their facts" {
	needs_root
	start sleep 1000
	witness pidfd_open pidfd_send_signal -- --dry-run "$pid"
	has_only pidfd_open $sys_ptrace $((sys_ptrace | cap_kill))
	has_only pidfd_send_signal $cap_kill $cap_kill
}

@test "--explain has CAP_SYS_PTRACE and CAP_KILL, and no more" {
	needs_root
	start sleep 1000
	witness pidfd_open pidfd_send_signal -- --explain -w "$pid"
	has_only pidfd_open $sys_ptrace $((sys_ptrace | cap_kill))
	has_only pidfd_send_signal $((sys_ptrace | cap_kill)) $((sys_ptrace | cap_kill))
}

@test "a pidfile is opened with CAP_DAC_READ_SEARCH, and removed with CAP_DAC_OVERRIDE and CAP_FOWNER" {
	needs_root
	start sleep 1000
	make_directory
	echo "$pid" >"$directory/pid"
	witness pidfd_open pidfd_send_signal epoll_wait unlinkat -- --remove-pidfile -F "$directory/pid"
	[[ ! -e $directory/pid ]]
	has_only pidfd_open $((dac_read_search | sys_ptrace)) $((dac_read_search | sys_ptrace | dac_override | fowner | cap_kill))
	has_only pidfd_send_signal $cap_kill $((dac_override | fowner | cap_kill))
	has_only epoll_wait $((dac_override | fowner)) $((dac_override | fowner))
	has_only unlinkat $((dac_override | fowner)) $((dac_override | fowner))
}

@test "a pidfile is removed from its user's directory, also if the schedule ended early" {
	needs_root
	local mode
	make_directory
	for mode in 600 644; do
		start sleep 1000
		chown 0 "$directory"
		echo "$pid" >"$directory/pid"
		chmod "$mode" "$directory/pid"
		chown -R 65534 "$directory"
		# A guard says which process the file's user may name.
		run -0 fdkill -k 5 --remove-pidfile -F "$directory/pid" -u "$(id -un)"
		[ ! -e "$directory/pid" ]
	done
}

@test "as root the bounding set is cleared before a target is opened" {
	needs_root
	grep -qE '^CapEff:.*[13579bdf]..$' /proc/self/status || skip 'root has no CAP_SETPCAP here'
	start sleep 1000
	witness pidfd_open pidfd_send_signal epoll_wait -- -w "$pid"
	is_bounding_empty
}

@test "a bounding set that cannot be cleared is no failure" {
	needs_root
	start sleep 1000
	wrapper=(setpriv --inh-caps=-all --bounding-set=-setpcap)
	witness pidfd_open pidfd_send_signal -- "$pid"
	has_only pidfd_open 0 $cap_kill
	run ! is_bounding_empty
	assert_dead_of TERM "$pid"
}

@test "a run without privileges gains none" {
	grep -qE '^NoNewPrivs:\s1$' <<<"$(status_of --version)"
}

@test "--list keeps no privileges" {
	needs_root
	local facts
	facts=$(status_of -L)
	grep -qE '^CapEff:\s0000000000000000$' <<<"$facts"
	grep -qE '^CapPrm:\s0000000000000000$' <<<"$facts"
}

# special COMMAND...: copy fdkill to $program, which other users may run, and change the copy by COMMAND.
special() {
	needs_root
	needs_new_privileges
	[[ -z ${SANITIZERS:-} ]] || skip 'a sanitizer does not run with privileges of a file'
	home=$(mktemp -d "${TMPDIR:-/tmp}/fdkill-special.XXXXXX")
	chmod 755 "$home"
	program=$home/fdkill
	cp "$FDKILL" "$program"
	"$@" "$program" || skip "this file system does not take: $*"
	wrapper=(setpriv --reuid nobody --regid nogroup --clear-groups)
	cd /
}

teardown() {
	[[ -z ${home:-} ]] || rm -r "$home"
	remove_directory
}

@test "an ordinary user may have CAP_KILL from the file's capabilities" {
	command -v setcap >/dev/null || skip 'setcap is not installed'
	special setcap cap_kill+ep
	start sleep 1000
	run -0 "${wrapper[@]}" "$program" "$pid"
	assert_dead_of TERM "$pid"
}

@test "a file's CAP_KILL is used only to send, and dropped after the last signal" {
	command -v setcap >/dev/null || skip 'setcap is not installed'
	special setcap cap_kill+ep
	start sleep 1000
	witness pidfd_open pidfd_send_signal epoll_wait -- -w "$pid"
	assert_dead_of TERM "$pid"
	has_only pidfd_open 0 $cap_kill
	has_only pidfd_send_signal $cap_kill $cap_kill
	has_only epoll_wait 0 0
}

# Before Linux 5.14 the /proc/self/fdinfo of a program with file capabilities belongs to root.
# bats test_tags=kernel
@test "with a file's capabilities guards work, and a /proc directory is its process" {
	command -v setcap >/dev/null || skip 'setcap is not installed'
	special setcap cap_kill+ep
	start sleep 1000
	run -1 "${wrapper[@]}" "$program" --name nosuch "$pid"
	[[ $output == *"it is called sleep, not nosuch" ]]
	exec 8<"/proc/$pid"
	run -0 "${wrapper[@]}" "$program" -v -CONT --name sleep fd:8 "$pid"
	[ "$(grep -c sent <<<"$output")" -eq 1 ]
	run -0 "${wrapper[@]}" "$program" -w --name sleep -u root fd:8
	exec 8<&-
	assert_dead_of TERM "$pid"
	make_zombie
	run -0 "${wrapper[@]}" "$program" -v -s 0 -w "$zombie"
	[[ $output == "$zombie "*"cannot be known" || $output == "$zombie exited 0" ]]
}

@test "a set-user-ID or set-group-ID fdkill refuses to run, and says why" {
	local mode
	for mode in 4755 2755; do
		home=
		special chmod "$mode"
		start sleep 1000
		run "${wrapper[@]}" "$program" -v "$pid"
		rm -r "$home"
		[[ $output != *"not permitted"* ]] || skip 'this file system ignores set-user-ID'
		[ "$status" -eq 3 ]
		[[ $output == *"set-user-ID"*"CAP_KILL"*"no signal was sent" ]]
		assert_alive "$pid"
	done
	home=
}

@test "no process is signalled if capabilities cannot be dropped" {
	needs_root
	start_receiver 1
	run "$HELPERS/deny" capset:EPERM -- "$FDKILL" -USR1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"no signal was sent"* ]]
	fdkill -USR2 "$pid"
	wait "$pid"
	run ! has_arrived "10 .*"
}

# without_capset N ARGUMENT...: run fdkill; its N-th capset(2) fails.
without_capset() {
	ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e inject=capset:error=EPERM:when="$1" "$FDKILL" "${@:2}"
}

@test "if capabilities cannot be dropped after the sends, the message says that signals were sent" {
	needs_root
	start_receiver 1
	run -3 without_capset 2 -USR2 "$pid"
	[ "$output" = "fdkill: the capabilities that are not needed cannot be dropped; no signal was sent
fdkill: $pid: not signalled" ]
	run -3 without_capset 3 -USR1 "$pid"
	wait "$pid"
	has_arrived "10 .*"
	[ "$output" = "fdkill: the capabilities that are not needed cannot be dropped; signals were sent before
fdkill: $pid: the signal was sent, but nothing more was done" ]
}

@test "with --status and --exit-status that failure has a status of its own" {
	needs_root
	start_receiver
	run -4 "$HELPERS/deny" capset:EPERM -- "$FDKILL" --status "$pid"
	run -125 "$HELPERS/deny" capset:EPERM -- "$FDKILL" --exit-status -s 0 "$pid"
}

@test "without any privilege, the user's own processes are signalled" {
	needs_user
	start_receiver 1
	fdkill -USR1 "$pid"
	wait "$pid"
	has_arrived "10 .*"
}
