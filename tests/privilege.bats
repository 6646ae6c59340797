#!/usr/bin/env bats
# What fdkill keeps of the power it is given.

load lib

# status_of FDKILL-WORD...: /proc/PID/status of a fdkill that has dropped its privileges. It is held where it
# writes its output: into a pipe that is full.
status_of() {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	exec 9<>"$BATS_TEST_TMPDIR/fifo"
	timeout 10 dd if=/dev/zero of=/dev/fd/9 bs=4096 count=1000 oflag=nonblock 2>/dev/null || true
	"$FDKILL" "$@" >&9 3>&- 2>/dev/null &
	local held=$!
	until_true is_writing "$held"
	cat "/proc/$held/status"
	kill -KILL "$held"
	exec 9>&-
}

# Does it sleep in a write to descriptor 1?
is_writing() {
	[[ $(cat "/proc/$1/syscall") == "1 0x1 "* ]] && is_in_state "$1" S
}

@test "as root only CAP_KILL is kept, and nothing can be gained" {
	needs_root
	local facts
	start sleep 1000
	facts=$(status_of --count -0 "$pid")
	grep -qE '^CapEff:\s0000000000000020$' <<<"$facts"
	grep -qE '^CapPrm:\s0000000000000020$' <<<"$facts"
	grep -qE '^CapInh:\s0000000000000000$' <<<"$facts"
	grep -qE '^CapAmb:\s0000000000000000$' <<<"$facts"
	grep -qE '^NoNewPrivs:\s1$' <<<"$facts"
}

@test "as root the bounding set is cleared" {
	needs_root
	local facts
	grep -qE '^CapEff:.*[13579bdf]..$' /proc/self/status || skip 'root has no CAP_SETPCAP here'
	facts=$(status_of --version)
	grep -qE '^CapBnd:\s0000000000000000$' <<<"$facts"
}

@test "what lists signals keeps nothing" {
	needs_root
	local facts
	facts=$(status_of -L)
	grep -qE '^CapEff:\s0000000000000000$' <<<"$facts"
	grep -qE '^CapPrm:\s0000000000000000$' <<<"$facts"
}

@test "an ordinary user may be given CAP_KILL by the file" {
	needs_root
	command -v setcap >/dev/null || skip 'setcap is not installed'
	[[ -z ${SANITIZERS:-} ]] || skip 'a sanitizer does not run with file capabilities'
	local home
	home=$(mktemp -d "${TMPDIR:-/tmp}/fdkill-caps.XXXXXX")
	chmod 755 "$home"
	cp "$FDKILL" "$home/fdkill"
	if ! setcap cap_kill+ep "$home/fdkill"; then
		rm -r "$home"
		skip 'this file system takes no capabilities'
	fi
	start sleep 1000
	run setpriv --reuid nobody --regid nogroup --clear-groups "$home/fdkill" "$pid"
	rm -r "$home"
	[ "$status" -eq 0 ]
	assert_dead_of TERM "$pid"
}

@test "if capabilities cannot be dropped nobody is signalled" {
	needs_root
	start_receiver 1
	run "$HELPERS/deny" capset:EPERM -- "$FDKILL" -USR1 "$pid"
	[ "$status" -eq 3 ]
	[[ $output == *"nobody was signalled"* ]]
	fdkill -USR2 "$pid"
	wait "$pid"
	run ! has_arrived "10 .*"
}

@test "without any privilege one's own processes are signalled" {
	needs_user
	start_receiver 1
	fdkill -USR1 "$pid"
	wait "$pid"
	has_arrived "10 .*"
}
