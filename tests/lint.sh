#!/bin/sh
# SPDX-License-Identifier: MIT
# lint.sh SOURCE...: check the sources. Run it in the root of the source tree; LIBRARY is the archive
# that is built from the sources. All checks run; the status is 1 if one of them finds a fault.
# shellcheck disable=SC2317 # check runs these functions
set -u

: "${CC:=cc}"
failed=0

# check NAME COMMAND...: COMMAND must succeed and print nothing.
check() {
	name=$1
	shift
	if said=$("$@" 2>&1) && [ -z "$said" ]; then
		printf 'ok: %s\n' "$name"
	else
		printf 'WRONG: %s\n%s\n' "$name" "${said:-$* failed}"
		failed=1
	fi
}

existing() {
	for file; do
		[ ! -e "$file" ] || printf '%s\n' "$file"
	done
}

c_files=$(existing src/*.[ch] src/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch] bench/*.c)
scripts=$(existing bootstrap .ci/run bench/run completions/* tests/*.sh tests/*.bash tests/*.bats \
	tests/kernels/run tests/kernels/root tests/kernels/get tests/kernels/init tests/kernels/features)
prose=$(existing ./*.md doc/* configure.ac Makefile.am m4/*)
texts="$prose LICENSE"

# The warnings that configure asks for, without those that this compiler does not know.
warnings() {
	sed -n '/^for flag in -Wall/,/^do/p' configure.ac | grep -o -e '-W[^ ]*' |
		while read -r flag; do
			$CC -Werror "$flag" -fsyntax-only -x c /dev/null 2>/dev/null &&
				printf '%s\n' "$flag"
		done
}

# shellcheck disable=SC2086 # CC and flags are words
headers_alone() {
	flags=$(warnings)
	for header; do
		case $header in
		*.h)
			printf '#include "%s"\n' "$header" |
				$CC -std=gnu17 $flags -Werror -D_GNU_SOURCE -I. -Isrc \
					-fsyntax-only -x c -
			;;
		esac
	done
}

# A function begins with "{" and ends with "}" in the first column. Comments are narrow; the strings
# of messages may be longer.
lengths() {
	awk '
		/^\t*( ?\*|\/\*)/ && length($0) + 7 * (match($0, /[^\t]/) - 1) > 100 {
			print FILENAME ":" FNR ": a comment of more than 100 columns"
		}
		{ files[FILENAME] = FNR }
		/^{/ { start = FNR }
		/^}/ && start {
			if (FNR - start + 1 > 60)
				print FILENAME ":" start ": a function of " FNR - start + 1 " lines"
			start = 0
		}
		END {
			for (file in files)
				if (files[file] > 500)
					print file ": " files[file] " lines"
		}' "$@"
}

trailing_blanks() {
	! grep -nE '[[:blank:]]+$' "$@"
}

# It is no fault if a manual page of another program is not installed.
mandoc_lint() {
	command -v mandoc >/dev/null || echo 'mandoc is not installed'
	! mandoc -Tlint -Wstyle "$@" 2>/dev/null | grep -v 'referenced manual not found'
}

groff_lint() {
	groff -t -ww -mandoc -Tutf8 "$@" >/dev/null
}

# until_true repeats a command, but its words have been expanded before.
expanded_once() {
	! grep -nE 'until_true (\[|test) .*\$\(' "$@"
}

licences() {
	grep -L 'SPDX-License-Identifier: MIT' "$@"
}

check 'layers' sh tests/layers.sh "$@"
check 'no two files call each other in a circle' sh tests/circles.sh "$LIBRARY"
# shellcheck disable=SC2086 # these variables are lists
{
	check 'headers compile alone' headers_alone $c_files
	check 'no function over 60 lines, no file over 500, no comment over 100 columns' lengths $c_files
	check 'each file names its licence' licences $c_files $scripts doc/*.1 configure.ac Makefile.am m4/*
	check 'no blanks at the ends of lines' trailing_blanks $c_files $scripts $texts
	check 'no word for a person where a process is meant' sh tests/words.sh $c_files $scripts $prose
	check 'until_true looks again at what it waits for' expanded_once $scripts
	check 'shellcheck' shellcheck -x $scripts
	check 'mandoc' mandoc_lint doc/*.1
	check 'groff' groff_lint doc/*.1
	check 'codespell' codespell -L nd,te,trun $c_files $scripts $texts
}
exit "$failed"
