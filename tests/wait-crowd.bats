#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Waiting for many processes at once.

load lib

@test "200 processes that ignore TERM cost one grace, not 200" {
	start_crowd -s 200
	local start=${EPOCHREALTIME/./}
	run -0 fdkill -k 3 "${crowd[@]}"
	local milliseconds=$(((${EPOCHREALTIME/./} - start) / 1000))
	echo "$milliseconds ms"
	((milliseconds >= 3000 && milliseconds < 60000))
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = $'9 200\n15 200' ]
}

@test "5,000 under a soft limit of 1,024 and a hard limit of 4,096 descriptors: all are signalled" {
	needs_linux 6.9
	needs_limit -Hn 4096
	((EUID == 0)) || needs_limit -u 6000 # root may have any number of processes
	(($(cat /proc/sys/kernel/pid_max) > 12000)) || skip 'fewer processes may be had here'
	start_crowd 5000
	printf '%s\n' "${crowd[@]}" >"$BATS_TEST_TMPDIR/pids"
	run -0 bash -c 'ulimit -Sn 1024; ulimit -Hn 4096; exec "$0" --count -USR1 -w -F - <"$1"' "$FDKILL" \
		"$BATS_TEST_TMPDIR/pids"
	[ "$output" = 5000 ]
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = "10 5000" ]
}

@test "beyond the hard limit all survivors get the next signal" {
	needs_linux 6.9
	start_crowd -s 200
	run -0 bash -c 'ulimit -n 64; exec "$0" --retry=USR1/3/KILL/30 "$@"' "$FDKILL" \
		"${crowd[@]}"
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = $'9 200\n10 200' ]
}

@test "beyond the hard limit all survivors are named" {
	needs_linux 6.9
	start_crowd -s 100
	run -124 bash -c 'ulimit -n 32; exec "$0" -USR1 -W 100ms "$@"' "$FDKILL" "${crowd[@]}"
	[ "$(grep -c 'still alive' <<<"$output")" -eq 100 ]
	run -0 fdkill -KILL -w "${crowd[@]}"
}

@test "a process that cannot be checked by its handle does not count as exited" {
	needs_linux 6.9
	start_crowd -s 40
	run -124 bash -c 'ulimit -n 20; exec "$@"' bash "$HELPERS/deny" open_by_handle_at:EPERM -- \
		"$FDKILL" -v -s 0 -W 100ms --wait-count 5 "${crowd[@]}"
	[ "$(grep -c 'still alive' <<<"$output")" -eq 40 ]
	run -0 fdkill -KILL -w "${crowd[@]}"
}

@test "beyond the hard limit without pidfs handles, all are signalled and waited for" {
	needs_linux 6.9
	start_crowd 100
	run -0 bash -c 'ulimit -n 32; exec "$@"' bash "$HELPERS/deny" open_by_handle_at:EOPNOTSUPP \
		name_to_handle_at:EOPNOTSUPP -- "$FDKILL" -USR1 -w "${crowd[@]}"
	wait "$pid"
	[ "$(sed '1,/READY/d' "$received")" = "10 100" ]
}
