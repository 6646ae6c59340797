#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=kernel
# Targets by PID and by identity, and the behaviour that all targets share.

load lib

@test "a PID is signalled" {
	start_receiver 1
	fdkill "$pid"
	wait "$pid"
	has_arrived "15 0 .*"
}

@test "PID:INODE is signalled if it is still that process" {
	needs_linux 6.9
	local identity
	start_receiver 1
	identity=$pid:$(inode_of "$pid")
	fdkill -USR1 "$identity"
	wait "$pid"
	has_arrived "10 .*"
}

@test "PID:INODE with another inode is not signalled" {
	needs_linux 6.9
	start_receiver
	run fdkill -KILL "$pid:$(($(inode_of "$pid") + 1))"
	[ "$status" -eq 1 ]
	assert_alive "$pid"
}

@test "PID:INODE@BOOTID of this boot, with or without dashes" {
	needs_linux 6.9
	local identity boot
	boot=$(cat /proc/sys/kernel/random/boot_id)
	start_receiver 3
	identity=$pid:$(inode_of "$pid")
	fdkill -USR1 "$identity@$boot"
	fdkill -USR2 "$identity@${boot//-/}"
	fdkill -TERM "$identity@${boot^^}"
	wait "$pid"
	[ "$(sed 1d "$received" | cut -d' ' -f1 | sort -n | tr '\n' ' ')" = "10 12 15 " ]
}

@test "PID:INODE@BOOTID of another boot is gone" {
	start_receiver
	local inode=1
	! has_linux 6.9 || inode=$(inode_of "$pid")
	run fdkill -KILL "$pid:$inode@00000000000000000000000000000000"
	[ "$status" -eq 1 ]
	[[ $output == *"another boot"* ]]
	assert_alive "$pid"
}

@test "ino:INODE needs no PID" {
	needs_linux 6.14
	start_receiver 1
	fdkill -USR1 "ino:$(inode_of "$pid")"
	wait "$pid"
	has_arrived "10 .*"
}

@test "ino:INODE is gone if no process has it" {
	needs_linux 6.14
	run fdkill ino:18446744073709551615
	[ "$status" -eq 1 ]
	[[ $output == *"gone"* ]]
}

@test "several targets are all signalled" {
	local first first_received second
	start_receiver 1
	first=$pid first_received=$received
	start_receiver 1
	second=$pid
	! has_linux 6.14 || second=ino:$(inode_of "$pid")
	fdkill -USR1 "$first" "$second"
	wait "$first" "$pid"
	has_arrived "10 .*"
	grep -q '^10 ' "$first_received"
}

@test "one process that is named in many ways gets one signal" {
	start_receiver
	echo "$pid" >"$BATS_TEST_TMPDIR/pidfile"
	chmod 644 "$BATS_TEST_TMPDIR/pidfile"
	chmod 755 "$BATS_TEST_TMPDIR"
	exec 8<"/proc/$pid"
	local inode=
	! has_linux 6.14 || inode=ino:$(inode_of "$pid")
	fdkill -RTMIN "$pid" "$pid" fd:8 ${inode:+"$inode"}
	echo "$pid" | fdkill -RTMIN+1 "$pid" -F -
	exec 8<&-
	fdkill -RTMIN+2 "$pid"
	until_true has_arrived "36 .*"
	[ "$(grep -c '^34 ' "$received")" -eq 1 ]
	[ "$(grep -c '^35 ' "$received")" -eq 1 ]
}

@test "fdkill itself is skipped, and the other targets are signalled" {
	start_receiver 1
	run bash -c 'exec "$0" -USR1 $$ "$1"' "$FDKILL" "$pid"
	[ "$status" -eq 0 ]
	[[ $output == *"fdkill itself"* ]]
	wait "$pid"
	has_arrived "10 .*"
}

@test "the number of a thread is not taken for a process" {
	local tid
	"$HELPERS/threads" >"$BATS_TEST_TMPDIR/threads" 3>&- &
	pid=$!
	until_true grep -q READY "$BATS_TEST_TMPDIR/threads"
	tid=$(sed -n 's/^TID //p' "$BATS_TEST_TMPDIR/threads" | head -n 1)
	run fdkill -KILL "$tid"
	[ "$status" -eq 1 ]
	[[ $output == *"tid:$tid"* ]]
	assert_alive "$pid"
}

@test "all targets are held before the first is signalled" {
	local second
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	# When the first exits, the second dies with its parent.
	bash -c 'setpriv --pdeathsig KILL sleep 1000 & echo $! >"$0"; exec sleep 1000' \
		"$BATS_TEST_TMPDIR/fifo" 3>&- &
	pid=$!
	read -r second <"$BATS_TEST_TMPDIR/fifo"
	until_true grep -qz '^sleep$' "/proc/$second/cmdline"
	until_true grep -qz '^sleep$' "/proc/$pid/cmdline"
	run fdkill -v -KILL "$pid" "$second"
	# Whether the second is still there for its signal is a race. That it was held is not.
	[[ $output == *"sent KILL to $pid"* ]]
	[[ $output == *"$second"* ]]
	[[ $output != *"no such process"* || $status -eq 64 ]]
}

@test "one wrong word, and no process is signalled" {
	start_receiver
	run fdkill -KILL "$pid" 99x
	[ "$status" -eq 2 ]
	run fdkill -KILL 99x "$pid"
	[ "$status" -eq 2 ]
	assert_alive "$pid"
}

@test "blanks around a number are ignored, wherever a number is" {
	local column
	start_receiver 5
	column=$(printf '%10d\n ' "$pid")
	fdkill -HUP "$column"
	fdkill -s ' 10' "$column"
	fdkill -USR2 -P " $$ " -W ' 0 ' "$column" || [ $? -eq 124 ]
	fdkill -s 0 --max ' 1 ' "$column"
	if has_linux 6.9; then
		fdkill -ALRM "$column:$(inode_of "$pid")"
	else
		fdkill -ALRM "$column"
	fi
	fdkill -TERM --pgroup "$(ps -o pgid= -p "$pid")" "$column"
	wait "$pid"
	for signal in 1 10 12 14 15; do
		has_arrived "$signal .*"
	done
	# A group, from ps.
	start setsid sleep 1000
	fdkill -KILL "-$(ps -o pgid= -p "$pid")"
	assert_dead_of KILL "$pid"
}
