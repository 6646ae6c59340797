#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Processes that a pidfile names, pidfiles that are older than their process, and the removal of pidfiles.
# Which pidfiles root believes is in trust.bats.

load lib

setup() {
	umask 022
	make_directory
	pidfile=$directory/x.pid
}

teardown() {
	end_jobs
	remove_directory
}

@test "pidfile:FILE, -F FILE and --pidfile=FILE" {
	start_receiver 3
	echo "$pid" >"$pidfile"
	fdkill -USR1 "pidfile:$pidfile"
	fdkill -USR2 -F "$pidfile"
	fdkill -TERM --pidfile="$pidfile"
	wait "$pid"
	has_arrived "10 .*" && has_arrived "12 .*" && has_arrived "15 .*"
}

@test "a pidfile may contain PID:INODE, or PID:INODE@BOOTID as --print --boot-id writes it" {
	needs_linux 6.9
	start_receiver 2
	"$FDKILL" --print "$pid" >"$pidfile"
	fdkill -USR1 -F "$pidfile"
	"$FDKILL" --print --boot-id "$pid" >"$pidfile"
	fdkill -USR2 -F "$pidfile"
	wait "$pid"
	has_arrived "10 .*" && has_arrived "12 .*"
}

@test "white space around the PID is allowed" {
	start_receiver 1
	printf ' \t%s\r\n\n' "$pid" >"$pidfile"
	fdkill -USR1 -F "$pidfile"
	wait "$pid"
	has_arrived "10 .*"
}

@test "a missing pidfile: the target is gone, and --ok-gone accepts that" {
	run -1 fdkill -F "$pidfile"
	[ "$output" = "fdkill: pidfile:$pidfile: no such file" ]
	run -0 fdkill --ok-gone -F "$pidfile"
	[ -z "$output" ]
}

@test "a pidfile of a process that is gone" {
	start true
	wait "$pid"
	echo "$pid" >"$pidfile"
	run -1 fdkill -F "$pidfile"
	[[ $output == *"pidfile:$pidfile: "*"no such process"* ]]
}

@test "a garbled or negative pidfile, or a directory: the message says which" {
	local content
	start sleep 1000
	for content in nginx 12x -5 -1 0 "$pid:" "fd:3" 99999999999999999999 "PID=$pid" "{\"pid\": $pid}" "$pid,1" \
		"# $pid"; do
		echo "$content" >"$pidfile"
		run -3 fdkill -F "$pidfile"
		[[ $output == *"$pidfile: does not begin with a PID" ]]
	done
	run -3 fdkill "pidfile:$directory"
	[[ $output == *"not a regular file" ]]
	assert_alive "$pid"
}

@test "an empty pidfile names no process, as after a crash" {
	local content
	for content in '' ' \n' '\0\0\0\0\0\0' '\0\n'; do
		# shellcheck disable=SC2059 # a format
		printf "$content" >"$pidfile"
		run -1 fdkill -F "$pidfile"
		[ "$output" = "fdkill: pidfile:$pidfile: is empty, so it names no process" ]
		run -0 fdkill --ok-gone -F "$pidfile"
		[ -z "$output" ]
		run -1 fdkill --status -F "$pidfile"
	done
	start_receiver 1
	run -64 fdkill -USR1 -F "$pidfile" "$pid"
	wait "$pid"
}

# The formats of real pidfiles; %s is the PID.
formats=(
	'%s\n' '%s' '      %s\n' '%s\r\n'                            # most daemons, X servers, Windows
	'%s\n/var/lib/postgresql\n1700000000\n5432\n/run\nlocalhost\n' # postmaster.pid
	'%s\n/usr/sbin/sendmail -bd -q10m\n'                        # sendmail.pid
	'%s a-host.example.org\n'                                   # with a host name
	'%s an-owner 12345\n'                                       # with a lock owner
	'%s # written by a script\n'
	'%s 4711 4712\n' '%s\n4711\n4712\n'                       # several PIDs: the first one
	'%s\n\0\0\0\0\0\0' '%s\0\0\0\0' '\0\0\0\0%s\n' # NULs
	'%s\n%0400d\n'                                             # longer than 255 bytes
	'%300s\n'
)

@test "the first word of a pidfile counts, in each format that daemons write" {
	local format
	start_receiver "${#formats[@]}"
	for format in "${formats[@]}"; do
		# shellcheck disable=SC2059 # a format
		printf "$format" "$pid" >"$pidfile"
		run -0 fdkill -v -RTMIN -F "$pidfile"
		[[ $output == *"sent RTMIN to $pid"* ]]
	done
	wait "$pid"
	start sleep 1000
	printf '%s extra\n' "$pid" >"$pidfile"
	run -0 fdkill -v --dry-run -F "$pidfile"
	[[ ${lines[0]} == "pidfile:$pidfile: only its first word counts; the rest was ignored" ]]
	run -0 fdkill --dry-run -F "$pidfile"
	[[ $output != *ignored* ]]
}

@test "one bad pidfile does not stop the others" {
	start_receiver 1
	echo nginx >"$pidfile"
	run -64 fdkill -USR1 -F "$pidfile" "$pid"
	wait "$pid"
	has_arrived "10 .*"
}

@test "an unreadable pidfile" {
	needs_user
	echo $$ >"$pidfile"
	chmod 000 "$pidfile"
	run -3 fdkill -F "$pidfile"
	[[ $output == *"$pidfile: cannot be opened: Permission denied" ]]
}

@test "a pidfile that is a FIFO does not make fdkill hang" {
	mkfifo "$pidfile"
	run -3 fdkill -F "$pidfile"
	[[ $output == *"not a regular file" ]]
}

@test "a pidfile without a file name is refused" {
	run -2 fdkill pidfile:
	[[ $output == *"pidfile:"*"nothing follows"* ]]
	run -2 fdkill -F ''
	[[ $output == *"--pidfile ''"*empty* ]]
}

@test "an ordinary user's own pidfiles are believed" {
	needs_user
	start_receiver 1
	echo "$pid" >"$pidfile"
	chmod 666 "$pidfile"
	fdkill -USR1 -F "$pidfile"
	wait "$pid"
	has_arrived "10 .*"
}

# write_ago DURATION TEXT: write TEXT to the pidfile, and date it DURATION ago.
write_ago() {
	echo "$2" >"$pidfile"
	touch -d "$1 ago" "$pidfile"
}

# refused_as_stale FDKILL-WORD...: KILL is not sent, and the message says why.
refused_as_stale() {
	run -5 fdkill -KILL "$@" -F "$pidfile"
	[ "$output" = "fdkill: $pid started 3 hours after $pidfile was written, so it is probably another process \
(or the clock was set since); add -u USER or --exe FILE" ]
	assert_alive "$pid"
}

@test "a process that started after the pidfile was written is refused" {
	start sleep 1000
	write_ago '200 minutes' "$pid"
	refused_as_stale
	refused_as_stale --ok-gone
	refused_as_stale --dry-run
	refused_as_stale -w
	# None of these conditions says which process it must be.
	refused_as_stale --older 0
	refused_as_stale --inverse --exe /bin/true
	refused_as_stale -P $$
	refused_as_stale --scope=process
}

@test "fdpkill refuses it too, also as one of several targets" {
	start_receiver 1
	local receiver=$pid
	start sleep 1000
	write_ago '200 minutes' "$pid"
	run -1 fdpkill -F "$pidfile"
	[[ $output == *"$pid started 3 hours after"* ]]
	run -64 fdkill -USR1 -F "$pidfile" "$receiver"
	wait "$receiver"
	has_arrived "10 .*"
	assert_alive "$pid"
	# A process that is also named itself is meant, before or after the pidfile.
	run -64 fdkill -KILL -F "$pidfile" "$pid"
	assert_dead_of KILL "$pid"
}

@test "a guard that passes overrides the age of the pidfile" {
	local guard
	for guard in "-u $(id -un)" "-U $(id -un)" '--name sleep' "--exe $(type -P sleep)"; do
		start sleep 1000
		write_ago '200 minutes' "$pid"
		# shellcheck disable=SC2086 # words
		run -1 fdkill -KILL -F "$pidfile" $guard --name other -x --match nosuch
		assert_alive "$pid"
		# shellcheck disable=SC2086
		run -0 fdkill -KILL -F "$pidfile" $guard
		assert_dead_of KILL "$pid"
	done
}

@test "an inode does not tell which boot it is of; PID:INODE@BOOTID does" {
	needs_linux 6.9
	start sleep 1000
	write_ago '200 minutes' "$("$FDKILL" --print "$pid")"
	refused_as_stale
	write_ago '200 minutes' "$("$FDKILL" --print --boot-id "$pid")"
	run -0 fdkill -KILL -F "$pidfile"
	assert_dead_of KILL "$pid"
}

@test "a pidfile may be a second older than its process; if that has exited, age does not matter" {
	start sleep 1000
	local started
	started=$(stat -c %Y "/proc/$pid")
	echo "$pid" >"$pidfile"
	touch -d "@$((started - 60))" "$pidfile"
	run -5 fdkill -KILL -F "$pidfile"
	[[ $output == *"started "*" after $pidfile was written"* ]]
	echo "$pid" >"$pidfile"
	run -0 fdkill -KILL -F "$pidfile"
	assert_dead_of KILL "$pid"
	touch -d '3 hours ago' "$pidfile"
	run -1 fdkill -KILL -F "$pidfile"
	[[ $output == *"no such process" ]]
	run -0 fdkill --ok-gone -KILL -F "$pidfile"
}

@test "--status does not know the state if the pidfile is older than its process" {
	start sleep 1000
	write_ago '200 minutes' "$pid"
	run -4 fdkill --status -F "$pidfile"
	[[ $output == *"$pid started 3 hours after"* ]]
	run -0 fdkill --status -F "$pidfile" --name sleep
}

@test "time asleep does not change the comparison" {
	needs_linux 5.11
	needs_root
	unshare --time true 2>/dev/null || skip 'no time namespaces'
	start sleep 1000
	local offset
	for offset in 1000000 3000; do
		echo "$pid" >"$pidfile"
		run -0 unshare --time --fork --boottime "$offset" "$FDKILL" -0 -F "$pidfile"
		touch -d '3 hours ago' "$pidfile"
		run -5 unshare --time --fork --boottime "$offset" "$FDKILL" -0 -F "$pidfile"
	done
}

@test "--remove-pidfile removes the file of a daemon that was dead already" {
	local content contents=("$(gone)" "$$:1@00000000000000000000000000000000")
	! has_linux 6.9 || contents+=("$$:1")
	for content in "${contents[@]}"; do
		echo "$content" >"$pidfile"
		run -1 fdkill --remove-pidfile -F "$pidfile"
		[ ! -e "$pidfile" ]
		echo "$content" >"$pidfile"
		run -0 fdkill --dry-run --ok-gone --remove-pidfile -F "$pidfile"
		[ -e "$pidfile" ]
		run -0 fdkill --retry=TERM/30/KILL/5 --ok-gone --remove-pidfile -F "$pidfile"
		[[ ! -e $pidfile && -z $output ]]
	done
	make_zombie
	echo "$zombie" >"$pidfile"
	run -0 fdkill --ok-gone --remove-pidfile -F "$pidfile" -u "$(id -un)"
	[ ! -e "$pidfile" ]
}

@test "--remove-pidfile keeps the file of a process that runs, and says so" {
	start sleep 1000
	echo "$pid" >"$pidfile"
	run -0 fdkill --ok-gone --remove-pidfile -F "$pidfile" --exe /bin/sh
	[[ $output == *"skipped: it runs "*"; $pid still runs, and the pidfile is not removed" ]]
	[ -e "$pidfile" ]
	write_ago '1 hour' "$pid"
	run -5 fdkill --ok-gone --remove-pidfile -F "$pidfile"
	[[ $output == *"and the pidfile is not removed; add "* ]]
	[ -e "$pidfile" ]
	: >"$pidfile"
	run -0 fdkill --ok-gone --remove-pidfile -F "$pidfile"
	[ -e "$pidfile" ]
	assert_alive "$pid"
}

@test "--remove-pidfile follows links, removes the file and keeps the link" {
	mkdir "$directory/data"
	ln -s data "$directory/run"
	ln -s run/x.pid "$pidfile"
	start sleep 1000
	echo "$pid" >"$directory/data/x.pid"
	run -0 fdkill --remove-pidfile -F "$pidfile"
	[ ! -e "$directory/data/x.pid" ] && [ -L "$pidfile" ]
}

@test "--remove-pidfile keeps a file that a new daemon has renamed into place, even with the same content" {
	local words
	for words in 1 same; do
		start sleep 1000
		[[ $words != same ]] || words=$pid
		echo "$pid" >"$pidfile"
		start_fdkill -v -s 0 --remove-pidfile -F "$pidfile"
		echo "$words" >"$directory/new"
		mv "$directory/new" "$pidfile"
		fdkill -KILL "$pid"
		wait "$waiter"
		[ "$(cat "$pidfile")" = "$words" ]
		grep -qx "pidfile:$pidfile: not removed: it is another file now" "$said"
	done
}

@test "--remove-pidfile: as root from a sticky directory, with a guard" {
	needs_root
	mkdir -m 1777 "$directory/lock"
	pidfile=$directory/lock/x.pid
	start sleep 1000
	echo "$pid" >"$pidfile"
	chown 65534 "$pidfile"
	chown 65533 "$directory/lock"
	run -0 fdkill --remove-pidfile -F "$pidfile" -u root
	[ ! -e "$pidfile" ]
}
