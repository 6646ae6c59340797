#!/usr/bin/env bats
# The number of the victim is recycled at any moment: before each system call that the command makes. See
# helpers/race.c. A plain PID means whoever has it when it is opened: that is no race, and not here.

load lib

: "${FDPKILL:=$SOURCE/fdpkill}"

# raced ARGUMENT...: an ordinary user needs a namespace of which he may choose the numbers.
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
	raced -c 1 "$FDKILL" --name racevictim >/dev/null 2>&1 ||
		skip 'numbers cannot be chosen here (clone3 with set_tid), or nobody can be traced'
	# Every call takes minutes in all: RACE_STEP=1, as .ci/run has it. Else every seventh.
	step=${RACE_STEP:-7}
	if [[ -n ${SANITIZERS:-} ]]; then
		# They make hundreds of calls of their own, and look for leaks by ptrace(2) themselves.
		step=10
		export ASAN_OPTIONS=detect_leaks=0
	fi
}

# spares ARGUMENT...: the newcomer is never signalled, nor waited for; fdkill says 0 or 1.
spares() {
	run -0 raced -s "$step" "$@"
	[[ $output =~ boundaries\ ([0-9]+)\ safe\ ([0-9]+)\ wrong\ 0$ ]]
	((BASH_REMATCH[1] >= 60 / step && BASH_REMATCH[1] == BASH_REMATCH[2]))
	[[ $(grep '^status' <<<"$output") != *'status '[!01]* ]]
	echo "# $BATS_TEST_DESCRIPTION: ${lines[-1]}" >&3
}

@test "--name: the innocent newcomer is never signalled" {
	spares "$FDKILL" --name racevictim
}

@test "--match: never" {
	spares "$FDKILL" --match 'cevict'
}

@test "--full --match: never, though only the command line differs" {
	spares -n 'same-name-of-both --victim' -N 'same-name-of-both --newcomer' \
		"$FDKILL" -f --match 'both.--victim'
}

@test "--euid: never, though only the user differs" {
	needs_root
	spares -N racevictim -u 65534 "$FDKILL" -u 65534 --name racevictim
}

@test "--parent: never, though only the parent differs" {
	spares -p -N racevictim "$FDKILL" -P '{PARENT}'
}

@test "a PID with a guard: never" {
	spares "$FDKILL" --name racevictim '{PID}'
}

@test "PID:INODE: never" {
	spares -N racevictim "$FDKILL" '{PID}:{INODE}'
}

@test "ino:INODE: never" {
	spares -N racevictim "$FDKILL" 'ino:{INODE}'
}

@test "a pidfile with a guard: never" {
	spares "$FDKILL" -F race.pid --name racevictim
}

@test "--retry, with a victim that ignores TERM: never" {
	spares -i "$FDKILL" --retry=TERM/50ms/KILL/1 --name racevictim
}

@test "--wait: neither signalled nor waited for" {
	spares "$FDKILL" -v -w --name racevictim
}

@test "fdpkill: never" {
	spares "$FDPKILL" -x racevictim
}

@test "pkill hits the newcomer: so much for the harness" {
	local pkill
	pkill=$(type -P pkill) || skip 'no pkill'
	run -1 raced -s 8 "$pkill" -x racevictim
	[[ $output == *': TERM'*'boundaries '*' wrong '[1-9]* ]]
	echo "# $BATS_TEST_DESCRIPTION: ${lines[-1]}" >&3
}
