#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=kernel
# Old and locked-down kernels: fdkill says what they lack, and never falls back to kill(2).

load lib

# Kernels before 6.9 refuse every flag of pidfd_send_signal(2) and of pidfd_open(2).
without_scopes=(pidfd_send_signal:EINVAL:'3&7' pidfd_open:EINVAL:'1&0200')

deny() {
	run "$HELPERS/deny" "$@"
}

setup() {
	start_receiver
}

# assert_nothing_arrived: the signal sent now is the first to arrive.
assert_nothing_arrived() {
	"$FDKILL" -WINCH "$pid"
	until_true has_arrived "28 .*"
	[ "$(sed -n 2p "$received" | cut -d' ' -f1)" = 28 ]
}

@test "a kernel without pidfd_open is not mistaken for a process that is gone" {
	deny pidfd_open:ENOSYS -- "$FDKILL" -USR1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 5.3"* ]]
	assert_nothing_arrived
}

@test "a kernel without pidfd_send_signal is reported" {
	deny pidfd_send_signal:ENOSYS -- "$FDKILL" -USR1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 5.3"* ]]
	assert_nothing_arrived
}

@test "a seccomp filter is not mistaken for a lack of permission" {
	local call
	for call in pidfd_open pidfd_send_signal; do
		deny $call:EPERM -- "$FDKILL" -USR1 "$pid"
		[ "$status" -eq 3 ]
		[[ $output == *seccomp* && $output != *"not permitted"* ]]
	done
	assert_nothing_arrived
}

@test "before 6.9 a process is signalled all the same" {
	deny "${without_scopes[@]}" -- "$FDKILL" -USR1 "$pid"
	[ "$status" -eq 0 ]
	until_true has_arrived "10 0 .*"
}

@test "before 6.9 a thread cannot be signalled, and the message says so" {
	deny "${without_scopes[@]}" -- "$FDKILL" -USR1 "tid:$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 6.9"* ]]
	deny "${without_scopes[@]}" -- "$FDKILL" -USR1 --scope=thread "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 6.9"* ]]
	assert_nothing_arrived
}

@test "before 6.9 a group is signalled member by member" {
	local group
	group=$(setsid bash -c '"$0" 1 >"$1.1" & "$0" 1 >"$1.2" & echo $$' "$HELPERS/receive" \
		"$BATS_TEST_TMPDIR/member" 3>&-)
	until_true grep -q READY "$BATS_TEST_TMPDIR/member.1"
	until_true grep -q READY "$BATS_TEST_TMPDIR/member.2"
	deny "${without_scopes[@]}" -- "$FDKILL" -USR1 "pgid:$group"
	[ "$status" -eq 0 ]
	until_true grep -q '^10 ' "$BATS_TEST_TMPDIR/member.1"
	until_true grep -q '^10 ' "$BATS_TEST_TMPDIR/member.2"
	exec 8<"/proc/$pid"
	deny "${without_scopes[@]}" -- "$FDKILL" -USR1 --scope=group fd:8
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 6.9"* ]]
	exec 8<&-
}

@test "before 6.9 an inode is never believed" {
	local inode=1
	! has_linux 6.9 || inode=$(inode_of "$pid")
	deny fstatfs:EIO -- "$FDKILL" -USR1 "$pid:$inode"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 6.9"* ]]
	deny fstatfs:EIO -- "$FDKILL" --print "$pid"
	[ "$status" -eq 3 ]
	[[ $output != *"$pid:$inode"* ]]
	assert_nothing_arrived
}

@test "before 6.14 a process cannot be found by its inode alone" {
	local inode=1
	! has_linux 6.9 || inode=$(inode_of "$pid")
	deny open_by_handle_at:ESTALE name_to_handle_at:EOPNOTSUPP -- "$FDKILL" -USR1 "ino:$inode"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 6.14"* ]]
	has_linux 6.9 || return 0
	deny open_by_handle_at:ESTALE name_to_handle_at:EOPNOTSUPP -- "$FDKILL" -USR1 "$pid:$inode"
	[ "$status" -eq 0 ]
	until_true has_arrived "10 .*"
}

@test "a filter that forbids handles is not mistaken for a process that is gone" {
	needs_linux 6.14
	local inode
	inode=$(inode_of "$pid")
	deny open_by_handle_at:EPERM -- "$FDKILL" -USR1 "ino:$inode"
	[ "$status" -eq 3 ]
	[[ $output == *seccomp* ]]
	assert_nothing_arrived
}

@test "before 6.13, without PIDFD_GET_INFO, a PID and a descriptor are recognised as one process" {
	exec 8<"/proc/$pid"
	deny ioctl:ENOTTY -- "$FDKILL" -v -RTMIN "$pid" fd:8
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	exec 8<&-
}

@test "kill(2) and similar calls are never used" {
	local group
	group=$(setsid bash -c 'sleep 1000 >&- & sleep 1000 >&- & echo $$' 3>&-)
	deny kill:trap tkill:trap tgkill:trap rt_sigqueueinfo:trap rt_tgsigqueueinfo:trap -- bash -c '
		"$0" -USR1 "$1" && "$0" -q 1 -RTMIN "$1" && "$0" --cont -USR2 "$1" &&
		"$0" "pgid:$2" && "$0" --dry-run --all-processes' "$FDKILL" "$pid" "$group"
	[ "$status" -eq 0 ]
	! has_linux 6.9 || {
		deny kill:trap tkill:trap tgkill:trap -- "$FDKILL" -USR1 "tid:$pid"
		[ "$status" -eq 0 ]
	}
}

@test "the filter of that test does end a program that calls kill(2)" {
	deny kill:trap -- bash -c 'kill -0 $$'
	[ "$status" -eq $((128 + 31)) ]
}
