#!/usr/bin/env bats
# More targets than descriptors.

load lib

# start_crowd COUNT: receivers for one signal each; their PIDs are in $crowd, their reports in $reports.
start_crowd() {
	local i
	reports=$(mktemp -d "$BATS_TEST_TMPDIR/reports.XXXXXX")
	crowd=()
	for ((i = 0; i < $1; i++)); do
		"$HELPERS/receive" 1 >"$reports/$i" 3>&- &
		crowd+=($!)
	done
	for ((i = 0; i < $1; i++)); do
		until_true grep -q READY "$reports/$i"
	done
}

# assert_all_received SIGNO: every one of them that, once.
assert_all_received() {
	wait "${crowd[@]}"
	[ "$(cat "$reports"/* | grep -c "^$1 ")" -eq "${#crowd[@]}" ]
	[ "$(cat "$reports"/* | grep -vc READY)" -eq "${#crowd[@]}" ]
}

@test "the soft limit of descriptors is raised when it is needed" {
	start_crowd 60
	(
		ulimit -Sn 20
		fdkill -USR1 "${crowd[@]}"
	)
	assert_all_received 10
}

@test "beyond the hard limit targets are held by identity" {
	start_crowd 60
	(
		ulimit -n 16
		fdkill -v -USR1 "${crowd[@]}" >"$BATS_TEST_TMPDIR/said"
	)
	assert_all_received 10
	[ "$(grep -c '(receive)' "$BATS_TEST_TMPDIR/said")" -eq 60 ]
}

@test "beyond the hard limit, without pidfs handles, too" {
	start_crowd 40
	(
		ulimit -n 16
		"$HELPERS/deny" open_by_handle_at:EOPNOTSUPP name_to_handle_at:EOPNOTSUPP -- \
			"$FDKILL" -USR1 "${crowd[@]}"
	)
	assert_all_received 10
}

@test "where identities cannot be had nobody is signalled" {
	start_crowd 40
	run bash -c 'ulimit -n 16; "$0" fstatfs:EIO -- "$@"' "$HELPERS/deny" "$FDKILL" -USR1 "${crowd[@]}"
	[ "$status" -eq 3 ]
	[[ $output == *"nobody was signalled"* ]]
	fdkill -USR2 "${crowd[@]}"
	assert_all_received 12
}

@test "a crowd under --all-processes, too" {
	reports=$(mktemp -d "$BATS_TEST_TMPDIR/reports.XXXXXX")
	# In a sandbox within: everybody here includes bats.
	reports=$reports bash "$SOURCE/tests/sandbox.sh" bash -c '
		for i in {1..40}; do
			"$HELPERS/receive" 1 >"$reports/$i" &
		done
		until (($(cat "$reports"/* | grep -c READY) == 40)); do :; done
		ulimit -n 16
		"$FDKILL" -USR1 --all-processes && wait' 3>&-
	[ "$(cat "$reports"/* | grep -c "^10 ")" -eq 40 ]
}
