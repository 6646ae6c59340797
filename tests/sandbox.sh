#!/bin/sh
# SPDX-License-Identifier: MIT
# sandbox.sh COMMAND...: run COMMAND in a PID namespace of its own, with a /proc of its own. No
# mistake of a test can reach a process outside. When COMMAND ends, all that it started is killed. If
# no such namespace can be had, run nothing and say so in TAP. tests/helpers/defaults undoes what
# COMMAND would inherit.
set -u
: "${HELPERS:=$(dirname "$0")/helpers}"

ids=
[ "$(id -u)" -eq 0 ] || ids='--user --map-current-user'

# A systemd unit around the tests would show in the output of fdkill -v.
grep -q '^0::/$' /proc/self/cgroup 2>/dev/null || ids="$ids --cgroup"

# shellcheck disable=SC2086 # words or none
if ! unshare $ids --pid --fork --mount-proc --kill-child true 2>/dev/null; then
	echo '1..0 # SKIP no PID namespace of its own can be had here (unshare fails)'
	exit 0
fi

# PID 1 must reap, so it is a shell. COMMAND has a session of its own, as under cron.
# shellcheck disable=SC2086 # words or none
exec "$HELPERS/defaults" unshare $ids --pid --fork --mount-proc --kill-child \
	bash -c 'setsid --wait "$@"; exit $?' sandbox "$@"
