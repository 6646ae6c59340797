#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The bash completion, called as readline calls it: with and without ':' and '=' among the characters
# that break words, and with and without the functions of bash-completion.

load lib

framework=/usr/share/bash-completion/bash_completion

setup() {
	export SOURCE
	cd "$BATS_TEST_TMPDIR" || return
	cat >drive <<-'END'
		# drive [FRAMEWORK]: for each line of standard input, and each setting of
		# COMP_WORDBREAKS, print what the last word could become, a line each, then whether
		# a space follows, and a NUL. Each completion runs in a fresh copy of this shell.
		[[ ! ${1-} ]] || source "$1"
		compopt() {
			[[ "$*" == '-o nospace' ]] && space=
		}
		complete_line() {
			local command=${COMP_LINE%% *} text= kind= i char new quoted last word space=' '
			source "$SOURCE/completions/$command"
			COMP_POINT=${#COMP_LINE} COMP_WORDS=()
			for ((i = 0; i < ${#COMP_LINE}; i++)); do
				char=${COMP_LINE:i:1}
				case $char in
				[\"\'])	quoted=$char ;;
				' ') [[ ${quoted-} || ${COMP_LINE:i-1:1} == \\ ]] || kind=blank ;;
				*)	new=word
					[[ ${quoted-} || $COMP_WORDBREAKS != *"$char"* ]] || new=break
					[[ $kind == "$new" ]] || COMP_WORDS+=('') text=
					kind=$new ;;
				esac
				[[ $char == ' ' && $kind == blank ]] && continue
				[[ ! ${quoted-} || $char != "$quoted" ]] || { COMP_WORDS+=(''); kind=word; }
				COMP_WORDS[-1]+=$char
				[[ $char == "${quoted-}" ]] || text+=$char
			done
			[[ $kind != blank ]] || COMP_WORDS+=('') text=
			[[ $kind != break ]] || text=
			COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
			"_$command" "$command" "$text" "${COMP_WORDS[COMP_CWORD - 1]}"
			last=${COMP_LINE%"$text"}
			[[ ${quoted-} ]] && last= || last=${last##* }
			for word in "${COMPREPLY[@]}"; do
				printf '%s\n' "$last$word"
			done
			printf 'end:%s\0' "$space"
		}
		while IFS= read -r COMP_LINE; do
			for COMP_WORDBREAKS in $' \t\n"\'@><=;|&(:' $' \t\n"\'@><=;|&(' $' \t\n"\'><;|&('; do
				(complete_line </dev/null)
			done
		done
	END
}

# start_driver [FRAMEWORK]: run drive in the background. It has the directory, the environment and the
# descriptors of this moment.
start_driver() {
	local ask=ask${#drivers[@]} answer=answer${#drivers[@]} to from
	mkfifo "$ask" "$answer"
	bash --norc drive "$@" <"$ask" >"$answer" 3>&- &
	drivers+=($!)
	exec {to}>"$ask" {from}<"$answer"
	rm "$ask" "$answer"
	asks+=("$to") answers+=("$from")
}

end_drivers() {
	local fd
	for fd in "${asks[@]}" "${answers[@]}"; do
		exec {fd}>&-
	done
	[[ ! ${drivers[*]} ]] || fdkill --quiet -KILL -w --ok-gone "${drivers[@]}"
	drivers=() asks=() answers=()
}

teardown() {
	end_drivers
	remove_directory
}

# each_readline LINE CHECK WORD...: have LINE completed by each kind of readline; CHECK must hold
# every time. What was offered is in $offered; $space says whether a space follows a single word. The
# drivers start at the first line of a test.
each_readline() {
	local i variant
	[[ ${drivers[*]} ]] || {
		start_driver
		[[ ! -e $framework ]] || start_driver "$framework"
	}
	for i in "${!drivers[@]}"; do
		printf '%s\n' "$1" >&"${asks[i]}"
	done
	for i in "${!drivers[@]}"; do
		for variant in '@><=;|&(:' '@><=;|&(' '><;|&('; do
			IFS= read -rd '' offered <&"${answers[i]}" || return
			space=${offered##*end:}
			offered=${offered%end:*}
			"${@:2}" || {
				printf 'driver %d with breaks "%s" offered:\n%s' "$i" "$variant" "$offered"
				return 1
			}
		done
	done
}

# has WORD...: each of these is offered.
has() {
	local word
	for word; do
		[[ $'\n'$offered == *$'\n'"$word"$'\n'* ]] || return
	done
}

# is_exactly WORD...: these are offered, each once, and nothing else. The words differ.
is_exactly() {
	local lines=${offered//[!$'\n']/}
	((${#lines} == $#)) && has "$@"
}

# lacks WORD...: something is offered, but none of these.
lacks() {
	local word
	[[ $offered ]] || return
	for word; do
		[[ $'\n'$offered != *$'\n'"$word"$'\n'* ]] || return
	done
}

# offers LINE WORD...: exactly these words are offered. offers_also: at least these; conceals: none of these.
offers() {
	each_readline "$1" is_exactly "${@:2}"
}

offers_also() {
	each_readline "$1" has "${@:2}"
}

conceals() {
	each_readline "$1" lacks "${@:2}"
}

@test "long options are completed, those with an argument up to the =" {
	offers 'fdkill --s' --scope= --session= --signal= --status
	offers 'fdkill --sig' --signal=
	[[ ! $space ]]
	offers 'fdkill --dr' --dry-run
	[[ $space ]]
}

@test "options are offered after targets too" {
	offers 'fdkill 1 --verb' --verbose
}

@test "nothing that begins with a dash is offered after --" {
	offers 'fdkill -- --'
	offers 'fdkill -- -'
}

@test "a dash brings options and signals" {
	offers_also 'fdkill -' -s -n -q -F -v -l -L -h -V --signal= --version
	offers_also 'fdkill -' -HUP -KILL -RTMIN -RTMAX-1
	conceals 'fdkill -' -SIGHUP -hup
}

@test "every word offered as a signal is one, and no event of the shell is offered" {
	local words
	conceals 'fdkill -s ' EXIT DEBUG ERR RETURN
	mapfile -t words <<<"${offered%$'\n'}"
	((${#words[@]} > 60))
	fdkill -l "${words[@]}"
	conceals 'fdkill -' -EXIT -DEBUG -ERR -RETURN
}

@test "a signal is completed in the style that it was begun in" {
	offers 'fdkill -US' -USR1 -USR2
	offers 'fdkill -SIGUS' -SIGUSR1 -SIGUSR2
	offers_also 'fdkill -us' -usr1 -usr2
	offers 'fdkill -sigus' -sigusr1 -sigusr2
	offers 'fdkill -s US' USR1 USR2
	offers 'fdkill -s SIGUS' SIGUSR1 SIGUSR2
	offers 'fdkill -s us' usr1 usr2
	offers 'fdkill --timeout 100 US' USR1 USR2
	offers 'fdkill --timeout=100 US' USR1 USR2
	offers 'fdkill --timeout 100 KILL -US' -USR1 -USR2
}

@test "a signal is offered after every spelling of its option" {
	offers 'fdkill -s US' USR1 USR2
	offers 'fdkill -n US' USR1 USR2
	offers 'fdkill -sUS' -sUSR1 -sUSR2
	offers 'fdkill -vsUS' -vsUSR1 -vsUSR2
	offers 'fdkill -vs US' USR1 USR2
	offers 'fdkill --signal US' USR1 USR2
	offers 'fdkill --signal=US' --signal=USR1 --signal=USR2
	offers 'fdkill --sig=US' --sig=USR1 --sig=USR2
	offers 'fdkill --sig US' USR1 USR2
	offers_also 'fdkill --signal=' --signal=HUP --signal=RTMIN+1
	[[ $space ]]
}

@test "a second signal, or one after a target, is not offered" {
	conceals 'fdkill -TERM -' -HUP
	conceals 'fdkill -s TERM -' -HUP
	conceals 'fdkill --signal=TERM -' -HUP
	conceals 'fdkill -vsTERM -' -HUP
	conceals 'fdkill 1 -' -HUP
	offers_also 'fdkill -v -' -HUP
	offers_also 'fdkill -q 1 -' -HUP
	offers_also 'fdkill --queue=1 -' -HUP
	offers_also 'fdkill --info code=SI_QUEUE -' -HUP
}

@test "-l brings signals" {
	offers 'fdkill -l US' USR1 USR2
	offers 'fdkill -vl US' USR1 USR2
	offers 'fdkill --list HUP SIGUS' SIGUSR1 SIGUSR2
}

@test "PIDs are offered as numbers" {
	start sleep 100
	offers_also 'fdkill ' "$pid"
	offers_also 'fdkill -TERM ' "$pid"
	offers_also 'fdkill 1 ' "$pid"
	offers_also 'fdkill -- ' "$pid"
	offers_also "fdkill ${pid%?}" "$pid"
	conceals 'fdkill ' self net
	kill "$pid"
}

@test "forms of targets are offered, and nothing after forms that cannot be listed" {
	offers_also 'fdkill ' fd: pgid: tid: ino: peer: pidfile:
	offers 'fdkill p' peer: pgid: pidfile:
	offers 'fdkill t' tid:
	[[ ! $space ]]
	offers 'fdkill ino:'
	offers 'fdkill peer:'
	offers 'fdkill 1:'
	offers 'fdkill 1:77@'
}

@test "only descriptors of the shell that hold a process are offered" {
	start sleep 100
	exec 5<"/proc/$pid" 6</etc/passwd 7</proc 8<"/proc/$pid/task" 9<"/proc/$pid/task/$pid"
	offers 'fdkill fd:' fd:5
	[[ $space ]]
	offers 'fdkill -TERM 1 fd:' fd:5
	offers 'fdkill -- fd:' fd:5
	offers 'fdkill fd:5' fd:5
	offers 'fdkill fd:6'
	exec 6<&- 7<&- 8<&- 9<&-
	kill "$pid"
	wait "$pid" || true
	end_drivers
	offers 'fdkill fd:'
	exec 5<&-
}

# offer_pidfd FATE: what is offered for fd: to a shell with a pidfd, number 9, of a process that is alive,
# or gone, is in $offered.
offer_pidfd() {
	perl -MPOSIX=dup2 -e '
		my $fate = shift;
		my $pid = fork;
		exec "sleep", 100 unless $pid;
		my $fd = syscall 434, $pid, 0;
		die "pidfd_open: $!" if $fd < 0;
		dup2 $fd, 9; # dup2 leaves it open over an exec
		kill 9, $pid and waitpid $pid, 0 if $fate eq "gone";
		exec @ARGV' "$1" bash --norc drive <<<'fdkill fd:' >said 3>&-
	IFS= read -rd '' offered <said
}

@test "a pidfd of the shell is offered unless its process is gone" {
	type perl >/dev/null || skip 'perl is not installed'
	offer_pidfd alive
	[[ $offered == $'fd:9\n'* ]]
	offer_pidfd gone
	[[ $offered == end:* ]]
}

@test "pgid: brings the groups of the shell's jobs" {
	run bash --norc -c '
		source "$1/completions/fdkill"
		COMP_WORDBREAKS=: COMP_LINE="fdkill pgid:" COMP_POINT=12 COMP_CWORD=2
		COMP_WORDS=(fdkill pgid :)
		set -m
		sleep 100 3>&- &
		_fdkill
		[[ ${COMPREPLY[*]} == "$!" ]] && kill $!' jobs "$SOURCE"
	[[ $status -eq 0 ]]
}

@test "tid: brings numbers" {
	start sleep 100
	offers_also 'fdkill tid:' "tid:$pid"
	kill "$pid"
}

@test "files are offered after -F, --pidfile and pidfile:" {
	mkdir run
	touch run/a.pid run/b.pid
	offers 'fdkill -F ru' run/
	[[ ! $space ]]
	offers 'fdkill -F run/' run/a.pid run/b.pid
	offers 'fdkill -F run/a' run/a.pid
	[[ $space ]]
	offers 'fdkill -vF run/a' run/a.pid
	offers 'fdkill -Frun/a' -Frun/a.pid
	offers 'fdkill --pidfile run/a' run/a.pid
	offers 'fdkill --pidfile=run/a' --pidfile=run/a.pid
	offers 'fdkill --pid=run/a' --pid=run/a.pid
	offers 'fdkill pidfile:run/a' pidfile:run/a.pid
	offers 'fdkill pidfile:ru' pidfile:run/
	[[ ! $space ]]
	offers 'fdkill -- pidfile:run/a' pidfile:run/a.pid
}

@test "file names that the shell would split are quoted" {
	touch 'my file' a:b a=b
	offers 'fdkill -F my' 'my\ file'
	offers 'fdkill -F my\ f' 'my\ file'
	offers 'fdkill -F "my f' 'my file'
	offers 'fdkill pidfile:my' 'pidfile:my\ file'
	offers 'fdkill -F a:' a:b
	offers 'fdkill --pidfile=a=' --pidfile=a=b
}

@test "a file under the home directory is found by its tilde" {
	touch own.pid
	HOME=$PWD offers 'fdkill -F ~/ow' "$PWD/own.pid"
}

@test "a redirection brings files" {
	touch output
	offers 'fdkill -v 1 > out' output
	offers 'fdkill -v 1 2>out' '2>output'
}

@test "scopes are offered" {
	offers 'fdkill --scope ' group process thread
	offers 'fdkill --scope=' --scope=group --scope=process --scope=thread
	offers 'fdkill --scope=t' --scope=thread
	[[ $space ]]
}

@test "keys of --info are offered, and codes by name" {
	offers 'fdkill --info ' code= errno= pid= uid= value=
	offers 'fdkill --info=' --info=code= --info=errno= --info=pid= --info=uid= --info=value=
	offers 'fdkill --info=c' --info=code=
	[[ ! $space ]]
	offers 'fdkill --info=code=SI_A' --info=code=SI_ASYNCIO --info=code=SI_ASYNCNL
	offers 'fdkill --info code=SI_Q' code=SI_QUEUE
	[[ $space ]]
	offers 'fdkill --info value=3,c' value=3,code=
	offers 'fdkill --info=value=3,code=SI_M' --info=value=3,code=SI_MESGQ
}

@test "every code that is offered can be sent" {
	local code
	offers_also 'fdkill --info code=' code=SI_QUEUE
	for code in $offered; do
		fdkill --dry-run --info "$code" $$
	done
}

@test "whole names of processes are offered to --name, --match and fdpkill" {
	local names=(needle a-needle-with-a-long-name)
	for name in "${names[@]}"; do
		cp "$HELPERS/disguise" "./$name"
		"./$name" >"$name.out" 3>&- &
		until_true is_ready "$name.out"
	done
	offers 'fdkill --name needl' needle
	offers 'fdkill --name=a-needle-w' --name=a-needle-with-a-long-name
	offers 'fdkill --match a-needle-with-a-l' a-needle-with-a-long-name
	offers 'fdpkill -x needl' needle
	[[ $space ]]
	conceals 'fdpkill ' "$$" fd:
	end_jobs
}

@test "values of conditions are offered" {
	offers 'fdkill -u roo' root
	offers 'fdkill --uid=daemo' --uid=daemon
	offers 'fdkill -G root,daemo' root,daemon
	offers_also 'fdkill -P 1' 1
	offers_also 'fdkill -P 1,1' 1,1
	offers_also 'fdkill --parent=1,1' --parent=1,1
	offers 'fdkill --runstates ' D R S T t
	offers 'fdkill --nslist net,u' net,user net,uts
	offers_also 'fdkill --exe /bin/tru' /bin/true
	offers_also 'fdkill -g ' 0 "$(ps -o pgid= $$ | tr -d ' ')"
	offers_also 'fdkill --session=0,' "--session=0,$(ps -o sid= $$ | tr -d ' ')"
	offers_also 'fdpkill -t -' -
	offers 'fdpkill -r ' D R S T t
}

@test "fdpkill has letters of its own" {
	offers_also 'fdpkill -' -n -o -s -t -c -e -L -A -TERM
	conceals 'fdpkill -' -v -l
	offers 'fdpkill --ec' --echo
	offers 'fdpkill bash -KIL' -KILL
	conceals 'fdkill 1 -' -KILL
	offers 'fdkill --ec'
}

@test "nothing is offered for an argument that cannot be listed" {
	offers 'fdkill -q '
	offers 'fdkill --queue='
	offers 'fdkill --queue '
}

@test "the word is completed where the cursor is" {
	run bash --norc -c '
		source "$1/completions/fdkill"
		compopt() { :; }
		COMP_WORDBREAKS=" =:" COMP_LINE="fdkill --sigXX 1" COMP_POINT=12 COMP_CWORD=1
		COMP_WORDS=(fdkill --sigXX 1)
		_fdkill
		echo "${COMPREPLY[*]}"' cursor "$SOURCE"
	[[ $output == --signal= ]]
}

@test "readline itself completes a word that has breaks in it" {
	type script >/dev/null || skip 'script(1) is not installed'
	start sleep 100
	exec 5<"/proc/$pid"
	cat >rc <<-'END'
		PS1='$ '
		source "$SOURCE/completions/fdkill"
		fdkill() { printf '<%s>' "$@" >result; }
	END
	printf 'fdkill --sig\tHU\t --scope=pr\t fd\t\t --info=value=3,co\tSI_QU\t\nexit\n' |
		TERM=dumb INPUTRC=/dev/null timeout 20 \
			script -qec 'bash --noprofile --rcfile rc -i' /dev/null 3>&- || true
	[[ $(cat result) == '<--signal=HUP><--scope=process><fd:5><--info=value=3,code=SI_QUEUE>' ]]
	kill "$pid"
}

@test "bash-completion finds and loads the file by the name of the command" {
	[[ -e $framework ]] || skip 'bash-completion is not installed'
	mkdir -p completions
	cp "$SOURCE"/completions/fd* completions
	run env BASH_COMPLETION_USER_DIR="$PWD" bash --norc -c '
		source "$1"
		if declare -F _comp_complete_load >/dev/null; then
			_comp_complete_load fdkill
		else
			_completion_loader fdkill
		fi
		complete -p fdkill
		! declare -F _completion_loader >/dev/null || _completion_loader fdpkill
		! declare -F _comp_complete_load >/dev/null || _comp_complete_load fdpkill
		complete -p fdpkill' load "$framework"
	[[ $output == *'-F _fdkill fdkill'*'-F _fdpkill fdpkill' ]]
}
