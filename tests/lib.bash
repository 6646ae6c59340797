# SPDX-License-Identifier: MIT
# Functions that the bats files share. A file gets them by "load lib".
# shellcheck shell=bash disable=SC2034 # callers use the variables set here

bats_require_minimum_version 1.5.0

# make check sets these; the defaults fit a build in the source tree.
: "${SOURCE:=$(cd "$BATS_TEST_DIRNAME/.." && pwd)}"
: "${FDKILL:=$SOURCE/fdkill}"
: "${FDPKILL:=$SOURCE/fdpkill}"
: "${HELPERS:=$SOURCE/tests/helpers}"

# With NO_KILL, a kill(2) or the like ends fdkill with SIGSYS: its status is 159, and the test fails.
if [[ -n ${NO_KILL:-} ]]; then
	without_kill=("$HELPERS/deny" kill:trap tkill:trap tgkill:trap rt_sigqueueinfo:trap rt_tgsigqueueinfo:trap --)
else
	without_kill=()
fi

# With LOW_PIDS, the first processes of each test get the lowest free numbers, below 65, as in a
# container. Every signal has such a number, too. The counter is that of the PID namespace of
# sandbox.sh. An ordinary user may not set it.
if [[ -n ${LOW_PIDS:-} ]] && ((EUID == 0)) && grep -q sandbox /proc/1/cmdline; then
	echo 1 >/proc/sys/kernel/ns_last_pid
fi

fdkill() {
	"${without_kill[@]}" "$FDKILL" "$@"
}

fdpkill() {
	"${without_kill[@]}" "$FDPKILL" "$@"
}

# As root, some tests run fdkill and the helpers as another user. If that user cannot run them, because
# of a umask of 077 or a closed directory above the build, the tests run copies.
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

# unshare(1), with the options that an ordinary user needs.
unshare=(unshare)
((EUID == 0)) || unshare+=(--user --map-current-user)

# until_true COMMAND...: run COMMAND until it succeeds; give up after 60 seconds. Between two looks the
# processor is free for what we wait for. Bash has no sleep of its own, but a read from a FIFO that
# stays empty, and a read needs no fork.
until_true() {
	local end=$((SECONDS + 60)) empty=$BATS_RUN_TMPDIR/empty pause=1
	until "$@"; do
		((SECONDS < end)) || {
			echo "gave up waiting for: $*" >&2
			return 1
		}
		[[ -p $empty ]] || mkfifo "$empty"
		read -rt ".00$pause" _ <>"$empty" || ((pause = pause < 8 ? 2 * pause : pause))
	done
}

# These looks at a process or a file fork nothing, since until_true repeats them.

# read_state PID: the letter in /proc/PID/stat goes to $state. Fails if the process is gone.
read_state() {
	local stat
	read -r stat 2>/dev/null <"/proc/$1/stat" || return
	stat=${stat##*) }
	state=${stat%% *}
}

# is_in_state PID LETTER
is_in_state() {
	local state
	read_state "$1" && [[ $state == "$2" ]]
}

# is_alive PID: neither gone nor a zombie.
is_alive() {
	local state
	read_state "$1" && [[ $state != Z ]]
}

# is_started PID: it runs its own program: neither this shell's nor env(1) or the like, which run
# another one. A process that has ended counts as started. While exec(3) is under way, the command
# line is empty.
is_started() {
	local own='' words='' comm=''
	is_alive "$1" || return 0
	# Read drops the NULs, and fails where no newline ends the line.
	{
		read -r own </proc/self/cmdline
		read -r words <"/proc/$1/cmdline"
		read -r comm <"/proc/$1/comm"
	} 2>/dev/null || :
	[[ $words && $words != "$own" && $comm != @(env|setpriv|setsid) ]]
}

# is_waiting PID: fdkill is about to wait: it blocks what would interrupt it, TERM among them. (A bash
# that has just forked blocks CHLD too, which is above TERM.) A process that has ended counts.
is_waiting() {
	local lines=()
	is_alive "$1" || return 0
	mapfile -t lines 2>/dev/null <"/proc/$1/status"
	[[ " ${lines[*]} " =~ \ SigBlk:[[:space:]]0*4[0-9a-f]{3}\  ]]
}

# is_ready FILE: its first line is READY, as that of most helpers is.
is_ready() {
	local line
	read -r line 2>/dev/null <"$1" && [[ $line == READY* ]]
}

# is_receiving PID: tests/helpers/receive is in sigtimedwait(2), where no signal is blocked. Before that
# all are, and fdkill would say so. A process that has ended counts.
is_receiving() {
	local lines=()
	mapfile -t lines 2>/dev/null <"/proc/$1/status"
	[[ ! ${lines[*]} || " ${lines[*]} " =~ \ SigBlk:[[:space:]]0+\  ]]
}

# start COMMAND...: run COMMAND in the background; its PID is in $pid. Descriptor 3, which is bats's, is
# closed in it. When this returns, the process runs COMMAND.
start() {
	"$@" 3>&- &
	pid=$!
	until_true is_started "$pid"
}

# start_as_effective UID EUID: the same for tests/helpers/as-effective, until it has these users.
start_as_effective() {
	start "$HELPERS/as-effective" "$1" "$2"
	until_true grep -q "^Uid:[[:space:]]$1[[:space:]]$2[[:space:]]" "/proc/$pid/status"
}

# in_full PID: the process as -v shows it: PID, user and command line.
in_full() {
	local words
	mapfile -d '' words <"/proc/$1/cmdline"
	echo "$1 $(id -un 2>/dev/null || id -u) ${words[*]}"
}

# end_jobs: kill what this test started: the next test would select it.
end_jobs() {
	local left
	left=$(jobs -p)
	# shellcheck disable=SC2086 # words
	[[ ! $left ]] || "$FDKILL" --quiet -KILL -w --ok-gone $left
}

# gone: print a PID that no process has: that of a process that has been reaped.
gone() {
	local pid
	: 3>&- &
	pid=$!
	wait "$pid"
	echo "$pid"
}

# make_zombie [COMMAND]: $zombie is a process that exited and is not reaped. With COMMAND setsid it leads
# a group of its own.
make_zombie() {
	mkfifo "$BATS_TEST_TMPDIR/fifo" "$BATS_TEST_TMPDIR/empty"
	# A shell would reap it, so it exits when its parent is no shell any more.
	bash -c '${3:-} bash -c "until read -rd \"\" name </proc/$$/cmdline && [[ \$name == sleep ]]; do
			read -rt .001 _ <>\"\$0\"
		done; exit 0" "$2" &
		echo $! >"$1"; exec sleep 1000' - "$BATS_TEST_TMPDIR/fifo" "$BATS_TEST_TMPDIR/empty" "$@" 3>&- &
	read -r zombie <"$BATS_TEST_TMPDIR/fifo"
	until_true is_in_state "$zombie" Z
}

# start_receiver [ARGUMENT...]: run tests/helpers/receive in the background, until it is ready for signals.
# Its PID is in $pid; it writes what arrives to the file $received.
start_receiver() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	"$HELPERS/receive" "$@" >"$received" 3>&- &
	pid=$!
	until_true is_ready "$received"
	until_true is_receiving "$pid"
}

# named NAME [ARGUMENT...]: the same under the name NAME: it runs as a file of that name.
named() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	cp --remove-destination "$HELPERS/receive" "$BATS_TEST_TMPDIR/$1"
	# It appends, so that a test may empty the file.
	"$BATS_TEST_TMPDIR/$1" "${@:2}" >>"$received" 3>&- &
	pid=$!
	until_true is_ready "$received"
	until_true is_receiving "$pid"
}

# start_crowd [-s] COUNT: run tests/helpers/crowd in the background. Its PID is in $pid; the PIDs of the
# crowd are in $crowd. When it ends, it writes what arrived to the file $received.
start_crowd() {
	received=$(mktemp "$BATS_TEST_TMPDIR/received.XXXXXX")
	mkfifo "$received.ready"
	"$HELPERS/crowd" "$@" >"$received" 9>"$received.ready" 3>&- &
	pid=$!
	# It closes the FIFO when the whole crowd has started.
	cat "$received.ready"
	grep -q READY "$received"
	mapfile -t crowd < <(sed /READY/d "$received")
}

# start_fdkill ARGUMENT...: run fdkill in the background, until it waits. Its PID is in $waiter, its output
# in the file $said.
start_fdkill() {
	said=$(mktemp "$BATS_TEST_TMPDIR/said.XXXXXX")
	# Bash sets INT and QUIT to be ignored in the background of a script.
	env --default-signal=INT,QUIT "$FDKILL" "$@" >"$said" 2>&1 3>&- &
	waiter=$!
	until_true is_waiting "$waiter"
}

# has_arrived LINE: a line of the receiver's report is LINE, a regular expression.
has_arrived() {
	grep -qx -- "$1" "$received"
}

# assert_dead_of SIGNAL PID: SIGNAL has killed our child PID.
assert_dead_of() {
	local status=0
	wait "$2" || status=$?
	[[ $status -eq $((128 + $(kill -l "$1"))) ]] || {
		echo "status $status, not death of $1" >&2
		return 1
	}
}

assert_alive() {
	is_alive "$1" || {
		echo "process $1 is dead" >&2
		return 1
	}
}

# identity_of PID: print its identity, PID:INODE; nothing before Linux 6.9, which has none.
identity_of() {
	! has_linux 6.9 || "$FDKILL" --print "$1"
}

inode_of() {
	local identity
	identity=$("$FDKILL" --print "$1") && echo "${identity#*:}"
}

# make_directory: make $directory. As root, each component of its path belongs to root, and only root may
# write there.
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

# A file with a teardown of its own calls remove_directory as well.
teardown() {
	remove_directory
}

needs_root() {
	((EUID == 0)) || skip 'needs root'
}

needs_user() {
	((EUID != 0)) || skip 'needs an ordinary user'
}

# has_linux VERSION: has the kernel what fdkill uses from Linux VERSION on?
has_linux() {
	"$HELPERS/has-linux" "$1"
}

# ended_with HOW: a regular expression for what -v says of a process that ended so: "exited 0", "killed by
# TERM". Before Linux 6.15 that is known only if fdkill sees the zombie before it is reaped.
ended_with() {
	if has_linux 6.15; then
		echo "$1"
	else
		echo "($1|ended; its status cannot be known)"
	fi
}

needs_linux() {
	has_linux "$1" || skip "needs Linux $1"
}

# Under no_new_privs execve(2) gives no capabilities, and no_new_privs cannot be undone.
needs_new_privileges() {
	grep -q '^NoNewPrivs:.0' /proc/self/status || skip 'no_new_privs is set here'
}

# needs_limit OPTION COUNT: "ulimit OPTION" is COUNT or more.
needs_limit() {
	local limit
	limit=$(ulimit "$1")
	[[ $limit == unlimited ]] || ((limit >= $2)) || skip "ulimit $1 is below $2"
}
