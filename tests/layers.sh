#!/bin/sh
# layers.sh SOURCE...: do the sources, given in the order of their layers, keep to it? Prints each
# line that does not. What begins at the first edge may print and exit; what is below may not.
exec awk -v first_edge=say.h '
function basename(path)
{
	sub(/.*\//, "", path)
	return path
}

function wrong(what)
{
	print FILENAME ":" FNR ": " what
	failed = 1
}

# The line without comments, and without what is inside of strings.
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
	if (own in place && !own_seen)
		wrong("its own header " own " comes first")
}

function check_include(header)
{
	own_seen = own_seen || header == own
	check_own_first()
	if (!(header in place))
		wrong(header " is not in the list of sources")
	else if (place[header] >= place[file])
		wrong(header " is not of a layer above")
}

BEGIN {
	for (i = 1; i < ARGC; i++)
		place[basename(ARGV[i])] = i
	if (!(first_edge in place)) {
		print "layers.sh: " first_edge " is not in the list of sources"
		exit failed = 1
	}
}

FNR == 1 {
	file = own = basename(FILENAME)
	sub(/(-[a-z]*)?\.c$/, ".h", own)
	own_seen = own == file
	in_comment = 0
	may_print = place[file] >= place[first_edge] || file == "util.c" # out of memory
}

/^#[ \t]*include "/ {
	split($0, part, "\"")
	check_include(part[2])
	next
}

{ code = code_of($0) }

/^#[ \t]*include </ { check_own_first() }
code ~ /cap-ng\.h/ && file != "privilege.c" { wrong("only privilege.c includes cap-ng.h") }
code ~ /^ [ \t]*#[ \t]*(if|elif|else)/ && file !~ /^sys[.-]/ { wrong("#if belongs into sys*.[ch]") }
calls("syscall") && file !~ /^sys[.-]/ { wrong("system calls are made in sys*.c") }
calls("kill|tkill|tgkill|killpg|raise|sigqueue|pthread_kill|pthread_sigqueue") ||
code ~ /(SYS|__NR)_(kill|tkill|tgkill|rt_sigqueueinfo|rt_tgsigqueueinfo)/ {
	wrong("signals go out through pidfds only")
}
may_print { next }
calls("printf|vprintf|puts|putchar|perror|errx?|warnx?") || code ~ /std(out|err)/ {
	wrong("nothing below " first_edge " prints")
}
calls("_?exit|_Exit|quick_exit|abort") { wrong("nothing below " first_edge " exits") }

END { exit failed }' "$@"
