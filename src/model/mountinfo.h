/* SPDX-License-Identifier: MIT */
/* Pure: parse the text of /proc/PID/mountinfo (proc_pid_mountinfo(5)). */
#pragma once

#include <stddef.h>

/*
 * The directory where the cgroup PATH, of LENGTH bytes, is mounted; to be freed. NULL if it is not
 * mounted. PATH is in the unified hierarchy, or, if CONTROLLER is not NULL, in the version 1
 * hierarchy of that controller.
 */
char *mountinfo_find_cgroup(const char *mountinfo, const char *controller, const char *path,
			    size_t length);
