/* SPDX-License-Identifier: MIT */
#include "proc/ancestors.h"
#include "base/util.h"
#include "proc/inspect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool ancestors_include(const struct ancestors *ancestors, pid_t pid)
{
	for (size_t i = 0; i < ancestors->count; i++) {
		if (ancestors->pids[i] == pid)
			return true;
	}
	return false;
}

void ancestors_free(struct ancestors *ancestors)
{
	free(ancestors->pids);
	*ancestors = ANCESTORS_NONE;
}

static void append(struct ancestors *ancestors, pid_t pid)
{
	ancestors->pids = grow(ancestors->pids, ancestors->count, &ancestors->capacity,
			       sizeof(*ancestors->pids));
	ancestors->pids[ancestors->count++] = pid;
}

/* The PID of the parent of the process that has the number PID now, or -errno. */
static int read_parent(int root, pid_t pid)
{
	char name[16];
	struct inspection at = {.directory = root, .pid = pid, .name = name};
	struct facts facts = {0};

	snprintf(name, sizeof(name), "%d", pid);
	int error = inspect_read(&at, FACTS_IDS, &facts);
	return error ? error : facts.ppid;
}

/*
 * List fdkill and its ancestors, upwards, as far as they can be read. Returns 0, or the -errno of
 * reading the parent of the last one.
 */
static int read_upwards(struct ancestors *ancestors, int root)
{
	int pid = getpid();

	ancestors->count = 0;
	for (;;) {
		append(ancestors, pid);
		if (pid <= 1)
			return 0;
		pid = read_parent(root, pid);
		if (pid < 0)
			return pid;
		if (ancestors_include(ancestors, pid))
			return -ELOOP;
	}
}

/*
 * Read the chain once more, downwards: is each parent the same? The chain was read by number, and a
 * parent may have ended meanwhile, and its number may have been reused.
 *
 * A process gets a new parent only when its parent ends. The new parent was alive before that, so
 * it has another number. So if both readings show the same number, the same parent had it all the
 * time in between. The links above were read in that time. This holds for fdkill's own parent
 * first, and then, link by link, upwards.
 */
static bool is_confirmed(const struct ancestors *ancestors, int root)
{
	for (size_t i = ancestors->count - 1; i > 0; i--) {
		if (read_parent(root, ancestors->pids[i - 1]) != ancestors->pids[i])
			return false;
	}
	return true;
}

int ancestors_find(struct ancestors *ancestors, int root)
{
	enum { TRIES = 100 };

	for (int i = 0; i < TRIES; i++) {
		int error = read_upwards(ancestors, root);

		if (error == -EMFILE || error == -ENFILE)
			return error;
		/* A confirmed parent has not ended. If /proc says that it has, /proc hides it. */
		if (is_confirmed(ancestors, root))
			return error == -ESRCH ? -ENOENT : error;
	}
	return -EAGAIN;
}
