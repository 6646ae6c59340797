#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=kernel
# How a target ended that is not our child: -v and --exit-status.

load lib

@test "--exit-status returns the target's status, or 128 plus the signal that killed it" {
	needs_linux 6.15
	local status result
	mkfifo "$BATS_TEST_TMPDIR/end"
	for status in 0 1 7 255; do
		bash -c 'read -r _ <"$0"; exit "$1"' "$BATS_TEST_TMPDIR/end" "$status" 3>&- &
		start_fdkill -s 0 --exit-status $!
		echo >"$BATS_TEST_TMPDIR/end"
		result=0
		wait "$waiter" || result=$?
		[ "$result" -eq "$status" ]
	done
	start sleep 1000
	run -143 fdkill --exit-status "$pid"
	start sleep 1000
	run -137 fdkill -KILL --exit-status "$pid"
}

@test "-v says how each target ended" {
	needs_linux 6.15
	start sleep 1000
	run -0 fdkill -v -w "$pid"
	[ "${lines[1]}" = "$pid (sleep) killed by TERM" ]
	start_receiver 1
	run -0 fdkill -v -w "$pid"
	[ "${lines[1]}" = "$pid (receive) exited 0" ]
}

@test "a core dump is mentioned" {
	needs_linux 6.15
	ulimit -c unlimited 2>/dev/null || skip 'no core dumps may be had'
	cd "$BATS_TEST_TMPDIR" || return
	start sleep 1000
	run -0 fdkill -v -w -SEGV "$pid"
	[[ ${lines[1]} == "$pid (sleep) killed by SEGV"?(" (core dumped)") ]]
}

@test "124 when it survives, 125 when it is gone or a condition cannot be checked" {
	start sleep 1000
	run -124 fdkill -s 0 -W 10ms --exit-status "$pid"
	run -125 fdkill --exit-status "$(gone)"
	run -125 fdkill -s 0 --exit-status --ns "$(gone)" "$pid"
}

# As on a kernel before 6.15, which does not say how a reaped process ended.
old_kernel=("$HELPERS/deny" ioctl:ENOTTY -- "$FDKILL")

@test "before Linux 6.15 the status of a zombie is read in /proc" {
	make_zombie
	run -0 "${old_kernel[@]}" -v -s 0 -w "$zombie"
	# A 0 in /proc can mean that the kernel refuses it. The same rule of the kernel guards the link.
	if readlink "/proc/$zombie/ns/user" >/dev/null; then
		[ "$output" = "$zombie exited 0" ]
	else
		[[ $output == *"cannot be known" ]]
	fi
	bash -c 'sleep 1000 & echo $!; exec sleep 1000' >"$BATS_TEST_TMPDIR/child" 3>&- &
	until_true grep -q . "$BATS_TEST_TMPDIR/child"
	until_true grep -qz '^1000$' "/proc/$!/cmdline"
	run -0 "${old_kernel[@]}" -v -w "$(cat "$BATS_TEST_TMPDIR/child")"
	[[ $output == *"killed by TERM" ]]
}

@test "before Linux 6.15 an unknown status is named: of a process that was reaped at once" {
	local child
	"$HELPERS/autoreap" sleep 1000 >"$BATS_TEST_TMPDIR/said" 3>&- &
	until_true grep -q READY "$BATS_TEST_TMPDIR/said"
	read -r child _ <"$BATS_TEST_TMPDIR/said"
	run -125 "${old_kernel[@]}" -v --exit-status "$child"
	[ "${lines[1]}" = "fdkill: $child: how it ended cannot be known: this needs Linux 6.15, or fdkill must be its parent" ]
	[ "${lines[2]}" = "$child (sleep) ended; its status cannot be known" ]
	"$HELPERS/autoreap" sleep 1000 >"$BATS_TEST_TMPDIR/said.2" 3>&- &
	until_true grep -q READY "$BATS_TEST_TMPDIR/said.2"
	read -r child _ <"$BATS_TEST_TMPDIR/said.2"
	run -125 "${old_kernel[@]}" --quiet --exit-status "$child"
	[ ! "$output" ]
}

@test "an unknown status is not guessed, and the wait for it ends" {
	needs_user
	make_zombie
	! readlink "/proc/$zombie/ns/user" >/dev/null || skip 'this kernel lets us know'
	SECONDS=0
	run -125 "${old_kernel[@]}" --exit-status -s 0 "$zombie"
	[[ $output == "fdkill: $zombie: how it ended cannot be known: its parent has not reaped it, and "* ]]
	((SECONDS < 20))
	run -0 "${old_kernel[@]}" -v -s 0 -w "$zombie"
	[[ $output == *"cannot be known" ]]
}

@test "in another user namespace a 0 in /proc does not count as a status" {
	needs_root
	unshare --user true || skip 'no user namespace can be had'
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	bash -c 'bash -c "until grep -qz ^sleep\$ /proc/\$PPID/cmdline; do :; done; exit 3" &
		echo $! >"$1"; exec sleep 1000' - "$BATS_TEST_TMPDIR/fifo" 3>&- &
	read -r zombie <"$BATS_TEST_TMPDIR/fifo"
	until_true is_in_state "$zombie" Z
	run -0 "${old_kernel[@]}" -v -s 0 -w "$zombie"
	[ "$output" = "$zombie exited 3" ]
	chmod 755 "$BATS_TEST_TMPDIR"
	run -0 setpriv --reuid 1000 --regid 1000 --clear-groups \
		unshare --user --map-root-user "${old_kernel[@]}" -v -s 0 -w "$zombie"
	[[ $output == *"cannot be known" ]]
}
