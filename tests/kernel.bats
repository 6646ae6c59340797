#!/usr/bin/env bats
# Old and locked-down kernels: each lack is told, and never made good by kill(2).

load lib

# The kernel before 6.9 refuses every flag of pidfd_send_signal and of pidfd_open.
without_scopes=(pidfd_send_signal:EINVAL:'3&7' pidfd_open:EINVAL:'1&0200')

deny() {
	run "$HELPERS/deny" "$@"
}

setup() {
	start_receiver
}

# assert_nothing_arrived: and what is sent now is the first.
assert_nothing_arrived() {
	"$FDKILL" -WINCH "$pid"
	until_true has_arrived "28 .*"
	[ "$(sed -n 2p "$received" | cut -d' ' -f1)" = 28 ]
}

@test "a kernel without pidfd_open is told from a process that is gone" {
	deny pidfd_open:ENOSYS -- "$FDKILL" -USR1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 5.3"* ]]
	assert_nothing_arrived
}

@test "a kernel without pidfd_send_signal is told" {
	deny pidfd_send_signal:ENOSYS -- "$FDKILL" -USR1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 5.3"* ]]
	assert_nothing_arrived
}

@test "a seccomp filter is told from a lack of permission" {
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

@test "before 6.9 threads cannot be signalled, and it says so" {
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
	local inode
	inode=$(inode_of "$pid")
	deny fstatfs:EIO -- "$FDKILL" -USR1 "$pid:$inode"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 6.9"* ]]
	deny fstatfs:EIO -- "$FDKILL" --print "$pid"
	[ "$status" -eq 3 ]
	[[ $output != *"$pid:$inode"* ]]
	assert_nothing_arrived
}

@test "before 6.14 a process cannot be found by its inode alone" {
	local inode
	inode=$(inode_of "$pid")
	deny open_by_handle_at:ESTALE name_to_handle_at:EOPNOTSUPP -- "$FDKILL" -USR1 "ino:$inode"
	[ "$status" -eq 3 ]
	[[ $output == *"Linux 6.14"* ]]
	deny open_by_handle_at:ESTALE name_to_handle_at:EOPNOTSUPP -- "$FDKILL" -USR1 "$pid:$inode"
	[ "$status" -eq 0 ]
	until_true has_arrived "10 .*"
}

@test "a filter that keeps handles from us is told from a process that is gone" {
	local inode
	inode=$(inode_of "$pid")
	deny open_by_handle_at:EPERM -- "$FDKILL" -USR1 "ino:$inode"
	[ "$status" -eq 3 ]
	[[ $output == *seccomp* ]]
	assert_nothing_arrived
}

@test "before 6.13, without PIDFD_GET_INFO, a process is one and the same by PID and descriptor" {
	exec 8<"/proc/$pid"
	deny ioctl:ENOTTY -- "$FDKILL" -v -RTMIN "$pid" fd:8
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	exec 8<&-
}

@test "kill(2) and its kin are never called" {
	local group
	group=$(setsid bash -c 'sleep 1000 >&- & sleep 1000 >&- & echo $$' 3>&-)
	deny kill:trap tkill:trap tgkill:trap rt_sigqueueinfo:trap rt_tgsigqueueinfo:trap -- bash -c '
		"$0" -USR1 "$1" && "$0" -q 1 -RTMIN "$1" && "$0" -USR1 "tid:$1" && "$0" --cont -USR2 "$1" &&
		"$0" "pgid:$2" && "$0" --dry-run --all-processes' "$FDKILL" "$pid" "$group"
	[ "$status" -eq 0 ]
}

@test "the filter of that test does end who calls kill(2)" {
	deny kill:trap -- bash -c 'kill -0 $$'
	[ "$status" -eq $((128 + 31)) ]
}
