/* SPDX-License-Identifier: MIT */
/* A pidfile: read its identity, find out which user could have chosen it, and remove it. */
#pragma once

#include "base/sys.h"
#include "model/target.h"
#include "proc/trust.h"

#include <stdbool.h>

struct pidfile {
	const char *path; /* as the user wrote it; not owned */
	struct identity identity;
	bool has_more; /* something follows the identity in the file */
	struct file_id id;
	int64_t written; /* when it was last written (st_mtim), by sys_wall_clock */
	int64_t late;    /* nanoseconds from WRITTEN to the start of its process; set by search */
	struct distrust distrust; /* which user could have chosen the content (trust.h) */
	bool is_led_away; /* as in struct walked (trust.h) */

	/* What pidfile_remove needs, so that it removes this file and no other. Owned. */
	int file;      /* open for reading; -1: closed */
	int directory; /* O_PATH: its directory, after all links; -1: closed, or do not remove it */
	char *name;    /* its name in that directory */
};

#define PIDFILE_NONE ((struct pidfile){.file = -1, .directory = -1})

/* The reason of pidfile_read if DISTRUST or IS_LED_AWAY is set. Compare the address. */
extern const char pidfile_untrusted[];

/* Its reason if the file has only white space and NULs. Compare the address. */
extern const char pidfile_empty[];

/*
 * Read the identity that is the first word of the regular file PATH. NUL is white space. The word
 * must end within 4 KiB. What follows it is ignored, as by pkill -F and start-stop-daemon(8).
 *
 * JUDGE_STOP refuses a file that another user could have chosen (trust.h); JUDGE_ON refuses one
 * only if another user's link led to it. Returns NULL, or the reason, a static string; *ERROR is
 * then the errno behind it (ENOENT if there is no file), or 0. Call pidfile_close in any case.
 */
const char *pidfile_read(const char *path, enum judgement judgement, struct pidfile *pidfile, int *error);

/* Close its descriptors. It cannot be removed after that. */
void pidfile_let_go(struct pidfile *pidfile);

/*
 * Remove the pidfile if IS_OVER returns true for the identity in it, and if its name still leads to
 * this file. The file is read again: a new daemon may have written it since, or have renamed
 * another file into its place. That can still happen between the last check and unlinkat(2).
 *
 * Returns 0 if it was removed. Otherwise *REASON, a static string, says why not: PIDFILE_KEPT: it
 * may belong to a new daemon; PIDFILE_FIXED: the path to it is not trusted (trust.h); or -errno.
 */
enum { PIDFILE_KEPT = 1, PIDFILE_FIXED };
int pidfile_remove(const struct pidfile *pidfile,
		   bool (*is_over)(const void *context, const struct identity *identity),
		   const void *context, const char **reason);

/* Release all that it owns. *PIDFILE is PIDFILE_NONE afterwards. */
void pidfile_close(struct pidfile *pidfile);
