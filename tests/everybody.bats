#!/usr/bin/env bats
# --all-processes: each in a sandbox within, as everybody here includes the tests.

load lib

setup() {
	export FDKILL HELPERS
}

# within SCRIPT: run it by bash in a PID namespace of its own; what it says is in $output.
within() {
	run bash "$SOURCE/tests/sandbox.sh" bash -c "$1"
}

@test "everybody is signalled but PID 1, fdkill and its ancestors" {
	within '
		sleep 1000 >&- & a=$!
		setsid sleep 1000 >&- & b=$!
		"$FDKILL" -KILL --all-processes || exit
		wait $a; echo $?
		until [[ ! -e /proc/$b ]]; do wait $b; done
		echo alive'
	echo "$output"
	[[ $output == *137*alive ]]
	[ "$status" -eq 0 ]
}

@test "who is started meanwhile is found, too" {
	within '
		# A chain in which each starts the next and ends: bounded.
		chain() { (($1)) && { chain $(($1 - 1)) & } ; exec sleep 1000; }
		for i in {1..5}; do chain 8 >&- & done
		"$FDKILL" -KILL --all-processes --wait || exit
		"$FDKILL" --print --all-processes'
	echo "$output"
	[ "$status" -eq 1 ] # nobody
}

@test "nobody to signal is status 1" {
	within '"$FDKILL" --all-processes'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
}

@test "--dry-run signals nobody" {
	within '
		sleep 1000 >&- & a=$!
		until grep -qz "^sleep\$" /proc/$a/cmdline; do :; done
		"$FDKILL" --dry-run -KILL --all-processes
		[[ -e /proc/$a ]] && "$FDKILL" $a && wait $a'
	[ "$status" -eq 143 ]
	[[ $output == "would send KILL to "*"(sleep)" ]]
}

@test "who denies us is skipped" {
	needs_root
	within '
		sleep 1000 >&- & a=$!
		setpriv --reuid nobody --regid nogroup --clear-groups sleep 1000 >&- & b=$!
		until grep -q "^Uid:.65534" /proc/$b/status; do :; done
		setpriv --reuid nobody --regid nogroup --clear-groups "$FDKILL" -v --all-processes
		echo $?
		[[ -e /proc/$a ]] && wait $b; echo $?'
	[[ $output == "sent TERM to "*$'\n0\n143' ]]
}
