#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=kernel
# A PID that is really recycled: the victim is started, held, ended and reaped, and then a new process
# gets its number. See helpers/recycle.c.

load lib

# recycled COMMAND...: run with VICTIM_PID and VICTIM_INODE, and the victim held by descriptors 7 (a pidfd)
# and 8 (/proc/PID). An ordinary user needs a user namespace to choose PIDs.
recycled() {
	local namespace=()
	((EUID == 0)) ||
		namespace=(unshare --user --map-root-user --pid --fork --mount-proc --kill-child)
	env "FDKILL=$FDKILL" "HELPERS=$HELPERS" "${namespace[@]}" "$HELPERS/recycle" "$@"
}

setup() {
	recycled true >/dev/null 2>&1 || skip 'numbers cannot be chosen here (clone3 with set_tid)'
}

@test "PID:INODE does not reach the new process" {
	needs_linux 6.9
	run -1 recycled bash -c 'exec "$FDKILL" -KILL "$VICTIM_PID:$VICTIM_INODE"'
	[[ $output == *"the process that had this identity is gone"* ]]
	[[ $output == *"the newcomer lives" ]]
}

@test "ino:INODE does not reach it" {
	needs_linux 6.14
	run -1 recycled bash -c 'exec "$FDKILL" -KILL "ino:$VICTIM_INODE"'
	[[ $output == *"is gone"*"the newcomer lives" ]]
}

@test "a pidfd in fd:N does not reach it" {
	run -1 recycled bash -c 'exec "$FDKILL" -KILL fd:7'
	[[ $output == *"fd:7: no such process"*"the newcomer lives" ]]
}

@test "a /proc/PID directory in fd:N does not reach it" {
	run -1 recycled bash -c 'exec "$FDKILL" -KILL fd:8'
	[[ $output == *"fd:8: no such process"*"the newcomer lives" ]]
}

@test "a stale pidfile with PID:INODE does not reach it" {
	needs_linux 6.9
	needs_root # in a user namespace the directories above belong to another user
	make_directory
	run -1 recycled bash -c 'umask 022; echo "$VICTIM_PID:$VICTIM_INODE" >"$1/x.pid"
		exec "$FDKILL" -KILL -F "$1/x.pid"' bash "$directory"
	[[ $output == *"is gone"*"the newcomer lives" ]]
}

@test "standard input with PID:INODE does not reach it" {
	needs_linux 6.9
	run -1 recycled bash -c 'echo "$VICTIM_PID:$VICTIM_INODE" | "$FDKILL" -KILL -F -'
	[[ $output == *"is gone"*"the newcomer lives" ]]
}

@test "the group of a recycled leader, by its descriptor, does not reach it" {
	needs_linux 6.9
	# The new process leads no group. The victim's group has ended with it.
	run -1 recycled bash -c 'exec "$FDKILL" -KILL --scope=group fd:7'
	[[ $output == *"the newcomer lives" ]]
}

@test "before Linux 6.9 the group of a descriptor is refused, and the new process is not reached" {
	needs_root # in a user namespace our own group has no number, so it is refused before
	run -3 recycled bash -c 'exec "$HELPERS/deny" "pidfd_send_signal:EINVAL:3&7" -- "$FDKILL" -KILL --scope=group fd:7'
	[[ $output == *"Linux 6.9"*"the newcomer lives" ]]
}

@test "a bare PID means the process that has it now" {
	run -0 recycled bash -c 'exec "$FDKILL" -KILL "$VICTIM_PID"'
	[[ $output == *"the newcomer died of 9" ]]
}

@test "kill(1) hits the new process: so the test can fail" {
	run -0 recycled bash -c 'kill -KILL "$VICTIM_PID"'
	[[ $output == *"the newcomer died of 9" ]]
}
