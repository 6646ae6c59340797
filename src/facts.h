/* Pure: what is known of a process. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* The comm of a process is at most 15 bytes; a kernel thread's may be longer. */
enum { COMM_SIZE = 65 };

/* A snapshot of the process that some procref holds. */
struct facts {
	bool has_stat; /* the fields up to flags */
	char comm[COMM_SIZE]; /* chosen by the process: escape it before it is shown */
	char state;           /* as in /proc/PID/stat; Z and X are dead */
	pid_t ppid;
	pid_t pgid; /* 0: of a namespace we cannot see */
	pid_t session;
	bool is_kernel_thread;

	bool has_uids;
	uid_t ruid, euid, suid;
};
