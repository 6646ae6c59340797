#!/bin/sh
# SPDX-License-Identifier: MIT
# layers.sh SOURCE...: check the layers. A folder includes only from itself and from the folders
# below it; only src/cli and src/main.c print and exit. Prints each line that breaks a rule.
exec awk -v folders='base model proc run request cli' -v top=cli '
function wrong(what)
{
	print FILENAME ":" FNR ": " what
	failed = 1
}

# The layer of a path below src: its place in the list of folders. src/main.c is above all.
function layer_of(path)
{
	sub(/\/.*/, "", path)
	return path in layer ? layer[path] : path ~ /\.[ch]$/ ? count + 1 : 0
}

# The line without comments and without the contents of strings.
function code_of(line)
{
	if (in_comment && !sub(/.*\*\//, "", line))
		return ""
	in_comment = 0
	gsub(/\047\\?"\047/, "0", line)
	gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
	gsub(/\/\*[^*]*\*+([^\/*][^*]*\*+)*\//, "", line)
	sub(/\/\/.*/, "", line)
	in_comment = sub(/\/\*.*/, "", line)
	return " " line
}

function calls(functions)
{
	return code ~ "[^A-Za-z0-9_](" functions ")[ \t]*\\("
}

function check_own_first()
{
	if (own in given && !own_seen)
		wrong("its own header " own " comes first")
}

function check_include(header)
{
	own_seen = own_seen || header == own
	check_own_first()
	if (!(header in given))
		wrong(header " is not in the list of sources")
	else if (layer_of(header) > layer_of(file))
		wrong(header " is in a folder above this one")
}

BEGIN {
	count = split(folders, name, " ")
	for (i = 1; i <= count; i++)
		layer[name[i]] = i
	for (i = 1; i < ARGC; i++) {
		path = ARGV[i]
		sub(/^src\//, "", path)
		given[path] = 1
		if (!layer_of(path)) {
			print ARGV[i] ": is in no folder that is a layer"
			failed = 1
		}
	}
}

FNR == 1 {
	file = FILENAME
	sub(/^src\//, "", file)
	own = file
	sub(/(-[a-z]*)?\.c$/, ".h", own)
	own_seen = own == file
	in_comment = 0
	is_sys = file ~ /^base\/sys[.-]/
	may_print = layer_of(file) >= layer[top] || file == "base/util.c" # out of memory
}

/^#[ \t]*include "/ {
	split($0, part, "\"")
	check_include(part[2])
	next
}

{ code = code_of($0) }

/^#[ \t]*include </ { check_own_first() }
code ~ /cap-ng\.h/ && file != "cli/privilege.c" { wrong("only cli/privilege.c includes cap-ng.h") }
code ~ /^ [ \t]*#[ \t]*(if|elif|else)/ && !is_sys { wrong("#if belongs in base/sys*.[ch]") }
calls("syscall") && !is_sys { wrong("system calls are made in base/sys*.c") }
calls("kill|tkill|tgkill|killpg|raise|sigqueue|pthread_kill|pthread_sigqueue") ||
code ~ /(SYS|__NR)_(kill|tkill|tgkill|rt_sigqueueinfo|rt_tgsigqueueinfo)/ {
	wrong("signals go out through pidfds only")
}
may_print { next }
calls("printf|vprintf|puts|putchar|perror|errx?|warnx?") || code ~ /std(out|err)/ {
	wrong("nothing below " top " prints")
}
calls("_?exit|_Exit|quick_exit|abort") { wrong("nothing below " top " exits") }

END { exit failed }' "$@"
