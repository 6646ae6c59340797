#!/bin/bash
# SPDX-License-Identifier: MIT
# odd-environment.sh COMMAND...: run COMMAND in an environment that is allowed but unusual. No
# test may fail in it. INT and QUIT are ignored, as in a background job; so are other signals, and one
# is blocked. The umask is 077. Few descriptors may be open. Standard input is closed, and
# two more descriptors are open. The locale does not exist. HOME and TERM are not set. TMPDIR has each
# letter after a dash in it: a test of a pattern like -g must not depend on a temporary file's name.
set -u

tmp=$(mktemp -d) || exit
letters=$tmp/$(printf -- '-%s' {a..z})
chmod 711 "$tmp" && mkdir -m 755 "$letters" || exit
umask 077
ulimit -S -n 64
ulimit -S -c 0
env --ignore-signal=HUP,INT,QUIT,PIPE,ALRM,USR1 --block-signal=USR2 --unset=HOME --unset=TERM \
	--unset=LC_ALL LANG=xx_XX.bogus PERL_BADLANG=0 TMPDIR="$letters" POSIXLY_CORRECT=1 \
	BASH_ENV=/nonexistent CDPATH=/ COLUMNS=20 "$@" <&- 7</dev/null 8</dev/null
status=$?
rm -r "$tmp"
exit "$status"
