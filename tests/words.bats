#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# tests/words.sh, the lint for words: what it refuses, and what it accepts.

load lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# refuses FILE WORD: the lint finds this one word, in line 1 of FILE; its text is standard input.
refuses() {
	cat >"$1"
	run -1 sh "$SOURCE/tests/words.sh" "$1"
	[[ $output == "$1:1: $2" ]]
}

# accepts FILE: the lint finds nothing in FILE; its text is standard input.
accepts() {
	cat >"$1"
	run -0 sh "$SOURCE/tests/words.sh" "$1"
	[[ -z $output ]]
}

@test "the lint for words finds each word" {
	local word
	for word in who whom whoever whomever somebody someone anybody anyone everybody everyone nobody 'no one' stranger; do
		refuses README.md "$word" <<<"Signal $word."
		refuses page.1 "$word" <<<".It Fl x ${word^}"
	done
}

@test "the lint for words reads comments and strings of C" {
	refuses a.c who <<<'/* who */'
	refuses a.c who <<<$'/* who is\nit, */ int who;'
	refuses a.h who <<<'int a; // who'
	refuses a.c who <<<'puts("it\nwho");'
	refuses a.c nobody <<<'puts("signals nobody");'
	refuses a.c who <<<$'char c = \'"\'; /* who */'
	accepts a.c <<<$'int who = nobody; /* it */\nuser("nobody"); puts("whole /*"); who();'
}

@test "the lint for words reads comments of scripts, and the names of tests" {
	refuses a.sh who <<<'# who'
	refuses script who <<<$'true\t# who'
	refuses a.bats who <<<'@test "who is signalled" {'
	accepts a.bats <<<$'@test "it is signalled" {\n\trun -0 who; echo "who" "${#who}"'
	accepts a.bash <<<'setpriv --reuid nobody who'
}

@test "the lint for words lets the user named nobody be" {
	accepts README.md <<<'fdkill -u nobody; fdkill --user=nobody, -U nobody, --euid nobody, the user nobody, chown nobody'
	accepts page.1 <<<'.Fl u Ar nobody'
	refuses README.md nobody <<<'fdkill -u nobody signals nobody.'
}
