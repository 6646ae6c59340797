/* Pure: the text of /proc/PID/mountinfo (proc_pid_mountinfo(5)), read. */
#pragma once

#include <stddef.h>

/*
 * Where the cgroup of this PATH, of LENGTH letters, is mounted: of the unified hierarchy, or, if
 * CONTROLLER is not NULL, of that controller's of version 1. To be freed; NULL if it is not.
 */
char *mounts_find_cgroup(const char *mountinfo, const char *controller, const char *path,
			 size_t length);
