#include "proctext.h"
#include "util.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* include/linux/sched.h: PF_KTHREAD in the flags field of stat. */
#define KERNEL_THREAD_FLAG 0x00200000U

/* What follows "NAME:" at the start of a line, or NULL. */
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

bool proctext_stat(const char *text, pid_t *pid, struct facts *facts)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	struct facts read = *facts;
	unsigned flags;
	int number;

	if (!open || !close || close < open || sscanf(text, "%d (", &number) != 1)
		return false;
	/* state ppid pgrp session tty_nr tpgid flags */
	if (sscanf(close + 1, " %c %d %d %d %*d %*d %u", &read.state, &read.ppid, &read.pgid,
		   &read.session, &flags) != 5)
		return false;
	size_t length = (size_t)(close - open) - 1;
	if (length >= sizeof(read.comm))
		length = sizeof(read.comm) - 1;
	memcpy(read.comm, open + 1, length);
	read.comm[length] = '\0';
	read.is_kernel_thread = flags & KERNEL_THREAD_FLAG;
	read.has_stat = true;
	*facts = read;
	*pid = number;
	return true;
}

bool proctext_uids(const char *text, struct facts *facts)
{
	const char *values = find_line(text, "Uid");
	unsigned ruid, euid, suid;

	if (!values || sscanf(values, "%u %u %u", &ruid, &euid, &suid) != 3)
		return false;
	facts->ruid = ruid;
	facts->euid = euid;
	facts->suid = suid;
	facts->has_uids = true;
	return true;
}
