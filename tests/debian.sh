#!/bin/sh
# SPDX-License-Identifier: MIT
# debian.sh SUITE DIRECTORY PACKAGE...: download packages of a suite of Debian into DIRECTORY, and
# install nothing. The lists of packages are kept in DIRECTORY/apt; those of this machine stay as
# they are. The mirror of Debian is that of this machine.
set -eu

suite=$1
directory=$(cd "$2" && pwd)
shift 2

apt() {
	command=$1
	shift
	"$command" -qq -o "Dir::Etc::sourcelist=$directory/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o "Dir::State::lists=$directory/apt/lists" -o "Dir::Cache=$directory/apt/cache" \
		-o Dir::State::status=/dev/null -o APT::Sandbox::User= "$@"
}

if [ ! -d "$directory/apt" ]; then
	mkdir -p "$directory/apt/lists/partial" "$directory/apt/cache/archives/partial"
	mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
		sed -nE 's/^URIs: *([^ ]*).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]*) .*/\2/p' | grep -m 1 '/debian/*$')
	printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" \
		>"$directory/apt/sources.list"
	apt apt-get update
fi
cd "$directory"
apt apt-get download "$@"
