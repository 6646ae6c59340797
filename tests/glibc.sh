#!/bin/sh
# SPDX-License-Identifier: MIT
# glibc.sh SOURCE...: compile each source with the headers of glibc 2.31 (Debian 11), the oldest that
# is supported. If they cannot be had, compile with those of this machine, but without the names that
# are known to be newer. Nothing is linked, and the object files are thrown away. Runs in the root of
# the source tree; BUILD is the directory of config.h. Every source is compiled; status 1 if one
# failed.
set -u
: "${CC:=cc}" "${BUILD:=.}" "${CAPNG_CFLAGS:=}"

work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

fetch_headers() {
	mkdir "$work/debs" &&
		sh tests/debian.sh bullseye "$work/debs" libc6-dev linux-libc-dev >/dev/null 2>&1 &&
		dpkg-deb -x "$work/debs"/libc6-dev_*.deb "$work" &&
		dpkg-deb -x "$work/debs"/linux-libc-dev_*.deb "$work"
}

if fetch_headers; then
	echo 'with the headers of glibc 2.31'
	include=$work/usr/include
	# The compiler has headers of its own. cap-ng.h comes from this machine, and nothing else.
	own=$($CC -print-file-name=include)
	mkdir "$work/capng"
	# shellcheck disable=SC2086 # words
	ln -s "$(printf '#include <cap-ng.h>\n' | $CC $CAPNG_CFLAGS -M -x c - | tr ' ' '\n' | grep '/cap-ng\.h$')" \
		"$work/capng"
	flags="-nostdinc -isystem $own -isystem $include -isystem $include/$($CC -print-multiarch) -isystem $work/capng"
else
	echo 'the headers of glibc 2.31 cannot be had here: with names that are newer poisoned'
	cat >"$work/newer.h" <<-'END'
		#include <stdlib.h>
		#include <string.h>
		#include <sys/wait.h>
		#undef P_PIDFD
		#pragma GCC poison P_PIDFD sigabbrev_np sigdescr_np strerrorname_np closefrom close_range arc4random
	END
	flags="$CAPNG_CFLAGS -include $work/newer.h"
fi

failed=0
for source; do
	case $source in
	*.c) ;;
	*) continue ;;
	esac
	# shellcheck disable=SC2086 # a list of words
	$CC -std=gnu17 -O2 -Wall -Wextra -Werror -include config.h -I"$BUILD" -Isrc $flags \
		-c -o "$work/object" "$source" || failed=1
done
exit "$failed"
