#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --match: which patterns are refused, and how much of a command line is matched.

load lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	end_jobs
}

# repeat COUNT WORD: print WORD COUNT times.
repeat() {
	local blanks
	printf -v blanks '%*s' "$1" ''
	printf '%s' "${blanks// /$2}"
}

# refuses WORDS PATTERN: under both names, with and without -x; the message has the pattern and WORDS.
refuses() {
	local option
	for option in -f -x; do
		run -2 fdkill $option --match "$2" 1
		[[ ${#lines[@]} -eq 1 && $output == "fdkill: --match '"*"': $1"* ]]
		run -2 fdpkill $option "$2"
		[[ ${#lines[@]} -eq 1 && $output == "fdpkill: pattern '"*"': $1"* ]]
	done
}

# judged STATUS OPTION...: a guard on $pid is checked soon, with 8-bit and with multibyte characters.
judged() {
	local locale
	for locale in C C.UTF-8; do
		LC_ALL=$locale run timeout 10 "$FDKILL" --dry-run -f "${@:2}" "$pid"
		[ "$status" -eq "$1" ] || {
			echo "$locale: ${*:2}: status $status: ${output:0:300}"
			return 1
		}
	done
}

@test "a ) without a ( is refused: with -x it would close a parenthesis of fdkill's own" {
	refuses "a ) without a (" 's)|zz'
	refuses "a ) without a (" 'a)(b'
	run -2 fdkill -x --match 's)|zz' 1
	[[ $output == "fdkill: --match 's)|zz': "* ]]
	start sleep 1000
	run -0 fdkill --dry-run -x --match 'sleep[)]*' "$pid"
}

@test "back-references are refused" {
	refuses "back-references are not supported" '(a)b\1'
}

@test "a pattern that would crash regcomp(3) is refused" {
	refuses "more than 1000 levels" "$(repeat 20000 '(')a$(repeat 20000 ')')"
	refuses "more than 1000 levels" "$(repeat 1001 '(')a$(repeat 1001 ')')"
	refuses "too large" "$(repeat 500 '(')a$(repeat 500 ')+')"
	refuses "too large" '(((a?){200}){200}){200}'
	start sleep 1000
	run -0 fdkill --dry-run --match "$(repeat 1000 '(')l$(repeat 1000 ')')" "$pid"
}

@test "lack of memory is not reported as an error in the pattern" {
	[[ -z ${SANITIZERS:-} ]] || skip 'the sanitizers need the memory themselves'
	local command
	# shellcheck disable=SC2016 # for the shell within
	for command in '"$FDKILL" --match' '"$FDPKILL" --'; do
		run -3 bash -c "ulimit -v 100000; exec $command '(a?){5000}'"
		[[ $output == *": out of memory" ]]
	done
}

@test "-f --match: a long command line is matched soon" {
	named python 1 "$(repeat 17000 'python ')"
	judged 1 --match 'python.*server'
	judged 0 --match 'python.*python '
	judged 1 -x --match 'python.*server'
	judged 0 -x --match '.*/python( .*)*'
	judged 0 --match '(^|/)python .*python '
	judged 1 --match '(^|/)python .*server'
	judged 1 -i --match 'PYTHON.*SERVER'
	judged 1 --match '(p*)*@'
	judged 1 --match '(p|py|pyt|.*)+$[^x]'
	judged 1 --match '(.*)(.*)(.*)x@'
	LC_ALL=C.UTF-8 run -1 timeout 10 "$FDPKILL" --dry-run -f 'python.*server'
}

@test "-f --match: more than 128 KiB cannot be checked" {
	local before rest
	before=$(printf '%s 1 ' "$PWD/needle" | wc -c)
	rest=$((131072 - before - 100000 - 1))
	named needle 1 "$(repeat 100000 x)" "$(repeat "$rest" x)"
	judged 0 --match needle
	judged 0 --match 'n.*xx$'
	judged 1 --match 'n.*@'
	named needle 1 "$(repeat 100000 x)" "$(repeat "$((rest + 1))" x)"
	judged 4 --match needle
	judged 4 --match 'n.*x'
	judged 4 --inverse --match 'n.*@'
	[[ $output == *"$pid: skipped: its command line is too long for this pattern, so the condition cannot be checked" ]]
	run fdpkill --dry-run -f needle
	[[ $output != *" $pid "* ]]
	run fdpkill --dry-run -f --inverse no-such-thing
	[[ $output != *" $pid "* ]]
	run -0 fdkill --dry-run --name needle "$pid"
}

@test "-f --match: more than 4 KiB cannot be checked if the pattern can match in many ways" {
	named needle 1 "$(repeat 3000 x)"
	judged 1 --match 'x.{30}@'
	named needle 1 "$(repeat 5000 x)"
	judged 4 --match 'x.{30}@'
	judged 1 --match 'x.{5}@'
}

@test "-f --match: bytes that are not text in the locale" {
	named needle 1 $'\377'
	judged 0 --match 'needle.1'
	judged 1 --match 'needle.*@'
	named needle 1 "$(repeat 5000 x)"$'\377'
	LC_ALL=C.UTF-8 run -4 fdkill -f --match 'needle.*@' "$pid"
	LC_ALL=C run -1 fdkill -f --match 'needle.*@' "$pid"
}
