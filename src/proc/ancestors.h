/* SPDX-License-Identifier: MIT */
/* The processes that fdkill descends from, which a selection spares. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ancestors {
	/* Owned. From fdkill itself up to PID 1, or to 0: a parent outside our PID namespace. */
	pid_t *pids;
	size_t count, capacity;
};

#define ANCESTORS_NONE ((struct ancestors){0})

/*
 * Find the ancestors of fdkill by ROOT, a /proc of our own PID namespace (procfs_open_ours).
 * Returns 0, or -errno if the parent of one cannot be read; that one is then the last in ANCESTORS.
 * -ENOENT: /proc hides it; -EAGAIN: ancestors kept ending while they were read.
 */
int ancestors_find(struct ancestors *ancestors, int root);

/* Is PID the number of fdkill, or of one of its ancestors? */
bool ancestors_include(const struct ancestors *ancestors, pid_t pid);

void ancestors_free(struct ancestors *ancestors);
