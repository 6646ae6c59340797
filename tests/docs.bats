#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The manual pages, the completions and --help are written by hand. These tests compare them with the
# program, in both directions.

load lib

setup() {
	export SOURCE
	page=$SOURCE/doc/fdkill.1
	cd "$BATS_TEST_TMPDIR" || return
	"$HELPERS/print-options" >table
	"$HELPERS/print-options" fdpkill >pkill-table
	[[ -s table && -s pkill-table && -s $page ]]
}

# section NAME: print the lines of that section of the manual page.
section() {
	awk -v name="$1" '/^\.Sh/ { inside = $0 == ".Sh " name; next } inside' "$page"
}

# The tables below have a line for each option: letters in alphabetical order, name, argument.
sort_letters() {
	local letters name argument
	while IFS=$'\t' read -r letters name argument; do
		letters=$(fold -w1 <<<"$letters" | sort | tr -d '\n')
		printf '%s\t%s\t%s\n' "$letters" "$name" "$argument"
	done | sort
}

options_of_program() {
	sort_letters <"${1:-table}"
}

# The section OPTIONS of the page: ".It Fl s Ar SIGNAL , Fl n Ar SIGNAL , Fl -signal Ns = Ns Ar SIGNAL"
options_of_page() {
	section OPTIONS | sed -n 's/^\.It \(Fl .*\)/\1/p' | awk -F' , ' '
		{
			letters = ""
			split($NF, long, " Ns = Ns ")
			name = substr($NF, 5)
			sub(/ .*/, "", name)
			argument = $NF
			if (!sub(/^Fl [^ ]* Ns = Ns Ar /, "", argument))
				argument = "-"
			gsub(/ Ns (Ar )?/, "", argument)
			sub(/ Ar /, " ", argument)
			for (i = 1; i < NF; i++) {
				letters = letters substr($i, 4, 1)
				if ((argument == "-" ? "" : " Ar " argument) != substr($i, 5))
					argument = "as -" substr($i, 4) " has it, or " argument
			}
			print (letters ? letters : "-") "\t" name "\t" argument
		}' | sort_letters
}

@test "the manual page describes exactly the options of the program" {
	diff <(options_of_program) <(options_of_page)
}

@test "the page of fdpkill has every letter of fdpkill, and only options of fdpkill" {
	page=$SOURCE/doc/fdpkill.1
	options_of_program pkill-table >program
	options_of_page >described
	[[ -s described ]]
	diff <(grep -v '^-' program) <(grep -v '^-' described)
	[[ -z $(comm -13 program described) ]]
}

# options_of_completion NAME: print the options that completions/NAME offers.
options_of_completion() {
	# shellcheck disable=SC2016 # for the bash within
	bash --norc -c '
		source "$SOURCE/completions/$1"
		dump() {
			local name letter found
			for name in "${names[@]}"; do
				found=
				for letter in "${!letters[@]}"; do
					[[ ${letters[$letter]} == "$name" ]] && found+=$letter
				done
				[[ $name == *= ]] && argument=ARGUMENT || argument=-
				name=${name#--}
				printf "%s\t%s\t%s\n" "${found:--}" "${name%=}" "$argument"
			done
		}
		_fdkill_targets() { dump; }
		_fdkill_names() { dump; }
		COMP_WORDS=("$1" "") COMP_CWORD=1 COMP_LINE="$1 " COMP_POINT=$((${#1} + 1))
		"_$1"' - "$1" 2>&1 | sort_letters
}

@test "the completions offer exactly the options of the program" {
	local argument='s/\t[^\t-][^\t]*$/\tARGUMENT/'
	diff <(options_of_program | sed -E "$argument") <(options_of_completion fdkill)
	diff <(options_of_program pkill-table | sed -E "$argument") <(options_of_completion fdpkill)
}

# options_of_help COMMAND
options_of_help() {
	"$1" --help | sed -nE \
		-e 's/^  (-(.), |    )--([a-z-]+)(=([^ ]+( [A-Z]+)?))?( .*)?$/\2\t\3\t\5/p' |
		awk -F'\t' -v OFS='\t' '{ print $1 ? $1 : "-", $2, $3 ? $3 : "-" }' | sort
}

@test "--help lists exactly the options of the program, with the first letter of each" {
	diff <(sed -E 's/^(.)[^\t]*/\1/' table | sort) <(options_of_help fdkill)
	diff <(sed -E 's/^(.)[^\t]*/\1/' pkill-table | sort) <(options_of_help "$FDPKILL")
}

@test "some test uses each option" {
	local letters name argument uses missing=''
	# A test of the completion does not use the option.
	uses=$(grep -hiE --exclude=completion.bats 'fdkill|selects|refuses|left_alone|on_terminal' "$SOURCE"/tests/*.bats |
		grep -v '^@test')
	while IFS=$'\t' read -r letters name argument; do
		grep -qE -e "--$name([ =\"')]|$)" <<<"$uses" ||
			grep -qE -e "[ (]-[a-z]?[${letters/-/!}]([ \"')]|$)" <<<"$uses" ||
			missing+=" --$name"
	done <table
	[[ -z $missing ]] || {
		echo "no test uses:$missing"
		return 1
	}
}

@test "-h and --help go to standard output, and fit into 80 columns" {
	local command option
	for command in fdkill fdpkill; do
		for option in -h --help; do
			"$command" $option >help 2>errors
			[[ -s help && ! -s errors ]]
			awk 'length > 80 { print length ": " $0; wide = 1 } END { exit wide }' help
		done
	done
}

@test "-h has about 25 lines: a dozen options of the table, five examples, and where to read more" {
	local command
	for command in fdkill fdpkill; do
		"$command" -h >short
		"$command" --help >whole
		(($(wc -l <short) >= 22 && $(wc -l <short) <= 30))
		grep -oE '^ +(-., )?--[a-z-]+' short >options
		(($(wc -l <options) >= 10 && $(wc -l <options) <= 12))
		# --help says the same of them.
		while IFS= read -r line; do
			grep -qxF -e "$line" whole
		done < <(grep -E '^ +(-., )?--[a-z-]+' short)
		(($(grep -c "^  $command " short) == 5))
		grep -q "$command --help.*man $command" short
	done
}

# line_of_help WORDS: the number of the first line of --help that has them.
line_of_help() {
	fdkill --help | grep -n -m1 -e "$1" | cut -d: -f1
}

@test "--help has waiting before what few need" {
	local wait few
	wait=$(line_of_help '--kill-after')
	for few in --nslist --cgroup --info --scope --queue; do
		(($(line_of_help "$few") > wait))
	done
}

@test "the help of fdpkill speaks of fdpkill and of patterns" {
	local option
	for option in -h --help; do
		fdpkill $option >help
		grep -q '^Usage: fdpkill .*PATTERN' help
		run -1 grep -wE 'fdkill|TARGET' help
		run -1 grep -E '(fd|pgid|ino|peer|tid|pidfile):' help
	done
}

@test "an option that could be taken for a question says whether it sends" {
	local option
	fdkill --help >help
	for option in dry-run print status explain; do
		grep -qE -e "^ +--$option +send nothing" help
	done
	for option in verbose count exit-status quiet; do
		grep -qE -e "--$option +send, " help
	done
	grep -qE -e '--interactive +ask .* before anything is sent' help
}

@test "the message about an unknown option goes to standard error, with status 2" {
	run -2 --separate-stderr fdkill --no-such-option
	[[ -z $output && $stderr == *--no-such-option* ]]
}

# The forms of targets with a prefix, such as "fd:", in the manual page and in --help.
prefixes_of_page() {
	section TARGETS | sed -n 's/^\.It Cm \([a-z]*:\).*/\1/p' | sort
}

prefixes_of_help() {
	fdkill --help | sed -n '/^Targets:/,/^$/p' | grep -oE '\<[a-z]+:[A-Z]' | sed 's/.$//' | sort
}

@test "the manual page, --help and the completion know the same forms of targets" {
	[[ $(prefixes_of_page | wc -l) -ge 6 ]]
	diff <(prefixes_of_page) <(prefixes_of_help)
	diff <(prefixes_of_page) <(
		sed -n "s/^.*_fdkill_offer '' fd:/fd:/p" "$SOURCE/completions/fdkill" |
			tr ' ' '\n' | sort
	)
}

@test "the program knows every form of the manual page" {
	local prefix
	for prefix in $(prefixes_of_page); do
		run -2 fdkill --dry-run "$prefix"
		[[ $output == *"nothing follows the colon"* ]]
	done
	run -2 fdkill --dry-run nosuch:1
	[[ $output != *"nothing follows the colon"* ]]
}

@test "the manual page and --help list the same exit statuses" {
	diff <(section 'EXIT STATUS' | sed -n 's/^\.It //p') <(
		fdkill --help | sed -n '/^Exit status/,/^$/p' | grep -oE '[0-9]+'
	)
}

@test "the program exits with the statuses of the manual page" {
	start sleep 100
	run -0 fdkill --dry-run "$pid"
	run -64 fdkill --dry-run "$pid" "$(gone)"
	run -1 fdkill --dry-run "$(gone)"
	run -2 fdkill --dry-run
	umask 022
	make_directory
	echo garbled >"$directory/garbled"
	run -3 fdkill --dry-run -F "$directory/garbled"
	run -3 fdkill --dry-run -F "$directory/garbled" "$(gone)"
	echo "$pid" >"$directory/stale"
	touch -d '3 hours ago' "$directory/stale"
	run -5 fdkill --dry-run -F "$directory/stale"
	kill "$pid"
}

@test "the program has the messages that the manual page explains" {
	local code words
	code=$(cat "$SOURCE"/src/*.c "$SOURCE"/src/*/*.c | tr -d '\n\t' | sed 's/" *"//g')
	section DIAGNOSTICS | sed -n 's/^\.It //p' | sed 's/USER\|VERSION/%s/g' >explained
	[[ -s explained ]]
	while read -r words; do
		grep -qF "$words" <<<"$code" || {
			echo "no message of the program: $words"
			return 1
		}
	done <explained
}

@test "the manual page and the completion know the codes of siginfo that the program names" {
	run -2 fdkill --info code=NOSUCH $$
	codes=$(grep -oE 'SI_[A-Z]+' <<<"$output" | sort)
	[[ -n $codes ]]
	diff <(echo "$codes") <(section OPTIONS | grep -oE 'SI_[A-Z]+' | sort -u)
	diff <(echo "$codes") <(grep -oE 'SI_[A-Z]+' "$SOURCE/completions/fdkill" | sort)
}

@test "the manual page knows the scopes and the keys of siginfo that the program names" {
	local word words
	run -2 fdkill --scope=nosuch $$
	read -ra words <<<"$(sed 's/.*; write //; s/,\| or / /g' <<<"$output")"
	((${#words[@]} == 3))
	for word in "${words[@]}"; do
		section OPTIONS | grep -qx ".It Cm $word"
	done
	run -2 fdkill --info nosuch=1 $$
	mapfile -t words < <(grep -oE '[a-z]+=([, ]|$)' <<<"$output" | tr -d '=, ')
	((${#words[@]} == 5))
	for word in "${words[@]}"; do
		section OPTIONS | grep -qE "^\.It Cm (.* )?$word( |$)"
	done
}

# Write the literal blocks of EXAMPLES to the files example.01, example.02, ...
write_examples() {
	section EXAMPLES | awk '
		/^\.Ed/ { inside = 0 }
		inside { gsub(/\\-/, "-"); gsub(/\\e/, "\\"); print > sprintf("example.%02d", count) }
		/^\.Bd -literal/ { inside = 1; count++ }'
}

# run_example FILE: run it as a script, its fdkill with --dry-run. The process $pid plays the daemon x.
run_example() {
	sed -i "s|/run/x\.pid|identity|; s|/usr/sbin/x|/proc/$pid/exe|; s|-u x$|-u $EUID|" "$1"
	# It would start the daemon.
	sed -i 's|^0) /proc/.* --daemon ;;|0) ;;|' "$1"
	# A job is bash, which blocks signals, until it runs sleep.
	sed -i 's|^sleep .* &$|&\nuntil_true grep -qx sleep /proc/$!/comm|' "$1"
	bash 3>&- <<-END
		set -e
		$(declare -f until_true)
		trap 'kill \$(jobs -p) 2>/dev/null || :' EXIT
		fdkill() {
			"$FDKILL" --dry-run "\$@"
		}
		pid=$pid tid=$pid pgid=$pid file=identity
		MAINPID=$pid MAINPIDFDID=$(identity_of "$pid" | cut -d: -f2)
		$(cat "$1")
	END
}

@test "every example of the manual page works" {
	needs_linux 6.15 # examples use what older kernels lack
	local example
	start setsid sleep 1000
	umask 022
	make_directory
	cd "$directory"
	write_examples
	[[ -s example.01 && -s example.09 ]]
	for example in example.*; do
		run_example "$example" >output 2>errors || echo "status $?" >>errors
		[[ ! -s errors ]] || {
			cat "$example" errors
			return 1
		}
	done
	assert_alive "$pid"
	kill "$pid"
}

# stop_lines: the commands of README and of the manual page that stop a daemon by its pidfile, a line each.
stop_lines() {
	write_examples
	sed -nE 's/^ *(fdkill .*--remove-pidfile.*)/\1/p' "$SOURCE/README.md"
	sed -E ':join; /\\$/ { N; s/\\\n *//; b join }' example.* | grep -- '^fdkill .*--remove-pidfile'
}

@test "what stops a daemon in README and in the manual works for a pidfile that the daemon's user owns" {
	needs_root
	local line
	umask 022
	make_directory
	chmod 711 "$directory"
	cd "$directory"
	stop_lines >lines
	(($(wc -l <lines) == 2))
	mkdir run
	chown daemon run
	cp "$(type -P sleep)" ./x
	while IFS= read -r line; do
		line=${line//\/run\/x.pid/run/x.pid}
		line=${line//\/usr\/sbin\/x/$directory/x}
		line=${line//-u x/-u daemon}
		start setpriv --reuid daemon --regid daemon --clear-groups "$directory/x" 1000
		setpriv --reuid daemon --regid daemon --clear-groups bash -c 'echo "$0" >run/x.pid' "$pid"
		eval "$line"
		assert_dead_of TERM "$pid"
		[ ! -e run/x.pid ]
		# Dead already: the file goes, too.
		echo "$pid" >run/x.pid
		eval "$line"
		[ ! -e run/x.pid ]
		# The PID is that of another process now.
		start sleep 1000
		echo "$pid" >run/x.pid
		run -0 eval "$line"
		[[ $output == *"$pid still runs, and the pidfile is not removed" ]]
		assert_alive "$pid"
		kill "$pid"
		rm run/x.pid
	done <lines
}

# run_help_example LINE: run the command before two blanks with --dry-run. The process $pid plays its target.
run_help_example() {
	local line=${1#  }
	line=${line%%  *}
	line=${line/4711/$pid}
	line=${line//\/run\/x.pid/pidfile}
	line=${line//-u x/-u $EUID}
	line=$(sed -E "s/sshd\|cron|sshd|nginx|'backup[^']*'|worker/needle/" <<<"$line")
	eval "${line/ / --dry-run }"
}

@test "every example of -h works" {
	local command example
	umask 022
	make_directory
	cd "$directory"
	named needle
	echo "$pid" >pidfile
	for command in fdkill fdpkill; do
		"$command" -h | grep "^  $command " >examples
		while IFS= read -r example; do
			run -0 run_help_example "$example"
		done <examples
	done
	assert_alive "$pid"
	kill "$pid"
}

@test "the tests that doc/THREATS.md names exist" {
	local file
	grep -oE 'tests/[a-z/-]+\.(bats|c)' "$SOURCE/doc/THREATS.md" >named
	[[ -s named ]]
	while read -r file; do
		[[ -e $SOURCE/$file ]] || {
			echo "no $file"
			return 1
		}
	done <named
}

@test "COMPATIBILITY has each version that doc/KERNELS.md names, and KERNELS.md names each feature" {
	local version versions words page=$SOURCE/doc/fdkill.1
	versions=$(grep -o 'needs [0-9][0-9.]*' "$SOURCE/doc/KERNELS.md" | sort -u)
	[[ $versions == *6.9*6.15* || $versions == *6.15*6.9* ]]
	while read -r _ version; do
		section COMPATIBILITY | grep -q "^\.It $version Ta "
	done <<<"$versions"
	while IFS= read -r words; do
		grep -qF "| $words |" "$SOURCE/doc/KERNELS.md" || {
			echo "not in doc/KERNELS.md: $words"
			return 1
		}
	done < <(sed -nE "s/^[[:space:]]*try '(.*)' .*/\1/p" "$SOURCE/tests/kernels/features" |
		sed "s/'\\\\''/'/; s/' .*//")
}

@test "COMPATIBILITY has tables with three cells in each row: what the peer does, what fdkill does, why" {
	local page tables peer
	for page in "$SOURCE"/doc/*.1; do
		tables=$(section COMPATIBILITY | sed -n '/^\.TS/,/^\.TE/p')
		grep -qx 'pkill@.*@why' <<<"$tables"
		# T{ begins a cell, and T}@T{ ends one and begins the next. A line separates two rows.
		(($(grep -c '^T}@T{$' <<<"$tables") == 2 * $(grep -c '^_$' <<<"$tables")))
		(($(grep -c '^T{$' <<<"$tables") == $(grep -c '^_$' <<<"$tables")))
	done
	page=$SOURCE/doc/fdkill.1
	for peer in kill pkill killall 'start\\-stop\\-daemon'; do
		section COMPATIBILITY | grep -q "^$peer@.*@why\$"
	done
}

@test "mandoc finds no fault in the manual pages" {
	type mandoc >/dev/null || skip 'mandoc is not installed'
	# A manual page of another package may be missing here.
	mandoc -Tlint -Wstyle "$page" "$SOURCE/doc/fdpkill.1" 2>/dev/null >said || :
	grep -v 'referenced manual not found' said >complaints || :
	[[ ! -s complaints ]] || {
		cat complaints
		return 1
	}
}

@test "groff finds no fault in the manual pages" {
	type groff >/dev/null || skip 'groff is not installed'
	local page
	for page in "$SOURCE"/doc/*.1; do
		groff -t -ww -mandoc -Tutf8 "$page" >formatted 2>complaints
		[[ -s formatted && ! -s complaints ]]
	done
}
