#!/bin/bash
# SPDX-License-Identifier: MIT
# odd-environment.sh COMMAND...: run COMMAND in an environment that is allowed but unusual. No
# test may fail in it. INT and QUIT are ignored, as in a background job; so are other signals, and one
# is blocked. The umask is 077. Few descriptors may be open. Standard input is closed, and
# two more descriptors are open. The locale does not exist. TMPDIR has a blank in it. HOME and TERM
# are not set.
set -u

tmp=$(mktemp -d) && mkdir "$tmp/with blank" || exit
umask 077
ulimit -S -n 64
ulimit -S -c 0
env --ignore-signal=HUP,INT,QUIT,PIPE,ALRM,USR1 --block-signal=USR2 --unset=HOME --unset=TERM \
	--unset=LC_ALL LANG=xx_XX.bogus PERL_BADLANG=0 TMPDIR="$tmp/with blank" POSIXLY_CORRECT=1 \
	BASH_ENV=/nonexistent CDPATH=/ COLUMNS=20 "$@" <&- 7</dev/null 8</dev/null
status=$?
rm -r "$tmp"
exit "$status"
