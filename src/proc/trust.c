/* SPDX-License-Identifier: MIT */
#include "proc/trust.h"
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

/* How many links the kernel follows: path_resolution(7). */
enum { MOST_LINKS = 40 };

/* PATH_MAX. A path without links has at most half as many components. */
enum { MOST_STEPS = 4096 };

static const uid_t no_user = (uid_t)-1;

bool trust_filesystem(unsigned long type)
{
	/* From linux/magic.h; the last two from the sources of OpenZFS and bcachefs. */
	static const unsigned long trusted[] = {
		0x01021994, /* tmpfs */
		0x858458f6, /* ramfs */
		0xef53,     /* ext2, ext3, ext4 */
		0x58465342, /* xfs */
		0x9123683e, /* btrfs */
		0xf2f52010, /* f2fs */
		0x794c7630, /* overlayfs */
		0x73717368, /* squashfs */
		0xe0f5e1e2, /* erofs */
		0x2fc12fc1, /* zfs */
		0xca451a4e, /* bcachefs */
	};

	for (size_t i = 0; i < ARRAY_SIZE(trusted); i++) {
		if (trusted[i] == type)
			return true;
	}
	return false;
}

enum distrust_cause trust_judge(const struct stat *status, uid_t caller)
{
	/* The mode of a link is always 0777 and has no effect. */
	mode_t mode = S_ISLNK(status->st_mode) ? 0 : status->st_mode;

	if (mode & S_IWOTH)
		return DISTRUST_EVERYONE;
	if (status->st_uid != 0 && status->st_uid != caller)
		return DISTRUST_USER;
	return mode & S_IWGRP ? DISTRUST_GROUP : DISTRUST_NONE;
}

void distrust_free(struct distrust *distrust)
{
	free(distrust->component);
	*distrust = (struct distrust){0};
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void walked_close(struct walked *walked)
{
	close_fd(&walked->directory);
	close_fd(&walked->file);
	free(walked->name);
	walked->name = NULL;
	walked->is_magic = walked->is_led_away = walked->is_fixed = false;
}

/* The state of a walk. */
struct walk {
	enum judgement judgement;
	int directory; /* the directory it has reached; owned */
	char *where;   /* the absolute path of that directory, "" for the root; owned */
	char *rest;    /* the part of the path that is not walked yet; owned */
	int links, steps; /* how many links it has followed, and components it has passed */
	bool is_beyond;   /* it has passed a component that another user can change */
	uid_t link_owner; /* of the last link that it followed beyond that; no_user: none */
	bool is_done;
	struct walked walked;
};

/* Record the component NAME of the current directory as distrusted, unless one is recorded. */
static void record_distrust(struct walk *walk, enum distrust_cause cause, unsigned long id, const char *name)
{
	struct distrust *found = &walk->walked.distrust;

	if (cause == DISTRUST_NONE || found->cause != DISTRUST_NONE)
		return;
	*found = (struct distrust){
		.cause = cause,
		.id = id,
		.component = xasprintf("%s%s%s", walk->where, *name || !*walk->where ? "/" : "", name),
	};
}

/*
 * Examine the component NAME, open as FD; "" is the directory that the walk has reached. If
 * CHECKS_FILESYSTEM, it must be on a trusted file system, too.
 */
static int examine(struct walk *walk, int fd, const char *name, bool checks_filesystem)
{
	struct stat status;
	struct statfs fs;

	if (walk->judgement == JUDGE_NOT)
		return 0;
	if (fstat(fd, &status) < 0 || fstatfs(fd, &fs) < 0)
		return -errno;
	enum distrust_cause cause = trust_judge(&status, geteuid());
	record_distrust(walk, cause, cause == DISTRUST_GROUP ? status.st_gid : status.st_uid, name);
	walk->is_beyond |= cause != DISTRUST_NONE;
	/*
	 * The file system of a directory does not matter: those of its links and files are checked.
	 */
	if (checks_filesystem && !trust_filesystem((unsigned long)fs.f_type))
		record_distrust(walk, DISTRUST_FILESYSTEM, (unsigned long)fs.f_type, name);
	walk->is_done |= walk->judgement == JUDGE_STOP && walk->walked.distrust.cause != DISTRUST_NONE;
	return 0;
}

static void set_where(struct walk *walk, char *where)
{
	free(walk->where);
	walk->where = where;
}

/* Continue in DIRECTORY, whose path is WHERE. Takes over both. */
static int enter(struct walk *walk, int directory, char *where)
{
	set_where(walk, where);
	if (directory < 0)
		return directory;
	close_fd(&walk->directory);
	walk->directory = directory;
	return examine(walk, directory, "", false);
}

static int enter_root(struct walk *walk)
{
	return enter(walk, sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY), xstrdup(""));
}

static int enter_parent(struct walk *walk)
{
	const char *slash = strrchr(walk->where, '/');
	char *where = xstrndup(walk->where, slash ? (size_t)(slash - walk->where) : 0);

	return enter(walk, sys_open_at(walk->directory, "..", O_PATH | O_DIRECTORY), where);
}

static char *path_below(const struct walk *walk, const char *name)
{
	return xasprintf("%s/%s", walk->where, name);
}

static bool owns(uid_t user, int directory)
{
	struct stat status;

	return fstat(directory, &status) == 0 && status.st_uid == user;
}

/* End the walk at FILE, NAME in the directory reached. Takes over both. */
static int finish(struct walk *walk, int file, char *name)
{
	walk->walked.file = file;
	walk->walked.name = name;
	walk->walked.directory = walk->directory;
	walk->directory = -1;
	walk->is_done = true;
	if (file < 0)
		return 0;
	struct stat status;
	if (fstat(file, &status) < 0)
		return -errno;
	if (walk->link_owner != no_user) {
		walk->walked.is_led_away |= status.st_uid != walk->link_owner;
		walk->walked.is_fixed |= !owns(walk->link_owner, walk->walked.directory);
	}
	/* Only regular files are read, so only they are examined. */
	return S_ISREG(status.st_mode) ? examine(walk, file, name, true) : 0;
}

/* Record that the walk follows LINK, which another user may have chosen. */
static void note_link_owner(struct walk *walk, const struct stat *link, bool is_magic)
{
	walk->walked.is_led_away |= is_magic || (walk->link_owner != no_user && walk->link_owner != link->st_uid);
	walk->link_owner = link->st_uid;
}

/* Would the kernel refuse LINK if protected_symlinks is on (proc_sys_fs(5))? */
static bool is_forbidden(const struct walk *walk, const struct stat *link)
{
	struct stat directory;

	return fstat(walk->directory, &directory) < 0 ||
	       ((directory.st_mode & S_ISVTX) && (directory.st_mode & S_IWOTH) &&
		link->st_uid != geteuid() && link->st_uid != directory.st_uid);
}

/* The text of a procfs link is not a path that could be walked: the kernel follows it. */
static int follow_magic(struct walk *walk, const char *name, bool is_last)
{
	if (!is_last)
		return enter(walk, sys_open_at(walk->directory, name, O_PATH | O_DIRECTORY),
			     path_below(walk, name));
	int file = sys_open_at(walk->directory, name, O_PATH);
	if (file < 0)
		return file;
	walk->walked.is_magic = walk->walked.is_fixed = true;
	return finish(walk, file, xstrdup(name));
}

/* Is it on a file system in user space, which can show any owner? */
static bool is_in_user_space(int fd)
{
	enum { FUSE = 0x65735546 }; /* linux/magic.h */
	struct statfs fs;

	return fstatfs(fd, &fs) < 0 || fs.f_type == FUSE;
}

static int follow(struct walk *walk, int link, const char *name, bool is_last)
{
	char target[PATH_MAX];
	struct stat status;
	bool is_beyond = walk->is_beyond;

	if (++walk->links > MOST_LINKS)
		return -ELOOP;
	int error = examine(walk, link, name, true);
	if (error < 0 || fstat(link, &status) < 0)
		return error < 0 ? error : -errno;
	if (walk->judgement == JUDGE_NOT && is_forbidden(walk, &status))
		return -EACCES;
	bool is_magic = sys_is_procfs(link);
	if (walk->judgement != JUDGE_NOT &&
	    (is_beyond || trust_judge(&status, geteuid()) != DISTRUST_NONE))
		note_link_owner(walk, &status, is_magic);
	walk->walked.is_fixed |= is_in_user_space(link);
	/* Stop before the target of a distrusted link: even a look at it may hang. */
	if (walk->is_done || walk->walked.is_led_away) {
		walk->is_done = true;
		return 0;
	}
	if (is_magic)
		return follow_magic(walk, name, is_last);
	int length = sys_readlink_at(link, "", target, sizeof(target));
	if (length <= 0)
		return length < 0 ? length : -ENOENT;
	char *rest = xasprintf("%s%s%s", target, is_last ? "" : "/", walk->rest);
	free(walk->rest);
	walk->rest = rest;
	return *target == '/' ? enter_root(walk) : 0;
}

static int pass(struct walk *walk, const char *name, bool is_last)
{
	struct stat status;

	/* Open it as a directory first: otherwise an automount point is not mounted. */
	if (!is_last) {
		int directory = sys_open_at(walk->directory, name, O_PATH | O_DIRECTORY | O_NOFOLLOW);

		if (directory != -ENOTDIR && directory != -ELOOP)
			return enter(walk, directory, path_below(walk, name));
	}
	auto_close int fd = sys_open_at(walk->directory, name, O_PATH | O_NOFOLLOW);
	if (fd == -ENOENT && is_last)
		return finish(walk, -1, xstrdup(name));
	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (S_ISLNK(status.st_mode))
		return follow(walk, fd, name, is_last);
	/* If it is a directory now, it was replaced meanwhile. */
	if (!is_last)
		return S_ISDIR(status.st_mode) ? -EAGAIN : -ENOTDIR;
	return finish(walk, steal_fd(&fd), xstrdup(name));
}

static int step(struct walk *walk)
{
	char *from = walk->rest + strspn(walk->rest, "/");

	if (++walk->steps > MOST_STEPS)
		return -ELOOP;
	size_t length = strcspn(from, "/");
	auto_free char *name = xstrndup(from, length);

	memmove(walk->rest, from + length, strlen(from + length) + 1);
	if (length == 0)
		return finish(walk, steal_fd(&walk->directory), NULL);
	if (streq(name, "."))
		return 0;
	if (streq(name, ".."))
		return enter_parent(walk);
	return pass(walk, name, !*walk->rest);
}

/* The mount counts too: it decides where ".." leads and what is mounted below. */
static bool is_same_directory(int one, int other)
{
	struct stat a, b;
	uint64_t mount, other_mount;

	return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino && sys_mount_id(one, &mount) == 0 &&
	       sys_mount_id(other, &other_mount) == 0 && mount == other_mount;
}

/*
 * Does PATH lead to DIRECTORY? If the walk stops at a distrusted component, assume that it does:
 * the walk along PATH then ends at that component, too.
 */
static bool leads_to(const struct walk *walk, const char *path, int directory)
{
	struct walked found = WALKED_NONE;

	if (!path || *path != '/' || trust_walk(path, walk->judgement, &found) < 0)
		return false;
	bool is_there = found.file < 0 ? walk->judgement == JUDGE_STOP && found.distrust.cause != DISTRUST_NONE
				     : is_same_directory(directory, found.file);
	walked_close(&found);
	distrust_free(&found.distrust);
	return is_there;
}

/* Walk PATH first, so that the links in it are examined. */
static int begin_with(struct walk *walk, const char *path)
{
	char *rest = xasprintf("%s/%s", path, walk->rest);

	free(walk->rest);
	walk->rest = rest;
	return enter_root(walk);
}

/*
 * Only $PWD shows the links on the path to the working directory. If $PWD does not lead there, the
 * path that the kernel knows is examined.
 */
static int enter_working_directory(struct walk *walk)
{
	char text[PATH_MAX];
	const char *pwd = getenv("PWD"), *cwd = getcwd(text, sizeof(text));
	auto_close int directory = sys_open_at(AT_FDCWD, ".", O_PATH | O_DIRECTORY);

	if (directory >= 0 && walk->judgement != JUDGE_NOT) {
		if (leads_to(walk, pwd, directory))
			return begin_with(walk, pwd);
		if (leads_to(walk, cwd, directory))
			return begin_with(walk, cwd);
		record_distrust(walk, DISTRUST_UNSEEN, 0, ".");
		walk->is_beyond = true;
	}
	return enter(walk, steal_fd(&directory), xstrdup("."));
}

int trust_walk(const char *path, enum judgement judgement, struct walked *walked)
{
	struct walk walk = {
		.judgement = judgement,
		.directory = -1,
		.where = xstrdup(""),
		.rest = xstrdup(path),
		.link_owner = no_user,
		.walked = WALKED_NONE,
	};
	int error = !*path ? -ENOENT : *path == '/' ? enter_root(&walk) : enter_working_directory(&walk);

	while (error == 0 && !walk.is_done)
		error = step(&walk);
	close_fd(&walk.directory);
	free(walk.where);
	free(walk.rest);
	if (error == 0) {
		*walked = walk.walked;
	} else {
		walked_close(&walk.walked);
		distrust_free(&walk.walked.distrust);
	}
	return error;
}

/* Open it by its descriptor: the procfs link may lead to another file by now. */
static int open_magic(const struct walked *walked)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", walked->file);
	return sys_open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK);
}

int walked_open(const struct walked *walked)
{
	struct stat expected, status;

	if (fstat(walked->file, &expected) < 0)
		return -errno;
	/* Do not open other kinds of files: that can hang or have side effects. */
	if (!S_ISREG(expected.st_mode))
		return S_ISDIR(expected.st_mode) ? -EISDIR : -EINVAL;
	auto_close int fd = walked->is_magic ? open_magic(walked)
					     : sys_open_at(walked->directory, walked->name,
							   O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0)
		return fd == -ELOOP ? -EAGAIN : fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	return status.st_dev == expected.st_dev && status.st_ino == expected.st_ino ? steal_fd(&fd) : -EAGAIN;
}
