#!/bin/sh
# SPDX-License-Identifier: MIT
# circles.sh ARCHIVE: do files of the archive call each other in a circle? Prints the files of each
# circle. An edge "A B" means that A uses a symbol which B defines; tsort(1) finds the circles.
set -eu

symbols() {
	nm -A -g -P "$1"
}

symbols "$1" | awk '
	{
		file = $1
		sub(/.*\[/, "", file)
		sub(/\]:$/, "", file)
	}
	$3 ~ /^[TDRBC]$/ { home[$2] = file }
	$3 == "U" { uses[file, $2] = 1 }
	END {
		for (use in uses) {
			split(use, part, SUBSEP)
			if (part[2] in home && home[part[2]] != part[1])
				print part[1], home[part[2]]
		}
	}' | sort -u | { tsort >/dev/null; } 2>&1
