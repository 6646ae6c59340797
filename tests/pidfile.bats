#!/usr/bin/env bats
# Processes that a pidfile names, and which pidfiles are believed.

load lib

setup() {
	# Root must be able to trust it: not under /tmp's own owner, if that is not root.
	chmod 755 "$BATS_TEST_TMPDIR"
	pidfile=$BATS_TEST_TMPDIR/x.pid
	umask 022
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

@test "a pidfile may hold PID:INODE, and PID:INODE@BOOTID as --print --boot-id writes it" {
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

@test "a pidfile that is not there: gone, and --ok-gone takes it for reached" {
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

@test "empty, garbled, several, negative, a directory: each is that target's outcome, and why" {
	local content
	start sleep 1000
	: >"$pidfile"
	run -3 fdkill -F "$pidfile"
	[[ $output == *"$pidfile: is empty" ]]
	for content in nginx 12x -5 -1 0 "$pid:" "fd:3" 99999999999999999999; do
		echo "$content" >"$pidfile"
		run -3 fdkill -F "$pidfile"
		[[ $output == *"$pidfile: does not hold a PID" ]]
	done
	echo "$pid $pid" >"$pidfile"
	run -3 fdkill -F "$pidfile"
	[[ $output == *"$pidfile: holds more than one word" ]]
	run -3 fdkill "pidfile:$BATS_TEST_TMPDIR"
	[[ $output == *"not a regular file" ]]
	assert_alive "$pid"
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

@test "a pidfile that is a FIFO does not hang us" {
	mkfifo "$pidfile"
	run -3 fdkill -F "$pidfile"
	[[ $output == *"not a regular file" ]]
}

@test "two pidfiles without a name" {
	run -2 fdkill pidfile:
	[[ $output == *"pidfile:"*"nothing follows"* ]]
	run -2 fdkill -F ''
	[[ $output == *"pidfile:"* ]]
}

# distrusts WORDS: root refuses the pidfile for this reason, and the process lives.
distrusts() {
	run -3 fdkill -KILL -F "$pidfile"
	[[ $output == *"$pidfile: "*"$1"* ]]
	assert_alive "$pid"
}

@test "as root: a pidfile of another user would aim root's signal" {
	needs_root
	start sleep 1000
	echo "$pid" >"$pidfile"
	chown nobody "$pidfile"
	distrusts "root does not own it"
}

@test "as root: nor one that others may write, or replace" {
	needs_root
	start sleep 1000
	echo "$pid" >"$pidfile"
	chmod 666 "$pidfile"
	distrusts "others than root may write it"
	chmod 644 "$pidfile"
	chmod 777 "$BATS_TEST_TMPDIR"
	distrusts "others than root may write a directory above it"
	chmod 755 "$BATS_TEST_TMPDIR"
	chown nobody "$BATS_TEST_TMPDIR"
	distrusts "root does not own a directory above it"
	chown root "$BATS_TEST_TMPDIR"
	fdkill -KILL -F "$pidfile"
	assert_dead_of KILL "$pid"
}

@test "as root: nor a link that another put there" {
	needs_root
	local open=$BATS_TEST_TMPDIR/open
	start sleep 1000
	echo "$pid" >"$pidfile"
	mkdir -m 1777 "$open"
	ln -s "$pidfile" "$open/x.pid"
	chown -h nobody "$open/x.pid"
	pidfile=$open/x.pid
	distrusts "a symbolic link that root did not make"
}

@test "as root: nor a hard link that another put where everybody may write" {
	needs_root
	local open=$BATS_TEST_TMPDIR/open
	start sleep 1000
	echo "$pid" >"$pidfile"
	mkdir -m 1777 "$open"
	# As another could with fs.protected_hardlinks=0.
	ln "$pidfile" "$open/x.pid"
	pidfile=$open/x.pid
	distrusts "a second link"
}

@test "as a user: one's own pidfiles are one's own matter" {
	needs_user
	start_receiver 1
	echo "$pid" >"$pidfile"
	chmod 666 "$pidfile"
	fdkill -USR1 -F "$pidfile"
	wait "$pid"
	has_arrived "10 .*"
}
