/* A pidfile: a file of one identity, and whether what it says may aim root's signal. */
#pragma once

#include "target.h"

#include <stdbool.h>

struct file_id;
struct stat;

/*
 * Read the one identity in the regular file PATH; white space around it is allowed, nothing else.
 * AS_ROOT: only if nobody but root could have written or replaced it. Returns NULL, or the reason,
 * a static string; *ERROR is then the errno behind it, or 0. ENOENT is a reason like the others.
 * FILE is the file that was read.
 */
const char *pidfile_read(const char *path, bool as_root, struct identity *identity,
			 struct file_id *file, int *error);

/*
 * Remove PATH, if it can be read as above, and IS_OVER says so of the identity in it. Returns NULL,
 * also if it is not over, or the reason, and *ERROR, as above.
 */
const char *pidfile_remove(const char *path, bool as_root,
			   bool (*is_over)(const void *context, const struct identity *identity),
			   const void *context, int *error);

/* Pure: may others than root have written this file, or put another in its place by way of
 * this directory? NULL if not, else why. */
const char *pidfile_distrust_file(const struct stat *file);
const char *pidfile_distrust_directory(const struct stat *directory);
