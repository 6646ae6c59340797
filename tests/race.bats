#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The victim's number is recycled before each system call that the command makes: see helpers/race.c. A plain
# PID means whichever process has it when it is opened. That is no race, and not tested here.

load lib

: "${FDPKILL:=$SOURCE/fdpkill}"

# raced ARGUMENT...: an ordinary user needs a user namespace to choose PIDs.
raced() {
	local namespace=()
	((EUID == 0)) ||
		namespace=(unshare --user --map-root-user --pid --fork --mount-proc --kill-child)
	"${namespace[@]}" "$HELPERS/race" "$@"
}

setup() {
	[[ -z ${NO_KILL:-} ]] || skip 'the calls are swept without the filter'
	umask 022
	chmod 755 "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
	# shellcheck disable=SC2153 # lib.bash
	raced -c 1 "$FDKILL" -a --name racevictim >/dev/null 2>&1 ||
		skip 'numbers cannot be chosen here (clone3 with set_tid), or nobody can be traced'
	# Every call takes minutes in all (RACE_STEP=1, as in .ci/run). Otherwise every seventh call.
	step=${RACE_STEP:-7}
	if [[ -n ${SANITIZERS:-} ]]; then
		# Sanitizers make hundreds of calls of their own, and look for leaks by ptrace(2).
		step=10
		export ASAN_OPTIONS=detect_leaks=0
	fi
}

# spares ARGUMENT...: the new process is not signalled or waited for; fdkill exits with 0 or 1.
spares() {
	run -0 raced -s "$step" "$@"
	[[ $output =~ boundaries\ ([0-9]+)\ safe\ ([0-9]+)\ wrong\ 0$ ]]
	((BASH_REMATCH[1] >= 60 / step && BASH_REMATCH[1] == BASH_REMATCH[2]))
	[[ $(grep '^status' <<<"$output") != *'status '[!01]* ]]
	echo "# $BATS_TEST_DESCRIPTION: ${lines[-1]}" >&3
}

@test "--name never signals the new process" {
	spares "$FDKILL" -a --name racevictim
}

@test "--match never signals it" {
	spares "$FDKILL" -a --match 'cevict'
}

@test "--full --match never signals it, even if only the command line differs" {
	spares -n 'same-name-of-both --victim' -N 'same-name-of-both --newcomer' \
		"$FDKILL" -a -f --match 'both.--victim'
}

@test "--euid never signals it, even if only the user differs" {
	needs_root
	spares -N racevictim -u 65534 "$FDKILL" -a -u 65534 --name racevictim
}

@test "--parent never signals it, even if only the parent differs" {
	spares -p -N racevictim "$FDKILL" -a -P '{PARENT}'
}

@test "a PID with a guard never signals it" {
	spares "$FDKILL" --name racevictim '{PID}'
}

@test "PID:INODE never signals it" {
	needs_linux 6.9
	spares -N racevictim "$FDKILL" '{PID}:{INODE}'
}

@test "ino:INODE never signals it" {
	needs_linux 6.14
	spares -N racevictim "$FDKILL" 'ino:{INODE}'
}

@test "a pidfile with a guard never signals it" {
	spares "$FDKILL" -F race.pid --name racevictim
}

@test "--retry never signals it, after a victim that ignores TERM" {
	spares -i "$FDKILL" -a --retry=TERM/50ms/KILL/1 --name racevictim
}

@test "--wait neither signals it nor waits for it" {
	spares "$FDKILL" -a -v -w --name racevictim
}

@test "fdpkill never signals it" {
	spares "$FDPKILL" -x racevictim
}

@test "pkill signals it: so the test can fail" {
	local pkill
	pkill=$(type -P pkill) || skip 'no pkill'
	run -1 raced -s 8 "$pkill" -x racevictim
	[[ $output == *': Terminated'*'boundaries '*' wrong '[1-9]* ]]
	echo "# $BATS_TEST_DESCRIPTION: ${lines[-1]}" >&3
}
