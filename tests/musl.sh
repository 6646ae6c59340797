#!/bin/sh
# SPDX-License-Identifier: MIT
# musl.sh SOURCE...: compile each source with musl-gcc. Nothing is linked, and the object files are
# thrown away. Runs in the root of the source tree; BUILD is the directory of config.h. MUSL_CC is
# the compiler for musl, CC the usual one. Every source is compiled; status 1 if one failed.
set -u
: "${CC:=cc}" "${MUSL_CC:=musl-gcc}" "${BUILD:=.}" "${CAPNG_CFLAGS:=}" "${WARN_CFLAGS:=}"

work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# path_of HEADER: the file that CC includes for it.
# shellcheck disable=SC2086 # CC and its flags are words
path_of() {
	printf '#include <%s>\n' "$1" | $CC $CAPNG_CFLAGS -M -x c - |
		tr ' ' '\n' | grep "/$1\$"
}

# musl-gcc does not look where the headers of the kernel and of libcap-ng are. Links to these alone
# keep the other headers of glibc out.
for header in linux/capability.h asm/types.h asm-generic/types.h cap-ng.h; do
	path=$(path_of "$header") || {
		printf 'musl.sh: %s: %s cannot find it; install it\n' "$header" "$CC" >&2
		exit 1
	}
	case $header in
	*/*) ln -s "${path%/*}" "$work/${header%/*}" ;;
	*) ln -s "$path" "$work/$header" ;;
	esac
done

# musl-gcc may be another compiler than CC: it gets the flags that it takes.
flags=
for flag in $WARN_CFLAGS; do
	# shellcheck disable=SC2086 # a list of words
	! $MUSL_CC -Werror $flag -c -o "$work/object" -x c /dev/null 2>/dev/null ||
		flags="$flags $flag"
done

failed=0
for source; do
	case $source in
	*.c) ;;
	*) continue ;;
	esac
	# shellcheck disable=SC2086 # a list of words
	$MUSL_CC -O2 $flags -Werror -include config.h -I"$BUILD" -Isrc -idirafter "$work" \
		-c -o "$work/object" "$source" || failed=1
done
exit "$failed"
