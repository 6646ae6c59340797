/* SPDX-License-Identifier: MIT */
#include "request/habits.h"
#include "base/util.h"

/* No advice may send anything that the user did not ask for. */
static const struct {
	const char *name, *advice;
} habits[] = {
	/* kill of util-linux and procps */
	{"pid", "for a process, write its PID without an option; for a pidfile, write -F FILE; to print "
		"only, write --print"},
	{"p", "for a process, write its PID without an option; for a pidfile, write -F FILE; to print "
	      "only, write --print"},
	{"show-process-state", "write --explain"},
	{"d", "to see what a process does with signals, write --explain"},

	/* pkill and pgrep */
	{"e", "to print what is signalled, write -v; for a name as a whole, write --name NAME"},
	{"echo", "write -v"},
	{"r", "for a pattern, write --match ERE; for processes with a handler, write -H"},
	{"o", "for the oldest, write --oldest; for an age, write --older; if gone is no failure, write "
	      "--ok-gone"},
	{"t", "for a terminal, write --terminal TTY; for a rehearsal, write --dry-run"},
	{"c", "write --count"},
	{"m", "write --mrelease"},
	{"logpidfile", "write --locked"},
	{"ignore-ancestors", "leave it out: ancestors are left out anyway"},
	{"list-name", "to print what would be signalled, write --dry-run; to print what is, write -v"},
	{"list-full", "to print what would be signalled, write --dry-run; to print what is, write -v"},
	{"delimiter", "to print what would be signalled, write --dry-run or --print"},
	{"lightweight", "for one thread, write tid:TID"},
	{"shell-quote", "to print what would be signalled, write --dry-run or --print"},
	{"quick", "leave it out"},

	/* killall */
	{"process-group", "for a process group, write pgid:PGID"},
	{"older-than", "write --older DURATION"},
	{"younger-than", "write --younger DURATION"},
	{"y", "for an age, write --younger DURATION"},
	{"regexp", "write --match ERE"},
	{"user", "write -u USER"},
	{"context", "fdkill has no condition on the security context"},
	{"Z", "fdkill has no condition on the security context"},

	/* skill, snice */
	{"fast", "leave it out"},
	{"no-action", "write --dry-run"},
	{"warnings", "leave it out: failures are printed anyway"},
	{"command", "write --name NAME"},
	{"tty", "write --terminal TTY"},

	/* start-stop-daemon */
	{"stop", "leave it out: fdkill sends TERM anyway"},
	{"K", "leave it out: fdkill sends TERM anyway"},
	{"start", "fdkill starts nothing"},
	{"S", "fdkill starts nothing"},
	{"T", "write --status"},
	{"R", "write --retry=SCHEDULE"},
	{"ppid", "write -P PID"},
	{"exec", "write --exe FILE"},
	{"oknodo", "write --ok-gone"},
	{"test", "write --dry-run"},
	{"chuid", "for the user of a process, write -u USER"},
	{"startas", "for the executable of a process, write --exe FILE"},
	{"make-pidfile", "fdkill starts nothing; --remove-pidfile removes one"},
	{"background", "fdkill starts nothing"},
	{"chroot", "fdkill starts nothing"},
	{"chdir", "fdkill starts nothing"},
	{"output", "fdkill starts nothing"},
	{"no-close", "fdkill starts nothing"},
	{"notify-await", "fdkill starts nothing"},
	{"notify-timeout", "fdkill starts nothing"},
	{"nicelevel", "fdkill starts nothing"},
	{"procsched", "fdkill starts nothing"},
	{"iosched", "fdkill starts nothing"},
	{"umask", "fdkill starts nothing"},

	/* fuser */
	{"kill", "for the signal, write -KILL; to send it if a process is still alive, write "
		 "--kill-after DURATION"},
	{"mount", "fdkill does not look for the processes that use a file"},
	{"M", "fdkill does not look for the processes that use a file"},
	{"ismountpoint", "fdkill does not look for the processes that use a file"},
	{"inode", "for the inode of a pidfd, write ino:INODE"},
	{"namespace", "for the namespaces of a process, write --ns PID"},
	{"silent", "write --quiet"},
	{"list-signals", "write -l"},
	{"writeonly", "fdkill does not look for the processes that use a file"},
	{"ipv4", "fdkill does not look for the processes that use a port"},
	{"ipv6", "fdkill does not look for the processes that use a port"},

	/* systemctl kill */
	{"kill-value", "write --queue VALUE"},
	{"no-block", "leave it out: fdkill waits only with -w"},
	{"system", "fdkill does not know units"},

	/* timeout, waitpid */
	{"foreground", "fdkill starts nothing"},
	{"preserve-status", "for the status of the process, write --exit-status"},
	{"exited", "if gone is no failure, write --ok-gone"},
};

static const char *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(habits); i++) {
		if (streq(habits[i].name, name))
			return habits[i].advice;
	}
	return NULL;
}

const char *habits_advice(const char *name)
{
	return *name && name[1] ? find(name) : NULL;
}

const char *habits_advice_letter(char letter)
{
	const char name[] = {letter, '\0'};

	return find(name);
}
