/* SPDX-License-Identifier: MIT */
#include "model/signame.h"
#include "base/number.h"
#include "base/sys.h"
#include "base/typo.h"
#include "base/util.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct signal_row {
	int signo;
	const char *name;
	const char *action;
	const char *description; /* of our own: sigdescr_np(3) needs glibc 2.32 */
};

/* signal(7). A number's first row is its name; later rows are other names for it. */
static const struct signal_row rows[] = {
	{SIGHUP,    "HUP",    "terminate", "Hangup"},
	{SIGINT,    "INT",    "terminate", "Interrupt"},
	{SIGQUIT,   "QUIT",   "core",      "Quit"},
	{SIGILL,    "ILL",    "core",      "Illegal instruction"},
	{SIGTRAP,   "TRAP",   "core",      "Trace/breakpoint trap"},
	{SIGABRT,   "ABRT",   "core",      "Aborted"},
	{SIGABRT,   "IOT",    "core",      "Aborted"},
	{SIGBUS,    "BUS",    "core",      "Bus error"},
	{SIGFPE,    "FPE",    "core",      "Floating point exception"},
	{SIGKILL,   "KILL",   "terminate", "Killed"},
	{SIGUSR1,   "USR1",   "terminate", "User defined signal 1"},
	{SIGSEGV,   "SEGV",   "core",      "Segmentation fault"},
	{SIGUSR2,   "USR2",   "terminate", "User defined signal 2"},
	{SIGPIPE,   "PIPE",   "terminate", "Broken pipe"},
	{SIGALRM,   "ALRM",   "terminate", "Alarm clock"},
	{SIGTERM,   "TERM",   "terminate", "Terminated"},
	{SIGSTKFLT, "STKFLT", "terminate", "Stack fault"},
	{SIGCHLD,   "CHLD",   "ignore",    "Child exited"},
	{SIGCHLD,   "CLD",    "ignore",    "Child exited"},
	{SIGCONT,   "CONT",   "continue",  "Continued"},
	{SIGSTOP,   "STOP",   "stop",      "Stopped (signal)"},
	{SIGTSTP,   "TSTP",   "stop",      "Stopped"},
	{SIGTTIN,   "TTIN",   "stop",      "Stopped (tty input)"},
	{SIGTTOU,   "TTOU",   "stop",      "Stopped (tty output)"},
	{SIGURG,    "URG",    "ignore",    "Urgent I/O condition"},
	{SIGXCPU,   "XCPU",   "core",      "CPU time limit exceeded"},
	{SIGXFSZ,   "XFSZ",   "core",      "File size limit exceeded"},
	{SIGVTALRM, "VTALRM", "terminate", "Virtual timer expired"},
	{SIGPROF,   "PROF",   "terminate", "Profiling timer expired"},
	{SIGWINCH,  "WINCH",  "ignore",    "Window changed"},
	{SIGIO,     "IO",     "terminate", "I/O possible"},
	{SIGIO,     "POLL",   "terminate", "I/O possible"},
	{SIGPWR,    "PWR",    "terminate", "Power failure"},
	{SIGSYS,    "SYS",    "core",      "Bad system call"},
	{SIGSYS,    "UNUSED", "core",      "Bad system call"},
};

static const char unknown_name[] = "no such signal";

int signame_max(void)
{
	return SIGRTMAX;
}

static const struct signal_row *find_number(int signo)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].signo == signo)
			return &rows[i];
	}
	return NULL;
}

/* TEXT without SIG in front. */
static const char *bare_name(const char *text)
{
	return strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
}

bool signame_is_meant(const char *text)
{
	return strncasecmp(text, "SIG", 3) == 0 || strncasecmp(text, "RTM", 3) == 0 ||
	       (strncasecmp(text, "RT", 2) == 0 && isdigit((unsigned char)text[2]));
}

/* RTMIN, RTMIN+n, RTMAX, RTMAX-n, RTn: NAME begins with RT. */
static const char *parse_realtime(const char *name, int *signo)
{
	bool from_max = strncasecmp(name, "RTMAX", 5) == 0;
	bool from_min = strncasecmp(name, "RTMIN", 5) == 0;
	const char *offset_text = name + (from_max || from_min ? 5 : 2);
	int64_t offset = 0;

	if (from_max || from_min) {
		char sign = from_max ? '-' : '+';

		if (*offset_text && *offset_text++ != sign)
			return unknown_name;
	}
	bool bare = (from_max || from_min) && offset_text[-1] != '+' && offset_text[-1] != '-';
	if (!bare) {
		const char *reason = number_parse(offset_text, 0, SIGRTMAX - SIGRTMIN, &offset);

		if (reason)
			return isdigit((unsigned char)*offset_text) ? reason : unknown_name;
	}
	*signo = from_max ? SIGRTMAX - (int)offset : SIGRTMIN + (int)offset;
	return NULL;
}

const char *signame_parse(const char *text, int *signo)
{
	int64_t number;

	if (!*text)
		return "empty";
	if (isdigit((unsigned char)text[strspn(text, " \t\n")])) {
		const char *reason = number_parse(text, 0, SIGRTMAX, &number);

		if (!reason)
			*signo = (int)number;
		return reason;
	}
	text = bare_name(text);
	if (strncasecmp(text, "RT", 2) == 0)
		return parse_realtime(text, signo);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].signo > 0 && streq_nocase(rows[i].name, text)) {
			*signo = rows[i].signo;
			return NULL;
		}
	}
	return unknown_name;
}

bool signame_is_list(const char *text)
{
	size_t length = strcspn(text, ",");
	auto_free char *first = xstrndup(text, length);
	int signo;

	return text[length] && !signame_parse(first, &signo);
}

const char *signame_suggest(const char *text)
{
	const char *best = NULL;
	size_t best_distance = SIZE_MAX;

	text = bare_name(text);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t distance = typo_distance(text, rows[i].name);

		if (rows[i].signo > 0 && distance < best_distance) {
			best = rows[i].name;
			best_distance = distance;
		}
	}
	return best && typo_is_near(text, best_distance) ? best : NULL;
}

const char *signame_format(int signo, char text[SIGNAME_SIZE])
{
	const struct signal_row *row = find_number(signo);

	if (row)
		snprintf(text, SIGNAME_SIZE, "%s", row->name);
	else if (signo == SIGRTMIN)
		snprintf(text, SIGNAME_SIZE, "RTMIN");
	else if (signo == SIGRTMAX)
		snprintf(text, SIGNAME_SIZE, "RTMAX");
	else if (signo > SIGRTMIN && signo < SIGRTMAX)
		/* Named from the nearer end, as every other kill does. */
		snprintf(text, SIGNAME_SIZE,
			 signo - SIGRTMIN <= SIGRTMAX - signo ? "RTMIN+%d" : "RTMAX-%d",
			 signo - SIGRTMIN <= SIGRTMAX - signo ? signo - SIGRTMIN : SIGRTMAX - signo);
	else
		snprintf(text, SIGNAME_SIZE, "%d", signo);
	return text;
}

const char *signame_action(int signo)
{
	const struct signal_row *row = find_number(signo);

	return row ? row->action : signo > 0 ? "terminate" : "none";
}

const char *signame_describe(int signo)
{
	const struct signal_row *row = find_number(signo);

	if (row)
		return row->description;
	return signo < SIGRTMIN ? "Kept by the C library" : "Real-time";
}

bool signame_is_queued(int signo)
{
	return signo >= 32;
}

bool signame_is_uncatchable(int signo)
{
	return signo == SIGKILL || signo == SIGSTOP || (signame_is_queued(signo) && signo < SIGRTMIN);
}

const char *signame_parse_set(const char *text, uint64_t *set)
{
	int64_t number;
	int signo;

	if (strncasecmp(text, "0x", 2) == 0) {
		char *end;

		errno = 0;
		uint64_t mask = strtoull(text + 2, &end, 16);
		if (!isxdigit((unsigned char)text[2]) || *end)
			return "not a hexadecimal mask";
		if (errno)
			return "out of range";
		*set = mask;
		return NULL;
	}
	const char *reason = number_parse(text, 0, INT_MAX, &number);
	if (reason)
		return reason;
	signo = number > 128 ? (int)number - 128 : (int)number;
	if (signo < 1 || signo > SIGRTMAX)
		return "neither a signal nor the exit status of a killed process";
	*set = (uint64_t)1 << (signo - 1);
	return NULL;
}
