#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A /proc of another PID namespace, and no /proc at all. In the first, a number means a process of that
# other namespace: fdkill must not use it as one of ours.

load lib

# is_parent PID: it has a child.
is_parent() {
	[[ $(<"/proc/$1/task/$1/children") ]]
}

# inside SCRIPT [ARGUMENT...]: run a bash script in a PID namespace of its own, with the /proc of this
# one. There the script has PID 1 and its first child about 2; here other processes have these PIDs.
inside() {
	unshare "${user[@]}" --pid --fork --kill-child env FDKILL="$FDKILL" HELPERS="$HELPERS" \
		bash -c "$@"
}

setup() {
	# LeakSanitizer reads /proc as if it were of its own namespace.
	[[ -z ${SANITIZERS:-} ]] || export ASAN_OPTIONS=detect_leaks=0
	user=()
	((EUID == 0)) || user=(--user --map-root-user)
	inside true || skip 'no PID namespace can be had within the sandbox'
}

@test "a PID belongs to our own namespace, whatever /proc shows" {
	run -0 inside 'sleep 1000 & "$FDKILL" -KILL $!; wait $!; [ $? -eq 137 ]'
}

@test "-v does not take a name from that /proc" {
	# In this /proc the same number is of a process with another name.
	run -0 --separate-stderr inside 'mkfifo "$0"; "$HELPERS/receive" >"$0" & n=$!; read -r _ <"$0"
		"$FDKILL" -v -KILL $n; wait $n; :' "$BATS_TEST_TMPDIR/fifo"
	[[ $output == "sent KILL to "+([0-9])" "+([a-z])" $HELPERS/receive" ]]
}

@test "--dry-run and --print take nothing from that /proc" {
	local number
	run -0 --separate-stderr inside 'mkfifo "$0"; "$HELPERS/receive" >"$0" & n=$!; read -r _ <"$0"
		"$FDKILL" --dry-run $n; "$FDKILL" --print $n; kill -KILL $n; echo $n' \
		"$BATS_TEST_TMPDIR/fifo"
	number=${lines[-1]}
	[[ ${lines[0]} == "would send TERM to $number "*" $HELPERS/receive" ]]
	[[ ${lines[1]} == "$number":+([0-9]) ]] || ! has_linux 6.9
}

@test "a directory of that /proc means its own process outside, never one inside" {
	# Inside, the number of our sleep is free or of another process.
	start sleep 1000
	exec 8<"/proc/$pid"
	run -3 inside '"$FDKILL" -KILL fd:8'
	[[ $output == *"outside our PID namespace"* ]]
	exec 8<&-
	assert_alive "$pid"
}

@test "a pidfd of a process outside is refused, whatever its number is inside" {
	run -3 "$HELPERS/clone-pidfd" 7 sleep -- \
		unshare "${user[@]}" --pid --fork --kill-child "$FDKILL" -KILL fd:7
	[[ ${lines[0]} == *"fd:7: outside our PID namespace: it cannot be signalled from here" ]]
}

@test "--print of a process outside is an error: it has no PID here" {
	needs_linux 6.9
	run -3 "$HELPERS/clone-pidfd" 7 sleep -- bash -c '
		unshare "$@" --pid --fork --kill-child --mount-proc "$0" --print -s 0 -w fd:7
		status=$?
		"$0" -KILL fd:7
		exit $status' "$FDKILL" "${user[@]}"
	[[ ${lines[0]} == "fdkill: fd:7: it has no known PID in our PID namespace" ]]
}

@test "--explain does not predict the effect on a process outside" {
	start sleep 1000
	exec 8<"/proc/$pid"
	run -3 inside '"$FDKILL" --explain fd:8'
	[[ ${lines[0]} == *"outside our PID namespace"* ]]
	run -3 inside '"$FDKILL" -v --dry-run --explain fd:8'
	[[ ${lines[0]} == *"outside our PID namespace"* ]]
	exec 8<&-
}

# bats test_tags=kernel
@test "groups member by member and --all-processes are refused: they need a list of processes" {
	run -3 inside 'setsid --wait bash -c "sleep 1000 & exec \"\$FDKILL\" -KILL 0"'
	[[ $output == *"no /proc of our PID namespace"* ]]
	# Our group is of the namespace outside, and has no number here.
	run -3 inside '"$FDKILL" -KILL 0'
	[[ $output == *"in another PID namespace"* ]]
	run -3 inside 'sleep 1000 & "$FDKILL" -KILL --all-processes'
	[[ $output == *"no /proc of our PID namespace"* ]]
}

# bats test_tags=kernel
@test "a group that the kernel signals as a whole needs no /proc" {
	needs_linux 6.9
	run -0 inside 'set -m; sleep 1000 & "$FDKILL" -KILL -- -$! || exit; wait $!; [ $? -eq 137 ]'
}

# bats test_tags=kernel
@test "a group that cannot be listed cannot be waited for, so nothing is sent" {
	# TERM would have ended it with 143.
	run -0 inside 'set -m; sleep 1000 &
		"$FDKILL" -W 20 -- -$!; [ $? -eq 3 ] || exit
		"$FDKILL" -k 20 -- -$!; [ $? -eq 3 ] || exit
		"$FDKILL" -KILL $!; wait $!; [ $? -eq 137 ]'
	local advice=
	has_linux 6.9 || advice='; mount one, or use Linux 6.9'
	[[ ${lines[0]} == *": its processes cannot be listed: there is no /proc of our PID namespace$advice" ]]
	[[ ${lines[1]} == *": its processes cannot be listed: there is no /proc of our PID namespace$advice" ]]
}

@test "without /proc a PID is signalled all the same" {
	needs_no_sanitizers
	run -0 --separate-stderr without_proc \
		'sleep 1000 & "$FDKILL" -v -KILL $!; wait $!; echo $?'
	[[ ${lines[0]} =~ ^"sent KILL to "[0-9]+$ ]]
	[ "${lines[1]}" = 137 ]
}

@test "without /proc the denial is explained without names" {
	needs_no_sanitizers
	needs_root
	start sleep 1000
	run -4 without_proc 'exec setpriv --reuid nobody --clear-groups "$FDKILL" '"$pid"
	[[ $output == *"$pid: not permitted: it belongs to another user, and you are nobody" ]]
}

@test "without /proc --all-processes is refused: the processes cannot be listed" {
	needs_no_sanitizers
	run -3 without_proc '"$FDKILL" -KILL --all-processes'
	[[ $output == *"no /proc"* ]]
}

# Sanitizers read /proc themselves, also for their options.
needs_no_sanitizers() {
	[[ -z ${SANITIZERS:-} ]] || skip 'the sanitizers need /proc themselves'
}

# without_proc SCRIPT: with an empty directory in place of /proc, in the same PID namespace.
without_proc() {
	FDKILL=$FDKILL unshare "${user[@]}" --mount bash -c \
		'mount -t tmpfs none /proc && eval "$0"' "$1"
}

@test "two directories of that /proc are two processes" {
	run -0 inside 'for fd in 3 4; do
			sleep 1000 &
			pids+=" $!"
			for status in /proc/[0-9]*/status; do
				grep -qsE "^NSpid:[[:space:]][0-9]+[[:space:]]$!\$" "$status" && eval "exec $fd<${status%/status}"
			done
		done
		"$FDKILL" -KILL fd:3 fd:4 && "$FDKILL" -s 0 --ok-gone -W 20 $pids'
}

@test "our own group and session match no process if they have no number here" {
	# Processes that came from outside have none either.
	run -2 inside '"$FDKILL" -a -KILL -g 0'
	[[ $output == *"our process group is in another PID namespace"* ]]
	run -2 inside '"$FDKILL" -a -KILL --session 0'
	[[ $output == *"our session is in another PID namespace"* ]]
}

@test "a signal that PID 1 of a namespace drops is said without -v; a handler takes it" {
	local inner blocking words="it is PID 1 of its PID namespace, and has no handler for TERM: the kernel drops it"
	"${unshare[@]}" --pid --fork --kill-child sleep 1000 3>&- &
	until_true is_parent "$!"
	inner=$(pgrep -P "$!")
	until_true grep -qx sleep "/proc/$inner/comm"
	run -0 fdkill "$inner"
	[ "$output" = "fdkill: $inner: warning: $words" ]
	run -0 fdkill --quiet "$inner"
	[ -z "$output" ]
	run -124 fdkill --quiet -W 0.1 "$inner"
	run -124 fdkill -W 0.1 "$inner"
	[[ ${lines[1]} == "fdkill: $inner: still alive: $words"* ]]
	# A signal that it blocks stays pending: systemd reads signals so.
	"${unshare[@]}" --pid --fork --kill-child env --block-signal=HUP sleep 1000 3>&- &
	until_true is_parent "$!"
	blocking=$(pgrep -P "$!")
	until_true grep -qx sleep "/proc/$blocking/comm"
	run -0 fdkill -HUP "$blocking"
	[ -z "$output" ]
	fdkill -KILL "$blocking"
	# From above, KILL reaches it.
	run -0 fdkill -KILL -W 60 "$inner"
	[ -z "$output" ]
}
