# What the bats files share: load with "load lib".
# shellcheck shell=bash disable=SC2034 # what is set is for the callers

bats_require_minimum_version 1.5.0

# FDKILL, HELPERS and SOURCE come from make check; by hand, from a build in the source tree.
: "${SOURCE:=$(cd "$BATS_TEST_DIRNAME/.." && pwd)}"
: "${FDKILL:=$SOURCE/fdkill}"
: "${FDPKILL:=$SOURCE/fdpkill}"
: "${HELPERS:=$SOURCE/tests/helpers}"

# Kill, tkill and the rest end fdkill with SIGSYS: then its status is 159, and the test fails.
if [[ -n ${NO_KILL:-} ]]; then
	without_kill=("$HELPERS/deny" kill:trap tkill:trap tgkill:trap rt_sigqueueinfo:trap rt_tgsigqueueinfo:trap --)
else
	without_kill=()
fi

fdkill() {
	"${without_kill[@]}" "$FDKILL" "$@"
}

fdpkill() {
	"${without_kill[@]}" "$FDPKILL" "$@"
}

# As root, some tests run fdkill and the helpers as another user. A build under umask 077, or below a closed
# directory, does not allow that: then the tests run copies.
setup_file() {
	local copies=$BATS_FILE_TMPDIR/copies obstacles
	((EUID == 0)) || return 0
	obstacles=$(setpriv --reuid nobody --regid nogroup --clear-groups find -L "$FDKILL" "$FDPKILL" "$HELPERS" \
		-maxdepth 1 -type f -perm /100 ! -executable 2>&1) || :
	[[ $obstacles ]] || return 0
	mkdir "$copies"
	cp -P "$FDKILL" "$FDPKILL" "$copies"
	find "$HELPERS" -maxdepth 1 -type f -perm /100 -exec cp {} "$copies" \;
	chmod -R go+rX "$copies"
	chmod 711 "$BATS_RUN_TMPDIR"
	export FDKILL=$copies/fdkill FDPKILL=$copies/fdpkill HELPERS=$copies
}

# unshare(1), as far as we may.
unshare=(unshare)
((EUID == 0)) || unshare+=(--user --map-current-user)

# until_true COMMAND...: look again until it succeeds; give up after 60 seconds.
until_true() {
	local end=$((SECONDS + 60))
	until "$@"; do
		((SECONDS < end)) || {
			echo "gave up waiting for: $*" >&2
			return 1
		}
	done
}

# is_started PID: it is no copy of this shell any more, nor on its way to what env(1) and the like will
# make of it; or it has ended already. (While exec(3) is under way, the command line is empty.)
is_started() {
	! assert_alive "$1" || {
		! cmp -s "/proc/$1/cmdline" "/proc/$BASHPID/cmdline" && grep -qz . "/proc/$1/cmdline" &&
			! grep -qxE 'env|setpriv|setsid' "/proc/$1/comm"
	}
} 2>/dev/null

# start COMMAND...: in the background, its PID in $pid. Nothing of bats is held open by it. When this
# returns, it is COMMAND.
start() {
	"$@" 3>&- &
	pid=$!
	until_true is_started "$pid"
}

# end_jobs: what a test leaves behind, the next one would select.
end_jobs() {
	local left
	left=$(jobs -p)
	# shellcheck disable=SC2086 # words
	[[ ! $left ]] || "$FDKILL" --quiet -KILL -w --ok-gone $left
}

# A PID that nobody has: of a process that has been reaped.
gone() {
	local pid
	sleep 0 3>&- &
	pid=$!
	wait "$pid"
	echo "$pid"
}

# make_zombie [COMMAND]: a process that exited, and is not reaped: $zombie. With COMMAND setsid it leads a group of its own.
make_zombie() {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	# It ends when its parent is no shell any more, which would reap it.
	bash -c '${2:-} bash -c "until grep -qz ^sleep\\$ /proc/$$/cmdline; do :; done" &
		echo $! >"$1"; exec sleep 1000' - "$BATS_TEST_TMPDIR/fifo" "$@" 3>&- &
	read -r zombie <"$BATS_TEST_TMPDIR/fifo"
	until_true is_in_state "$zombie" Z
}

# start_receiver [ARGUMENT...]: tests/helpers/receive in the background, ready to take signals. Its
# PID is in $pid, and what arrives goes to the file $received.
start_receiver() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	"$HELPERS/receive" "$@" >"$received" 3>&- &
	pid=$!
	until_true grep -q READY "$received"
}

# named NAME [ARGUMENT...]: the same under that name, which is its file's in $BATS_TEST_TMPDIR.
named() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	cp --remove-destination "$HELPERS/receive" "$BATS_TEST_TMPDIR/$1"
	# Appending, so that a test may empty it.
	"$BATS_TEST_TMPDIR/$1" "${@:2}" >>"$received" 3>&- &
	pid=$!
	until_true grep -q READY "$received"
}

# start_crowd [-s] COUNT: tests/helpers/crowd in the background: its PID is in $pid, those of the crowd in $crowd, and what
# arrives, at its end, in the file $received.
start_crowd() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	mkfifo "$received.ready"
	"$HELPERS/crowd" "$@" >"$received" 9>"$received.ready" 3>&- &
	pid=$!
	# It closes this when all are there.
	cat "$received.ready"
	grep -q READY "$received"
	mapfile -t crowd < <(sed /READY/d "$received")
}

# is_waiting PID: fdkill catches what would interrupt it, TERM among them: it is about to wait. (A bash that
# has just forked blocks CHLD, too, which is above TERM.)
is_waiting() {
	grep -qE '^SigBlk:[[:space:]]0*4[0-9a-f]{3}$' "/proc/$1/status" 2>/dev/null
}

# start_fdkill ARGUMENT...: in the background, waiting; its PID is in $waiter, its words in the file $said.
start_fdkill() {
	said=$(mktemp "$BATS_TEST_TMPDIR/said.XXXXXX")
	# What is started in the background of a script ignores INT and QUIT.
	env --default-signal=INT,QUIT "$FDKILL" "$@" >"$said" 2>&1 3>&- &
	waiter=$!
	until_true is_waiting "$waiter"
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

# make_directory: $directory. As root every component of its path is root's, and only root may write it.
make_directory() {
	directory=$BATS_TEST_TMPDIR/directory
	if ((EUID == 0)); then
		directory=$(mktemp -d /run/fdkill-test.XXXXXX)
	else
		mkdir "$directory"
	fi
	chmod 755 "$directory"
}

remove_directory() {
	[[ -z ${directory:-} ]] || rm -rf "$directory"
}

# A file with a teardown of its own calls that as well.
teardown() {
	remove_directory
}

needs_root() {
	((EUID == 0)) || skip 'needs root'
}

needs_user() {
	((EUID != 0)) || skip 'needs an ordinary user'
}

# Under no_new_privs, which cannot be undone, execve(2) gives no capabilities.
needs_new_privileges() {
	grep -q '^NoNewPrivs:.0' /proc/self/status || skip 'no_new_privs is set here'
}

# needs_limit OPTION COUNT: as ulimit has it, that much or more.
needs_limit() {
	local limit
	limit=$(ulimit "$1")
	[[ $limit == unlimited ]] || ((limit >= $2)) || skip "ulimit $1 is below $2"
}
