# What the bats files share: load with "load lib".
# shellcheck shell=bash disable=SC2034 # what is set is for the callers

bats_require_minimum_version 1.5.0

# FDKILL, HELPERS and SOURCE come from make check; by hand, from a build in the source tree.
: "${SOURCE:=$(cd "$BATS_TEST_DIRNAME/.." && pwd)}"
: "${FDKILL:=$SOURCE/fdkill}"
: "${HELPERS:=$SOURCE/tests/helpers}"

# Kill, tkill and the rest end fdkill with SIGSYS: then its status is 159, and the test fails.
if [[ -n ${NO_KILL:-} ]]; then
	fdkill() {
		"$HELPERS/deny" kill:trap tkill:trap tgkill:trap rt_sigqueueinfo:trap \
			rt_tgsigqueueinfo:trap -- "$FDKILL" "$@"
	}
else
	fdkill() {
		"$FDKILL" "$@"
	}
fi

# until_true COMMAND...: look again until it succeeds; give up after 10 seconds.
until_true() {
	local end=$((SECONDS + 10))
	until "$@"; do
		((SECONDS < end)) || {
			echo "gave up waiting for: $*" >&2
			return 1
		}
	done
}

# start COMMAND...: in the background, its PID in $pid. Nothing of bats is held open by it. When this
# returns, it is COMMAND, and no copy of this shell any more.
start() {
	"$@" 3>&- &
	pid=$!
	while cmp -s "/proc/$pid/cmdline" "/proc/$BASHPID/cmdline"; do :; done
}

# A PID that nobody has: of a process that has been reaped.
gone() {
	local pid
	sleep 0 3>&- &
	pid=$!
	wait "$pid"
	echo "$pid"
}

# start_receiver [ARGUMENT...]: tests/helpers/receive in the background, ready to take signals. Its
# PID is in $pid, and what arrives goes to the file $received.
start_receiver() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	"$HELPERS/receive" "$@" >"$received" 3>&- &
	pid=$!
	until_true grep -q READY "$received"
}

# has_arrived LINE: does the receiver's report have this line (a regular expression)?
has_arrived() {
	grep -qx -- "$1" "$received"
}

# state_of PID: the letter in /proc/PID/stat.
state_of() {
	local stat
	stat=$(cat "/proc/$1/stat" 2>/dev/null) || return
	stat=${stat##*) }
	echo "${stat%% *}"
}

is_in_state() {
	[[ $(state_of "$1") == "$2" ]]
}

# assert_dead_of SIGNAL PID: our child PID has died of SIGNAL.
assert_dead_of() {
	local status=0
	wait "$2" || status=$?
	[[ $status -eq $((128 + $(kill -l "$1"))) ]] || {
		echo "status $status, not death of $1" >&2
		return 1
	}
}

# assert_alive PID: neither gone nor a zombie.
assert_alive() {
	local state
	if ! state=$(state_of "$1") || [[ $state == Z ]]; then
		echo "process $1 is dead" >&2
		return 1
	fi
}

inode_of() {
	local identity
	identity=$("$FDKILL" --print "$1") && echo "${identity#*:}"
}

needs_root() {
	((EUID == 0)) || skip 'needs root'
}

needs_user() {
	((EUID != 0)) || skip 'needs an ordinary user'
}
