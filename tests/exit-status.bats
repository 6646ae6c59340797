#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The exit statuses that scripts rely on.

load lib

# exits STATUS WORD...: fdkill exits with STATUS.
exits() {
	local expected=$1
	shift
	run fdkill "$@"
	[[ $status -eq $expected ]] || {
		echo "fdkill $*: status $status, not $expected: $output" >&2
		return 1
	}
}

# make_denied: start a process that fdkill may not signal: $denied. As root only, which runs fdkill as another user.
make_denied() {
	if ((EUID == 0)); then
		start sleep 1000
		denied=$pid
		as_stranger=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	else
		skip 'needs a second user, and so root'
	fi
}

@test "0: all targets were reached" {
	start_receiver
	exits 0 -USR1 "$pid"
	exits 0 -USR1 "$pid" "$pid"
}

@test "1: the target is gone" {
	exits 1 "$(gone)"
	exits 1 "$(gone)" "$(gone)"
	exits 1 -F /nonexistent/pidfile
}

@test "1: a zombie counts as gone" {
	make_zombie
	exits 1 -KILL "$zombie"
	[[ $output == *zombie* ]]
	is_in_state "$zombie" Z
}

@test "3: a garbled pidfile" {
	umask 022
	make_directory
	echo 12x >"$directory/pidfile"
	exits 3 -F "$directory/pidfile"
}

@test "4: not permitted" {
	make_denied
	run "${as_stranger[@]}" "$FDKILL" "$denied"
	[ "$status" -eq 4 ]
	assert_alive "$denied"
}

@test "64: some targets were reached, some were not" {
	start_receiver
	exits 64 -USR1 "$(gone)" "$pid"
	until_true has_arrived "10 .*"
	exits 64 -USR1 "$pid" -F /nonexistent/pidfile
}

@test "no target was reached, for different reasons: 3 over 4 over 5 over 1" {
	make_denied
	umask 022
	make_directory
	echo 12x >"$directory/pidfile"
	start sleep 1000
	echo "$pid" >"$directory/stale"
	touch -d '3 hours ago' "$directory/stale"
	chmod 755 "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	run "${as_stranger[@]}" "$FDKILL" "$denied" "$(gone)"
	[ "$status" -eq 4 ]
	exits 3 "$(gone)" -F "$directory/pidfile"
	exits 5 "$(gone)" -F "$directory/stale"
	exits 3 -F "$directory/stale" -F "$directory/pidfile"
	run "${as_stranger[@]}" "$FDKILL" "$denied" "$(gone)" -F /etc/passwd
	[ "$status" -eq 3 ]
}

@test "--ok-gone: a target that has exited counts as reached" {
	make_zombie
	exits 0 --ok-gone "$(gone)"
	[ -z "$output" ]
	exits 0 --ok-gone "$zombie"
	exits 0 --ok-gone -F /nonexistent/pidfile
	exits 0 --ok-gone -F - </dev/null
	start_receiver
	exits 0 --ok-gone -USR1 "$pid" "$(gone)"
	exits 3 --ok-gone -F /etc/passwd
}

@test "a dry run exits with the status of the real run" {
	start_receiver
	exits 0 --dry-run "$pid"
	exits 1 --dry-run "$(gone)"
	exits 64 --dry-run "$pid" "$(gone)"
}

@test "fdkill itself is no target: status 1" {
	run bash -c 'exec "$0" $$' "$FDKILL"
	[ "$status" -eq 1 ]
	[[ $output == *"fdkill itself"* ]]
}
