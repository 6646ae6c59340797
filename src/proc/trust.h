/*
 * Which other user can change what a path leads to.
 *
 * A path is walked by hand, one component at a time, by openat(2) with O_PATH and O_NOFOLLOW: so
 * each directory and each symbolic link is examined as the very one that the walk passes, and the
 * walk ends at a descriptor of the file. realpath(3) shows the end of the way only.
 */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

enum distrust_cause {
	DISTRUST_NONE,
	DISTRUST_USER,       /* owned by user ID, neither root nor the caller */
	DISTRUST_GROUP,      /* group ID may write it, whatever the group; an ACL shows so, too */
	DISTRUST_EVERYONE,   /* every user may write it: sticky or not, since rename(2) into it is free */
	DISTRUST_FILESYSTEM, /* of the type ID (statfs(2)): others may choose what is read there */
	DISTRUST_UNSEEN,     /* the way to the working directory cannot be examined */
};

/* The first component found that another user can change. */
struct distrust {
	enum distrust_cause cause;
	unsigned long id;
	char *component; /* its absolute path, to be shown; owned */
};

/* Where a path leads. */
struct walked {
	int directory; /* O_PATH: the one that holds the file; -1: none. Owned */
	int file;      /* O_PATH, of the file; -1: there is none. Owned */
	char *name;    /* of the file in that directory; NULL: it is the directory itself. Owned */
	bool is_magic; /* NAME is a link of procfs, which only the kernel can follow */
	struct distrust distrust;
	/*
	 * Beyond that component the walk followed a link of procfs, or one whose owner does not own
	 * the file: a user who can write such links would choose among the files of others.
	 */
	bool is_led_away;
	/*
	 * It must not be removed: a link that leads to it lies on a file system in user space,
	 * which shows any owner, or belongs to a user who does not own its directory, or is one of
	 * procfs.
	 */
	bool is_fixed;
};

#define WALKED_NONE ((struct walked){.directory = -1, .file = -1})

enum judgement {
	JUDGE_NOT,  /* only walk */
	/* End at the first component that another user can change: where it leads even a look may
	 * hang, or tell a secret. */
	JUDGE_STOP,
	JUDGE_ON,   /* note that component, and walk on */
};

/*
 * Walk PATH, and examine each component for *WALKED's distrust as JUDGEMENT says; a relative path
 * then from the root on, by way of $PWD if that is the working directory. A file that is missing
 * at the end of the way is no error. Returns 0, or -errno. With JUDGE_NOT -EACCES is also the
 * answer to a link that another user put into a sticky directory that every user may write
 * (proc_sys_fs(5), protected_symlinks).
 */
int trust_walk(const char *path, enum judgement judgement, struct walked *walked);

/*
 * Open for reading what WALKED leads to: the regular file. -EISDIR for a directory, -EINVAL for
 * another kind of file, -EAGAIN if the name leads to another file by now.
 */
int walked_open(const struct walked *walked);

/* Let go. *WALKED is WALKED_NONE afterwards, but for its distrust, which distrust_free frees. */
void walked_close(struct walked *walked);
void distrust_free(struct distrust *distrust);

/* Pure: can a user other than root and CALLER change the file or directory with this status? */
enum distrust_cause trust_judge(const struct stat *status, uid_t caller);

/* Pure: is it a file system whose files only their owners and root can change (statfs(2))? */
bool trust_filesystem(unsigned long type);
