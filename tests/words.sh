#!/bin/sh
# SPDX-License-Identifier: MIT
# words.sh FILE...: refuse words that speak of a process as of a person. A process is "it".
# Prints FILE:LINE: WORD for each one found; status 1 if there is one. In C sources it reads comments
# and strings; in scripts (*.sh, *.bash, *.bats and files without a suffix) comments and the names of
# tests; in other files the whole text. Exempt is the user nobody: "-u nobody" and the like, and in C
# a string that is this name alone.
exec awk -v words='who|whom|whoever|whomever|somebody|someone|anybody|anyone|everybody|everyone|nobody|no one|strangers?' \
	-v user='(-[uU]|--?[a-z]*(user|uid)|chown|user|users|user named|u Ar)[ =]"?nobody' '
# The comments and strings of a line of C, without escapes such as \n.
function prose_of_c(line,   prose, token)
{
	while (line != "") {
		if (in_comment) {
			in_comment = !match(line, /\*\//)
			prose = prose " " (in_comment ? line : substr(line, 1, RSTART - 1))
			line = in_comment ? "" : substr(line, RSTART + 2)
			continue
		}
		if (!match(line, /"([^"\\]|\\.)*"|\047([^\047\\]|\\.)+\047|\/\*|\/\/.*/))
			break
		token = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		in_comment = token == "/*"
		if (token ~ /^["\/]/ && token != "\"nobody\"") {
			gsub(/\\./, " ", token)
			prose = prose " " token
		}
	}
	return prose
}

# The comment of a line of a script, or the name of a test.
function prose_of_script(line)
{
	if (line ~ /^@test /)
		return line
	return match(line, /(^|[ \t])#.*/) ? substr(line, RSTART) : ""
}

function prose_of(line)
{
	if (FILENAME ~ /\.[ch]$/)
		return prose_of_c(line)
	if (FILENAME ~ /\.(sh|bash|bats)$/ || FILENAME !~ /[^.\/][^\/]*\.[^\/]*$/)
		return prose_of_script(line)
	return line
}

FNR == 1 { in_comment = 0 }

{
	prose = " " prose_of($0) " "
	gsub(user, " ", prose)
	prose = tolower(prose)
	while (match(prose, "[^a-z0-9_](" words ")[^a-z0-9_]")) {
		print FILENAME ":" FNR ": " substr(prose, RSTART + 1, RLENGTH - 2)
		prose = substr(prose, RSTART + RLENGTH - 1)
		failed = 1
	}
}

END { exit failed }' "$@"
