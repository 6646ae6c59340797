/* SPDX-License-Identifier: MIT */
/*
 * Which other user can change where a path leads.
 *
 * trust_walk opens one component of a path at a time, by openat(2) with O_PATH and O_NOFOLLOW. So
 * it examines exactly the directories and symbolic links that it passes, and ends with a descriptor
 * of the file. realpath(3) would show only the end of the path.
 */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

enum distrust_cause {
	DISTRUST_NONE,
	DISTRUST_USER,       /* its owner is user ID, neither root nor the caller */
	DISTRUST_GROUP,      /* group ID may write it; a permission in an ACL looks the same */
	DISTRUST_EVERYONE,   /* every user may write it, or rename(2) into it if it is sticky */
	DISTRUST_FILESYSTEM, /* of type ID (statfs(2)), where other users may choose content */
	DISTRUST_UNSEEN,     /* the path to the working directory cannot be examined */
};

/* The first component of a path that another user can change. */
struct distrust {
	enum distrust_cause cause;
	unsigned long id;
	char *component; /* its absolute path, for messages; owned */
};

/* Where a path leads. */
struct walked {
	int directory; /* O_PATH: the directory that contains the file; -1: none. Owned */
	int file;      /* O_PATH: the file; -1: there is none. Owned */
	char *name;    /* of the file in that directory; NULL: the directory itself. Owned */
	bool is_magic; /* NAME is a link of procfs, which only the kernel can follow */
	struct distrust distrust;
	/*
	 * Behind a component that another user can change, the walk followed a link of procfs, or a
	 * link whose owner does not own the file. So that user may have chosen a file that belongs
	 * to a third user.
	 */
	bool is_led_away;
	/*
	 * The file must not be removed. A link that leads to it is one of procfs; or belongs to
	 * another user, and that user does not own the file's directory; or is on a file system in
	 * user space, which can show any owner.
	 */
	bool is_fixed;
};

#define WALKED_NONE ((struct walked){.directory = -1, .file = -1})

enum judgement {
	JUDGE_NOT,  /* only walk */
	/* Stop at the first component that another user can change. Where it leads, even a look may
	 * hang or reveal a secret. */
	JUDGE_STOP,
	JUDGE_ON,   /* record that component and walk on */
};

/*
 * Walk PATH, and examine each component as JUDGEMENT says. The walk of a relative path starts at
 * the root then, along $PWD if that is the working directory. It is no error if the last component
 * does not exist. Returns 0, or -errno.
 *
 * With JUDGE_NOT, -EACCES also refuses a link that another user has put into a sticky directory
 * that every user may write (proc_sys_fs(5), protected_symlinks).
 */
int trust_walk(const char *path, enum judgement judgement, struct walked *walked);

/*
 * Open the regular file that WALKED leads to, for reading. -EISDIR if it is a directory, -EINVAL if
 * it is another kind of file, -EAGAIN if the name leads to another file by now.
 */
int walked_open(const struct walked *walked);

/* Release all but the distrust, which distrust_free frees. */
void walked_close(struct walked *walked);
void distrust_free(struct distrust *distrust);

/* Pure: can a user other than root and CALLER change the file or directory with this status? */
enum distrust_cause trust_judge(const struct stat *status, uid_t caller);

/* Pure: can only root and the owners change files on a file system of this TYPE (statfs(2))? */
bool trust_filesystem(unsigned long type);
