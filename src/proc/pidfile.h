/* A pidfile: a file of one identity, which user could have chosen it, and its removal. */
#pragma once

#include "base/sys.h"
#include "model/target.h"
#include "proc/trust.h"

#include <stdbool.h>

struct pidfile {
	const char *path; /* as the user wrote it; not owned */
	struct identity identity;
	struct file_id id;
	int64_t written; /* when it was last written: nanoseconds by sys_wall_clock (st_mtim) */
	int64_t late;    /* how much later its process started, for messages */
	struct distrust distrust;
	bool is_led_away; /* trust.h */

	/* What it takes to remove that file, and no other. Owned. */
	int file;      /* open for reading; -1: let go */
	int directory; /* O_PATH: the one it is in, behind all links; -1: let go, or not to be removed */
	char *name;    /* its name there */
};

#define PIDFILE_NONE ((struct pidfile){.file = -1, .directory = -1})

/* The reason if another user could have chosen the content: PIDFILE's distrust says how. */
extern const char pidfile_untrusted[];

/*
 * Read the one identity in the regular file PATH; white space around it is allowed, nothing else.
 * With JUDGE_STOP a file that another user could have chosen is not believed (trust.h); with
 * JUDGE_ON only one that it was led to by another user's link. Returns NULL, or the reason, a
 * static string; *ERROR is then the errno behind it, or 0. ENOENT is a reason like the others.
 * *PIDFILE is to be closed in any case.
 */
const char *pidfile_read(const char *path, enum judgement judgement, struct pidfile *pidfile, int *error);

/* Give its descriptors back: it will not be removed. */
void pidfile_let_go(struct pidfile *pidfile);

/*
 * Remove it, if it still holds an identity of which IS_OVER says so, and its name still leads to
 * it: a new daemon may have written it anew, or have renamed another file into its place. Between
 * the last look and unlinkat(2) that can still happen. Returns 0 if it was removed; otherwise
 * PIDFILE_KEPT, since it may be a new daemon's; PIDFILE_FIXED, since the way to it is not trusted
 * (trust.h); or -errno; and then *REASON, a static string.
 */
enum { PIDFILE_KEPT = 1, PIDFILE_FIXED };
int pidfile_remove(const struct pidfile *pidfile,
		   bool (*is_over)(const void *context, const struct identity *identity),
		   const void *context, const char **reason);

/* Let go of all it owns. *PIDFILE is PIDFILE_NONE afterwards. */
void pidfile_close(struct pidfile *pidfile);
