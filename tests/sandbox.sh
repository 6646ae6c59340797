#!/bin/sh
# sandbox.sh COMMAND...: run COMMAND in a PID namespace of its own, with a /proc of its own: no
# mistake of a test can reach a process outside. Whatever it leaves behind is killed at its end.
# Where that cannot be had, say so in TAP, and run nothing. COMMAND starts from the defaults,
# whatever was inherited (tests/helpers/defaults).
set -u
: "${HELPERS:=$(dirname "$0")/helpers}"

ids=
[ "$(id -u)" -eq 0 ] || ids='--user --map-current-user'

# shellcheck disable=SC2086 # two words or none
if ! unshare $ids --pid --fork --mount-proc --kill-child true 2>/dev/null; then
	echo '1..0 # SKIP no PID namespace of its own can be had here (unshare fails)'
	exit 0
fi

# PID 1 must reap, and what runs in it has a session of its own, as it would under cron.
# shellcheck disable=SC2086 # two words or none
exec "$HELPERS/defaults" unshare $ids --pid --fork --mount-proc --kill-child \
	bash -c 'setsid --wait "$@"; exit $?' sandbox "$@"
