/* SPDX-License-Identifier: MIT */
/* The processes that fdkill descends from, which a selection spares. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ancestors {
	pid_t *pids; /* fdkill itself first; up to PID 1, or 0: a parent outside our PID namespace */
	size_t count, capacity;
};

#define ANCESTORS_NONE ((struct ancestors){0})

/*
 * Find them below ROOT, a /proc that counts as we do (procfs_open_ours). Returns 0, or the -errno
 * that keeps one of them from us; then ANCESTORS ends with that one. -ENOENT: it is hidden;
 * -EAGAIN: they kept ending while they were read.
 */
int ancestors_find(struct ancestors *ancestors, int root);

/* Is it fdkill, or one of its ancestors? */
bool ancestors_include(const struct ancestors *ancestors, pid_t pid);

void ancestors_free(struct ancestors *ancestors);
