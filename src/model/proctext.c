/* SPDX-License-Identifier: MIT */
#include "model/proctext.h"
#include "base/util.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

/* include/linux/sched.h: PF_KTHREAD and PF_EXITING in the flags field of stat. */
#define KERNEL_THREAD_FLAG 0x00200000U
#define EXITING_FLAG 0x00000004U

/* The text behind "NAME:" at the start of a line, or NULL if there is no such line. */
static const char *find_line(const char *text, const char *name)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		const char *rest = after_prefix(line, name);

		if (rest && *rest == ':')
			return rest + 1;
	}
	return NULL;
}

bool proctext_field(const char *text, const char *name, int64_t *number)
{
	const char *values = find_line(text, name);

	return values && sscanf(values, "%" SCNd64, number) == 1;
}

size_t proctext_field_count(const char *text, const char *name)
{
	const char *values = find_line(text, name);
	size_t count = 0;

	while (values) {
		values += strspn(values, " \t");
		size_t length = strcspn(values, " \t\n");

		if (length == 0)
			break;
		values += length;
		count++;
	}
	return count;
}

/*
 * tty_nr holds a device number: the minor number in bits 31-20 and 7-0, the major in bits 15-8
 * (proc_pid_stat(5)).
 */
static dev_t unpack_device(unsigned packed)
{
	return makedev(packed >> 8 & 0xfff, (packed & 0xff) | (packed >> 12 & 0xfff00));
}

bool proctext_stat(const char *text, pid_t *pid, struct facts *facts)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	struct facts read = *facts;
	int number, terminal;
	unsigned flags;

	if (!open || !close || close < open || sscanf(text, "%d (", &number) != 1)
		return false;
	/* The fields state ppid pgrp session tty_nr tpgid flags, twelve more, and starttime. */
	if (sscanf(close + 1,
		   " %c %d %d %d %d %*d %u %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64,
		   &read.state, &read.ppid, &read.pgid, &read.session, &terminal, &flags,
		   &read.start) != 7)
		return false;
	size_t length = (size_t)(close - open) - 1;
	if (length >= sizeof(read.comm))
		length = sizeof(read.comm) - 1;
	memcpy(read.comm, open + 1, length);
	read.comm[length] = '\0';
	read.terminal = unpack_device((unsigned)terminal);
	read.is_kernel_thread = flags & KERNEL_THREAD_FLAG;
	read.is_exiting = flags & EXITING_FLAG;
	read.known |= FACTS_STAT | FACTS_COMM;
	read.tried |= FACTS_STAT | FACTS_COMM;
	*facts = read;
	*pid = number;
	return true;
}

static bool find_number(const char *text, const char *name, int *number)
{
	const char *values = find_line(text, name);

	return values && sscanf(values, "%d", number) == 1;
}

bool proctext_mask(const char *text, const char *name, uint64_t *mask)
{
	const char *values = find_line(text, name);

	return values && sscanf(values, "%" SCNx64, mask) == 1;
}

/* The line "SigQ:\tQUEUED/LIMIT". If it is missing, the limit is not known. */
static void find_queue(const char *text, struct facts *facts)
{
	const char *values = find_line(text, "SigQ");

	if (!values || sscanf(values, "%" SCNu64 "/%" SCNu64, &facts->queued, &facts->queue_limit) != 2)
		facts->queue_limit = UINT64_MAX;
}

/* The line "NSpid:" has a PID for each PID namespace that the process is in; its own comes last. */
static void find_inner(const char *text, struct facts *facts)
{
	const char *values = find_line(text, "NSpid");

	facts->inner_pid = 0;
	facts->levels = proctext_field_count(text, "NSpid");
	for (size_t i = 0; values && i < facts->levels; i++) {
		char *end;

		facts->inner_pid = (pid_t)strtol(values, &end, 10);
		values = end;
	}
}

bool proctext_status(const char *text, struct facts *facts)
{
	struct facts read = *facts;
	const char *uids = find_line(text, "Uid"), *gids = find_line(text, "Gid");

	if (!uids || sscanf(uids, "%u %u %u", &read.ruid, &read.euid, &read.suid) != 3 || !gids ||
	    sscanf(gids, "%u", &read.rgid) != 1 || !find_number(text, "PPid", &read.ppid) ||
	    !find_number(text, "TracerPid", &read.tracer) ||
	    !find_number(text, "Threads", &read.threads) || !proctext_mask(text, "SigPnd", &read.pending) ||
	    !proctext_mask(text, "ShdPnd", &read.shared_pending) ||
	    !proctext_mask(text, "SigBlk", &read.blocked) || !proctext_mask(text, "SigIgn", &read.ignored) ||
	    !proctext_mask(text, "SigCgt", &read.caught))
		return false;
	find_inner(text, &read);
	find_queue(text, &read);
	/* A kernel without seccomp does not have these lines. */
	find_number(text, "Seccomp", &read.seccomp);
	read.known |= FACTS_STATUS | FACTS_IDS | FACTS_OWNER;
	read.tried |= FACTS_STATUS | FACTS_IDS | FACTS_OWNER;
	*facts = read;
	return true;
}

const char *proctext_cgroup(const char *text, size_t *length)
{
	const char *path = find_line(text, "0:");

	if (!path)
		return NULL;
	*length = strcspn(path, "\n");
	return path;
}

/* Is WORD in LIST, which has LENGTH bytes and commas between its words? */
static bool is_in_list(const char *list, size_t length, const char *word)
{
	const char *end = list + length;

	while (list < end) {
		size_t item = strcspn(list, ",:");

		if (item == strlen(word) && strncmp(list, word, item) == 0)
			return true;
		list += item + 1;
	}
	return false;
}

/* A line has the form "7:cpu,freezer:/path". */
const char *proctext_cgroup_v1(const char *text, const char *controller, size_t *length)
{
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *list = line + strcspn(line, ":\n");
		const char *path = *list == ':' ? strchr(list + 1, ':') : NULL;

		if (!path || !is_in_list(list + 1, (size_t)(path - list - 1), controller))
			continue;
		*length = strcspn(path + 1, "\n");
		return path + 1;
	}
	return NULL;
}

/* A line has the form "INSIDE OUTSIDE COUNT". */
bool proctext_maps_id(const char *map, unsigned id)
{
	unsigned first, count;
	int length;

	for (; sscanf(map, "%u %*u %u%n", &first, &count, &length) == 2; map += length) {
		if (id >= first && id - first < count)
			return true;
	}
	return false;
}

bool proctext_exit_status(const char *text, int *status)
{
	const char *end = strrchr(text, ')'), *last = strrchr(text, ' ');

	return end && last && last > end && sscanf(last, "%d", status) == 1;
}

/* Does the word of this LENGTH end with SUFFIX? */
static bool ends_with(const char *word, size_t length, const char *suffix)
{
	size_t tail = strlen(suffix);

	return length > tail && memcmp(word + length - tail, suffix, tail) == 0;
}

/* Is the word of this LENGTH "user@UID.service", the systemd of a user? Sets *UID. */
static bool is_user_manager(const char *word, size_t length, int64_t *uid)
{
	const char *digits = after_prefix(word, "user@");
	size_t count = digits ? strspn(digits, "0123456789") : 0;

	if (!count || count > 10 || (size_t)(digits - word) + count + strlen(".service") != length ||
	    !ends_with(word, length, ".service"))
		return false;
	*uid = strtoll(digits, NULL, 10);
	return true;
}

/*
 * Could the word be a service of systemd (systemd.unit(5))? A user can give a cgroup of their own
 * any name, and a message shows it in a command.
 */
static bool is_service(const char *word, size_t length)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ:-_.@\\";

	return ends_with(word, length, ".service") && strspn(word, allowed) >= length;
}

char *proctext_unit(const char *path, int64_t *manager)
{
	const char *unit = NULL;
	size_t unit_length = 0;
	int64_t user = PROCTEXT_SYSTEM, unit_manager = PROCTEXT_SYSTEM;

	for (const char *word = path + strspn(path, "/"); *word;) {
		size_t length = strcspn(word, "/");

		if (is_service(word, length)) {
			unit = word;
			unit_length = length;
			unit_manager = user;
		} else if (!ends_with(word, length, ".slice")) {
			unit = NULL;
		}
		/*
		 * Units nest only in slices, and in the systemd of a user. Below that, the names
		 * are the user's own: they show no other user.
		 */
		bool nests = user == PROCTEXT_SYSTEM && is_user_manager(word, length, &user);
		if (!nests && !ends_with(word, length, ".slice"))
			break;
		word += length;
		word += strspn(word, "/");
	}
	if (!unit)
		return NULL;
	*manager = unit_manager;
	return xstrndup(unit, unit_length);
}
