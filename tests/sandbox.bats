#!/usr/bin/env bats
# The tests themselves: no mistake of theirs may reach a process outside.

load lib

@test "the tests have a PID namespace of their own, and a /proc of it" {
	[[ $(tr '\0' ' ' </proc/1/cmdline) == bash*sandbox* ]]
	[ "$(grep -c '^NSpid:' /proc/self/status)" -eq 1 ]
	[ "$(awk '/^NSpid:/ { print NF }' /proc/self/status)" -eq 2 ]
}

@test "processes outside have no number here" {
	# Those inside are few: ours, and the kernel's threads are not among them.
	(($(find /proc -maxdepth 1 -name '[0-9]*' | wc -l) < 50))
	run ! grep -qs kthreadd /proc/[0-9]*/comm
}

@test "a sandbox within says so where it cannot be had" {
	run "$HELPERS/deny" unshare:EPERM -- sh "$SOURCE/tests/sandbox.sh" false
	[ "$status" -eq 0 ]
	[[ $output == "1..0 # SKIP "* ]]
}

@test "what a sandbox leaves running ends with it" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	# A descriptor that the one left over keeps open: when it is closed he is dead.
	exec 9<>"$BATS_TEST_TMPDIR/fifo"
	sh "$SOURCE/tests/sandbox.sh" bash -c 'sleep 1000 & echo started' >&9 3>&- 9>&-
	read -r line <&9
	[ "$line" = started ]
	exec 9>&-
	until_true not_running 'sleep 1000'
}

not_running() {
	local file
	for file in /proc/[0-9]*/cmdline; do
		[[ $(tr '\0' ' ' <"$file" 2>/dev/null) != "$1 " ]] || return 1
	done
}
