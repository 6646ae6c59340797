#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Selections beside a storm of processes that come and go: see helpers/storm.c. For STORM_SECONDS, 3 if it is not set.

load lib

# weathers ARGUMENT...: run fdkill again and again until the storm is over. It exits with 0 or 1, says only that there was
# no such process, or that all of them ended before their signal, and hits no other process.
weathers() {
	local runs=0 storm status said
	"$HELPERS/storm" "${STORM_SECONDS:-3}" >"$BATS_TEST_TMPDIR/storm" 3>&- &
	storm=$!
	until_true grep -q READY "$BATS_TEST_TMPDIR/storm"
	until grep -q born "$BATS_TEST_TMPDIR/storm"; do
		status=0
		fdkill -USR1 "$@" 2>"$BATS_TEST_TMPDIR/said" || status=$?
		: $((runs += 1))
		[[ $status -le 1 ]] || {
			echo "run $runs: status $status: $(<"$BATS_TEST_TMPDIR/said")"
			return 1
		}
		said=$(<"$BATS_TEST_TMPDIR/said")
		[[ ! $said || $said == 'fdkill: no process meets the conditions' ||
			$said == 'fdkill: '*' ended before the signal was sent' ]] || {
			echo "run $runs: $(<"$BATS_TEST_TMPDIR/said")"
			return 1
		}
	done
	wait "$storm"
	echo "# $BATS_TEST_DESCRIPTION: $runs runs, $(tail -1 "$BATS_TEST_TMPDIR/storm")" >&3
	grep -q 'hit [1-9][0-9]* wrong 0$' "$BATS_TEST_TMPDIR/storm"
}

teardown() {
	end_jobs
}

@test "--name in a storm" {
	weathers -a --name storm-match
}

@test "--full --match in a storm" {
	weathers -a -f --match 'match.--yes'
}
