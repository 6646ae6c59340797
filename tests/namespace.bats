#!/usr/bin/env bats
# A /proc that counts in another PID namespace than we do, and one that is not there: numbers in it
# are strangers', and must never be taken for ours.

load lib

# inside SCRIPT [ARGUMENT...]: run a bash script in a PID namespace of its own, beneath the /proc
# of this one. The script's PID there is 1, its first child's about 2: numbers that others have here.
inside() {
	unshare "${user[@]}" --pid --fork --kill-child env FDKILL="$FDKILL" HELPERS="$HELPERS" \
		bash -c "$@"
}

setup() {
	# LeakSanitizer reads /proc, as if it were ours.
	[[ -z ${SANITIZERS:-} ]] || export ASAN_OPTIONS=detect_leaks=0
	user=()
	((EUID == 0)) || user=(--user --map-root-user)
	inside true || skip 'no PID namespace can be had within the sandbox'
}

@test "a PID is one of our own namespace, whatever /proc says" {
	run -0 inside 'sleep 1000 & "$FDKILL" -KILL $!; wait $!; [ $? -eq 137 ]'
}

@test "-v does not name a stranger" {
	# The same number in this /proc is of a process here with another name.
	run -0 --separate-stderr inside 'mkfifo "$0"; "$HELPERS/receive" >"$0" & n=$!; read -r _ <"$0"
		"$FDKILL" -v -KILL $n; wait $n; :' "$BATS_TEST_TMPDIR/fifo"
	[[ $output =~ ^"sent KILL to "[0-9]+" (receive)"$ ]]
}

@test "--dry-run neither, nor --print a stranger's identity" {
	local number
	run -0 --separate-stderr inside 'mkfifo "$0"; "$HELPERS/receive" >"$0" & n=$!; read -r _ <"$0"
		"$FDKILL" --dry-run $n; "$FDKILL" --print $n; kill -KILL $n; echo $n' \
		"$BATS_TEST_TMPDIR/fifo"
	number=${lines[2]}
	[ "${lines[0]}" = "would send TERM to $number (receive)" ]
	[[ ${lines[1]} == "$number":+([0-9]) ]]
}

@test "a directory of that /proc stands for its own process, outside: never a stranger inside" {
	# Our sleep's number here is another process's there, or nobody's.
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

@test "nor is it foretold what a signal would do to it" {
	start sleep 1000
	exec 8<"/proc/$pid"
	run -3 inside '"$FDKILL" --explain fd:8'
	[[ ${lines[0]} == *"outside our PID namespace"* ]]
	run -3 inside '"$FDKILL" -v --dry-run --explain fd:8'
	[[ ${lines[0]} == *"outside our PID namespace"* ]]
	exec 8<&-
}

@test "what needs a list of processes is refused: groups member by member, everybody" {
	run -3 inside 'setsid --wait bash -c "sleep 1000 & exec \"\$FDKILL\" -KILL 0"'
	[[ $output == *"no /proc of our PID namespace"* ]]
	# Our group there is of the namespace outside, and has no number.
	run -3 inside '"$FDKILL" -KILL 0'
	[[ $output == *"of another PID namespace"* ]]
	run -3 inside 'sleep 1000 & "$FDKILL" -KILL --all-processes'
	[[ $output == *"no /proc of our PID namespace"* ]]
}

@test "a group by the kernel's call needs no /proc" {
	run -0 inside 'set -m; sleep 1000 & "$FDKILL" -KILL -- -$!; wait $!; [ $? -eq 137 ]'
}

@test "no /proc at all: a PID is signalled all the same" {
	needs_no_sanitizers
	run -0 --separate-stderr without_proc \
		'sleep 1000 & "$FDKILL" -v -KILL $!; wait $!; echo $?'
	[[ ${lines[0]} =~ ^"sent KILL to "[0-9]+$ ]]
	[ "${lines[1]}" = 137 ]
}

@test "no /proc at all: who denies us is said without names" {
	needs_no_sanitizers
	needs_root
	start sleep 1000
	run -4 without_proc 'exec setpriv --reuid nobody --clear-groups "$FDKILL" '"$pid"
	[[ $output == *"$pid: not permitted: another user's, and you are nobody" ]]
}

@test "no /proc at all: everybody cannot be listed, and nobody is signalled" {
	needs_no_sanitizers
	run -3 without_proc '"$FDKILL" -KILL --all-processes'
	[[ $output == *"no /proc"* ]]
}

# They read /proc themselves, their options included.
needs_no_sanitizers() {
	[[ -z ${SANITIZERS:-} ]] || skip 'the sanitizers need /proc themselves'
}

# without_proc SCRIPT: with an empty directory in its place, in the same PID namespace.
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

@test "our own group and session are nobody's where they have no number" {
	# As those of everybody there who came from outside.
	run -2 inside '"$FDKILL" -KILL -g 0'
	[[ $output == *"our process group is of another PID namespace" ]]
	run -2 inside '"$FDKILL" -KILL --session 0'
	[[ $output == *"our session is of another PID namespace" ]]
}
