#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Which pidfiles root, and a program with CAP_KILL, believe without a guard: only those whose content no
# other user could have chosen.

load lib

# app is the attacker's user; $directory belongs to root.
app=65533

setup() {
	needs_root
	umask 022
	make_directory
	pidfile=$directory/x.pid
	mkdir "$directory/app"
	chown "$app" "$directory/app"
	start sleep 1000
	echo "$pid" >"$pidfile"
}

teardown() {
	end_jobs
	remove_directory
}

# distrusts CHANGER COMPONENT [WORD...]: KILL is not sent to the process of -F $pidfile, and the
# message says that CHANGER can change COMPONENT.
distrusts() {
	run -5 fdkill -KILL -F "$pidfile" "${@:3}"
	[[ $output == "fdkill: pidfile:$pidfile: $1 can change $2, so $1 could decide which process root signals; "* ]] || {
		echo "not '$1 can change $2': $output"
		return 1
	}
	[[ $output == *"; add -u "*" or --exe FILE" ]]
	assert_alive "$pid"
}

# app_name: the attacker's user, as a message names it.
app_name() {
	local name
	name=$(getent passwd "$app") && echo "${name%%:*}" || echo "user $app"
}

believes() {
	run -0 fdkill -KILL -F "$pidfile" "$@"
	assert_dead_of KILL "$pid"
}

@test "root's file below root's directories is believed" {
	believes
}

@test "root's links are followed: absolute and relative ones, and .. behind them" {
	mkdir "$directory/a" "$directory/b"
	ln -s "$directory/b" "$directory/a/link"
	ln -s ../x.pid "$directory/b/x.pid"
	pidfile=$directory/./a//link/../b/x.pid
	believes
}

@test "a relative name in root's directory is believed, with $PWD and without" {
	cd "$directory"
	run -0 fdkill -0 -F x.pid
	(unset PWD && exec "$FDKILL" -0 -F ./x.pid)
	(PWD=/nonexistent exec "$FDKILL" -0 -F x.pid)
}

@test "another user's file is not believed, and the message proposes that user" {
	chown "$app" "$pidfile"
	distrusts "$(app_name)" "$pidfile"
	[[ $output == *"add -u ${app} or"* || $output == *"add -u $(app_name) or"* ]]
}

@test "another user's file in that user's directory, the most common layout, is not believed" {
	pidfile=$directory/app/x.pid
	echo "$pid" >"$pidfile"
	chown "$app" "$pidfile"
	distrusts "$(app_name)" "$directory/app"
	believes -u root
}

@test "a file that every user may write is not believed" {
	chmod 646 "$pidfile"
	distrusts 'every user' "$pidfile"
}

@test "a file that a group may write is not believed, whatever the group" {
	chmod 664 "$pidfile"
	distrusts 'group root' "$pidfile"
	chgrp 65533 "$pidfile"
	distrusts 'group 65533' "$pidfile"
}

@test "a file that an ACL lets a user write is not believed" {
	command -v setfacl >/dev/null || skip 'setfacl is not installed'
	setfacl -m "u:$app:rw" "$pidfile" || skip 'no ACLs here'
	distrusts 'group root' "$pidfile"
}

@test "a file in a directory that other users may write is not believed, sticky or not" {
	chmod 777 "$directory"
	distrusts 'every user' "$directory"
	chmod 1777 "$directory"
	distrusts 'every user' "$directory"
	chmod 775 "$directory"
	distrusts 'group root' "$directory"
	chmod 755 "$directory"
	believes
}

@test "root's file that was renamed into a sticky directory is not believed" {
	mkdir -m 1777 "$directory/lock"
	echo "$pid" >"$directory/app/x.pid"
	setpriv --reuid "$app" --clear-groups mv "$directory/app/x.pid" "$directory/lock/x.pid"
	[ "$(stat -c %u "$directory/lock/x.pid")" = 0 ]
	pidfile=$directory/lock/x.pid
	distrusts 'every user' "$directory/lock"
}

@test "root's link to another user's link is not believed" {
	ln -s "$pidfile" "$directory/app/x.pid"
	chown -h "$app" "$directory/app/x.pid"
	ln -s app/x.pid "$directory/link"
	pidfile=$directory/link
	distrusts "$(app_name)" "$directory/app"
}

@test "another user's link in root's directory is not believed" {
	ln -s "$pidfile" "$directory/link"
	chown -h "$app" "$directory/link"
	pidfile=$directory/link
	distrusts "$(app_name)" "$directory/link"
}

@test "another user's link to a directory, in the middle of the path, is not believed" {
	mkdir "$directory/run" "$directory/run/below"
	echo "$pid" >"$directory/run/x.pid"
	ln -s "$directory/run" "$directory/app/run"
	for pidfile in "$directory/app/run/x.pid" "$directory/app/run/below/../x.pid" "$directory/app/run/../x.pid"; do
		distrusts "$(app_name)" "$directory/app"
	done
	cd "$directory/app"
	pidfile=run/x.pid
	distrusts "$(app_name)" "$directory/app"
	cd run
	pidfile=x.pid
	distrusts "$(app_name)" "$directory/app"
	pidfile=../x.pid
	distrusts "$(app_name)" "$directory/app"
	# From there the kernel's own path shows nothing of app's.
	cd -P .
	pidfile=x.pid
	believes
}

@test "a file in /proc is not believed, though root owns it" {
	# Its comm is a number: a program may have any comm.
	cp "$HELPERS/receive" "$directory/$pid"
	setpriv --reuid "$app" --clear-groups "$directory/$pid" >"$directory/ready" 3>&- &
	until_true grep -q READY "$directory/ready"
	local named=$!
	chmod 711 "$directory"
	[ "$(cat "/proc/$named/comm")" = "$pid" ]
	for pidfile in "/proc/$named/comm" "/proc/$named/task/$named/comm" "/proc/$named/root/proc/$named/comm"; do
		run -5 fdkill -KILL -F "$pidfile"
		[[ $output == *"could decide which process root signals"* ]]
	done
	ln -s "/proc/$named/comm" "$directory/link"
	run -5 fdkill -KILL -F "$directory/link"
	assert_alive "$pid"
}

@test "a link of /proc is not believed, wherever it leads" {
	exec 8<"$pidfile"
	for pidfile in /dev/fd/8 /proc/self/fd/8 "/proc/$$/root$pidfile"; do
		run -5 fdkill -KILL -F "$pidfile"
		[[ $output == *"/proc/"*"lies in a proc file system"* ]]
		believes_beside=$(fdkill -v -0 -F "$pidfile" -u root)
		[[ $believes_beside == *"$pid"* ]]
	done
	exec 8<&-
}

@test "a directory that another user can change is refused, whatever is in it" {
	for pidfile in "$directory/app/nothing" "$directory/app/../app/nothing" "$directory/app/"; do
		distrusts "$(app_name)" "$directory/app"
	done
	run -1 fdkill -F "$directory/app/nothing" -u root
}

@test "a missing file and a directory are reported as such in a trusted directory" {
	run -1 fdkill -F "$directory/nothing"
	run -1 fdkill -F "$directory/nothing/x.pid"
	mkfifo "$directory/fifo"
	run -3 fdkill -F "$directory/fifo"
	[[ $output == *"not a regular file" ]]
	ln -s loop "$directory/loop"
	run -3 fdkill -F "$directory/loop"
	[[ $output == *"Too many levels of symbolic links" ]]
	run -3 fdkill -F "$pidfile/"
	run -3 fdkill -F "$pidfile/x"
}

@test "-u, -U, --name and a trusted --exe are guards if they pass, without --inverse" {
	chmod 666 "$pidfile"
	local guard
	for guard in '-u root' '-U root' '--name sleep' "--exe $(type -P sleep)"; do
		# shellcheck disable=SC2086 # words
		run -0 fdkill -0 -v -F "$pidfile" $guard
		[[ $output == *"$pid "*" sleep 1000"* ]]
		# shellcheck disable=SC2086
		distrusts 'every user' "$pidfile" --inverse $guard
	done
	run -1 fdkill -KILL -F "$pidfile" -u "$app"
	run -1 fdkill -KILL -F "$pidfile" --name other
	assert_alive "$pid"
}

@test "other conditions are not guards" {
	chmod 666 "$pidfile"
	local condition
	for condition in '--older 0' '--inverse --exe /bin/true' '-G root' "-P $$" '--match sleep' '--match sleep -f' \
		'--runstates S' '--terminal -' '--younger 1d' "--session $(ps -o sid= -p "$pid")" \
		"--pgroup $(ps -o pgid= -p "$pid")" '--cgroup /' '--env PATH' "--ns $$" '--newest' '--oldest'; do
		# shellcheck disable=SC2086 # words
		distrusts 'every user' "$pidfile" $condition
	done
}

@test "a shared lock on the pidfile is no guard: any user with read permission can hold one" {
	chmod 666 "$pidfile"
	distrusts 'every user' "$pidfile" --locked
}

@test "an --exe that another user can redirect is a guard only beside -u" {
	chmod 666 "$pidfile"
	ln -s "$(type -P sleep)" "$directory/app/server"
	distrusts 'every user' "$pidfile" --exe "$directory/app/server"
	distrusts 'every user' "$pidfile" --exe "$directory/app/server" --exe "$(type -P sleep)"
	cd "$directory/app"
	distrusts 'every user' "$pidfile" --exe ./server
	believes --exe ./server -u root
}

@test "a failed guard fails; a target that cannot be checked is not signalled" {
	chown "$app" "$pidfile"
	run -1 fdkill -KILL -F "$pidfile" --exe /bin/true
	[[ $output == *"skipped: "* ]]
	assert_alive "$pid"
}

@test "--status and --explain send nothing, so they need no trust" {
	chmod 666 "$pidfile"
	run -0 fdkill --status -F "$pidfile"
	run -0 fdkill --explain --dry-run -F "$pidfile"
	distrusts 'every user' "$pidfile" --dry-run
	distrusts 'every user' "$pidfile" --print
	run -0 fdkill --explain -F "$pidfile"
	distrusts 'every user' "$pidfile" --ok-gone
}

@test "one untrusted pidfile does not keep other targets from their signal" {
	chmod 666 "$pidfile"
	local spared=$pid
	start_receiver 1
	run -64 fdkill -USR1 -F "$pidfile" "$pid"
	wait "$pid"
	has_arrived "10 .*"
	assert_alive "$spared"
}

@test "a program with CAP_KILL checks as well, and believes its caller's own files" {
	command -v setcap >/dev/null || skip 'setcap is not installed'
	local caller=65532 copy=$directory/fdkill
	cp "$FDKILL" "$copy"
	setcap cap_kill+ep "$copy" || skip 'no file capabilities here'
	chown "$app" "$pidfile"
	run setpriv --reuid "$caller" --clear-groups "$copy" -KILL -F "$pidfile"
	[[ $output != *"not permitted"* ]] || skip 'this file system ignores file capabilities'
	[ "$status" -eq 5 ]
	[[ $output == *"could decide which process you signal; add -u "* ]]
	assert_alive "$pid"
	chown "$caller" "$pidfile"
	run -0 setpriv --reuid "$caller" --clear-groups "$copy" -KILL -F "$pidfile"
	assert_dead_of KILL "$pid"
}

@test "an ordinary user follows no other user's link in a directory that all may write" {
	mkdir -m 1777 "$directory/tmp"
	ln -s "$pidfile" "$directory/tmp/x.pid"
	chown -h "$app" "$directory/tmp/x.pid"
	start_receiver 1
	chown 65532 "$pidfile"
	run -3 setpriv --reuid 65532 --clear-groups "$FDKILL" -0 -F "$directory/tmp/x.pid"
	[[ $output == *"Permission denied" ]]
	chown -h 65532 "$directory/tmp/x.pid"
	run -4 setpriv --reuid 65532 --clear-groups "$FDKILL" -0 -F "$directory/tmp/x.pid"
}

# app_runs COMMAND...: run it as the attacker's user.
app_runs() {
	setpriv --reuid "$app" --regid "$app" --clear-groups "$@"
}

# app_writes FILE TEXT: write TEXT to FILE as the attacker's user.
app_writes() {
	# shellcheck disable=SC2016 # for the shell within
	app_runs bash -c 'echo "$2" >"$1"' bash "$@"
}

@test "another user's link to a third user's file is refused, also with a guard" {
	local guard
	app_runs ln -s "$pidfile" "$directory/app/x.pid"
	app_runs ln -s "$directory" "$directory/app/run"
	app_runs ln -s "/proc/$pid/root$pidfile" "$directory/app/proc"
	for pidfile in "$directory/app/x.pid" "$directory/app/run/x.pid" "$directory/app/proc"; do
		for guard in '-u root' '--name sleep'; do
			# shellcheck disable=SC2086 # words
			run -5 fdkill $guard -F "$pidfile" --remove-pidfile
			[[ $output == *"a link that another user can change leads to it"* ]]
		done
		run -4 fdkill --status -u root -F "$pidfile"
	done
	[ -e "$directory/x.pid" ]
	assert_alive "$pid"
	# It may lead to that user's own file.
	app_writes "$directory/app/data" "$pid"
	app_runs ln -sf data "$directory/app/x.pid"
	pidfile=$directory/app/x.pid
	believes -u root
}

@test "a pidfile that was refused is not removed, though another pidfile names the same process" {
	app_writes "$directory/app/x.pid" "$pid"
	cp "$pidfile" "$directory/stale.pid"
	touch -d '3 hours ago' "$directory/stale.pid"
	run -64 fdkill --remove-pidfile -F "$directory/app/x.pid" -F "$directory/stale.pid" -F "$pidfile"
	[ -e "$directory/app/x.pid" ] && [ -e "$directory/stale.pid" ] && [ ! -e "$pidfile" ]
	assert_dead_of TERM "$pid"
}

@test "-u beside an untrusted pidfile fails for a process that only has that effective user" {
	app_writes "$directory/app/x.pid" "$pid"
	fdkill -KILL "$pid"
	start_as_effective 0 "$app"
	app_writes "$directory/app/x.pid" "$pid"
	run -1 fdkill -KILL -u "$app" -F "$directory/app/x.pid"
	[[ $output == *"skipped: only its effective user is the one of -u"* ]]
	assert_alive "$pid"
	# In root's file that user cannot choose the PID.
	echo "$pid" >"$pidfile"
	believes -u "$app"
}

@test "a working directory in another user's mount namespace is not the directory of that name" {
	mkdir "$directory/run"
	echo "$pid" >"$directory/run/x.pid"
	echo "$$" >"$directory/run/other.pid"
	chmod 755 "$directory/run"
	# shellcheck disable=SC2016 # for the shell within
	setpriv --reuid "$app" --regid "$app" --clear-groups unshare --user --map-root-user --mount bash -c \
		'mount --bind "$1/other.pid" "$1/x.pid" && echo READY; exec sleep 1000' bash "$directory/run" \
		>"$directory/ready" 2>&1 3>&- &
	local theirs=$!
	until_true grep -q . "$directory/ready"
	grep -q READY "$directory/ready" || skip 'no user namespaces'
	cd "/proc/$theirs/root$directory/run"
	[ "$(cat x.pid)" = $$ ]
	PWD=$directory/run run -5 "$FDKILL" -0 -F x.pid
	[[ $output == *"the path to the working directory cannot be examined"* ]]
	# shellcheck disable=SC2030,SC2031
	run -5 env -u PWD "$FDKILL" -0 -F x.pid
}

@test "a working directory that is gone, or too deep for a path, is not trusted" {
	mkdir "$directory/gone"
	cd "$directory/gone"
	rmdir "$directory/gone"
	run -5 "$FDKILL" -0 -F ../x.pid
	[[ $output == *"the path to the working directory cannot be examined"*"write the whole path"* ]]
}

@test "a pidfile that names fdkill itself names a process that is gone" {
	local option status
	for option in --status '--status --exe /bin/false' -0; do
		# shellcheck disable=SC2016 # for the shell within
		run -1 bash -c 'echo $$ >"$1"; exec "$0" $2 -F "$1"' "$FDKILL" "$pidfile" "$option"
	done
}

@test "if the age of a process cannot be read, its pidfile is not believed" {
	[[ -z ${SANITIZERS:-} ]] || skip 'the sanitizers need /proc'
	# shellcheck disable=SC2016 # for the shell within
	run -4 unshare --mount bash -c 'mount -t tmpfs none /proc && exec "$0" -KILL -F "$1"' "$FDKILL" "$pidfile"
	[[ $output == *"skipped: its start time cannot be read"* ]]
	assert_alive "$pid"
}

@test "the user nobody is named in a message" {
	chown nobody "$pidfile"
	distrusts 'user nobody' "$pidfile"
	[[ $output == *"add -u nobody or"* ]]
}

@test "-u beside an untrusted pidfile fails for a process whose effective user changes back and forth" {
	local status count=100
	[[ -z ${SANITIZERS:-} && -z ${NO_KILL:-} ]] || count=20
	start "$HELPERS/as-effective" -f 0 "$app"
	app_writes "$directory/app/x.pid" "$pid"
	for ((; count > 0; count--)); do
		status=0
		fdkill -0 -u "$app" -F "$directory/app/x.pid" 2>/dev/null || status=$?
		[ "$status" -eq 1 ]
	done
}

@test "another user's link on the path to the working directory counts for a relative name" {
	mkdir "$directory/real"
	echo "$pid" >"$directory/real/x.pid"
	app_runs ln -s "$directory/real" "$directory/app/l"
	cd "$directory/app/l"
	run -5 fdkill -KILL --name sleep -F x.pid --remove-pidfile
	[[ $output == *"a link that another user can change leads to it"* ]]
	[ -e "$directory/real/x.pid" ]
	cd -P .
	run -0 fdkill -KILL --name sleep -F x.pid --remove-pidfile
	[ ! -e "$directory/real/x.pid" ]
}

@test "a file in root's directory is kept, though its owner's link leads to it" {
	chown "$app" "$pidfile"
	app_runs ln -s "$pidfile" "$directory/app/x.pid"
	run -3 fdkill --remove-pidfile -u root -F "$directory/app/x.pid"
	[[ $output == *"not removed: a link that leads to it is not trusted; name the file itself" ]]
	[ -e "$pidfile" ]
}

@test "an ordinary user may follow another user's links, as the kernel allows" {
	ln -s "$pidfile" "$directory/link"
	chown -h "$app" "$directory/link"
	run -4 setpriv --reuid 65532 --clear-groups "$FDKILL" -0 -F "$directory/link"
	[[ $output == *"not permitted"* ]]
}

@test "each pidfile that names a process is checked for itself" {
	local holder
	: >"$directory/a.pid"
	"$HELPERS/disguise" -l "$directory/a.pid" >"$directory/said" 3>&- &
	holder=$!
	until_true grep -q READY "$directory/said"
	echo "$holder" | tee "$directory/a.pid" "$directory/b.pid" >"$directory/c.pid"
	run -64 fdkill -0 --locked -F "$directory/b.pid" -F "$directory/a.pid"
	run -0 fdkill -KILL --locked --remove-pidfile -F "$directory/a.pid" -F "$directory/b.pid"
	[ ! -e "$directory/a.pid" ] && [ -e "$directory/b.pid" ]
	# A file of app's does not protect a process that root names itself.
	start_as_effective 0 "$app"
	app_writes "$directory/app/y.pid" "$pid"
	run -64 fdkill -KILL -u "$app" -F "$directory/app/y.pid" "$pid"
	assert_dead_of KILL "$pid"
}
