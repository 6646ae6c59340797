#include "pidfile.h"
#include "sys.h"
#include "util.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than PID:INODE@BOOTID, and white space, ever takes. */
enum { LONGEST = 256 };

static bool others_may_write(const struct stat *status)
{
	return (status->st_mode & S_IWOTH) || ((status->st_mode & S_IWGRP) && status->st_gid != 0);
}

const char *pidfile_distrust_file(const struct stat *file)
{
	if (file->st_uid != 0)
		return "root does not own it, so its writer would aim root's signal";
	if (others_may_write(file))
		return "others than root may write it, and would aim root's signal";
	/* Where fs.protected_hardlinks is 0, anybody may give a file of root's another name. */
	if (file->st_nlink > 1)
		return "it has a second link, so others may have put this one there";
	return NULL;
}

const char *pidfile_distrust_directory(const struct stat *directory)
{
	if (directory->st_uid != 0)
		return "root does not own a directory above it, so others may replace it";
	if (others_may_write(directory) && !(directory->st_mode & S_ISVTX))
		return "others than root may write a directory above it, and so replace it";
	return NULL;
}

static const char *failed(int code, const char *reason, int *error)
{
	*error = code;
	return reason;
}

/* Every directory from the one that holds PATH, an absolute path, up to the root; cuts PATH. */
static const char *check_directories(char *path, int *error)
{
	struct stat directory;
	const char *reason = NULL;

	for (char *slash; !reason && (slash = strrchr(path, '/'));) {
		*slash = '\0';
		if (stat(slash == path ? "/" : path, &directory) < 0)
			return failed(errno, "cannot be examined", error);
		reason = pidfile_distrust_directory(&directory);
	}
	return reason;
}

/* The directories that hold PATH as it was written, where a link may stand. */
static const char *check_named_directories(const char *path, int *error)
{
	const char *slash = strrchr(path, '/');
	auto_free char *directory = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	auto_free char *resolved = realpath(directory, NULL);

	if (!resolved)
		return failed(errno, "cannot be examined", error);
	auto_free char *inside = xasprintf("%s/", resolved);
	return check_directories(inside, error);
}

/*
 * Nobody but root had a say in the file's content, in what the name leads to, and in the
 * directories that lead there.
 */
static const char *check_trust(const char *path, int fd, int *error)
{
	struct stat name, file;
	auto_free char *resolved = realpath(path, NULL);

	if (!resolved || fstat(fd, &file) < 0 || lstat(path, &name) < 0)
		return failed(errno, "cannot be examined", error);
	const char *reason = pidfile_distrust_file(&file);
	if (!reason && S_ISLNK(name.st_mode) && name.st_uid != 0)
		reason = "it is a symbolic link that root did not make";
	if (!reason)
		reason = check_named_directories(path, error);
	if (!reason)
		reason = check_directories(resolved, error);
	return reason;
}

/* The whole content of a small regular file. */
static const char *read_text(int fd, char text[LONGEST], struct file_id *file, int *error)
{
	struct stat status;
	size_t length = 0;
	ssize_t count;

	if (fstat(fd, &status) < 0)
		return failed(errno, "cannot be read", error);
	*file = (struct file_id){status.st_dev, status.st_ino};
	if (!S_ISREG(status.st_mode))
		return "not a regular file";
	do {
		count = read(fd, text + length, LONGEST - 1 - length);
		if (count < 0 && errno != EINTR)
			return failed(errno, "cannot be read", error);
		length += count > 0 ? (size_t)count : 0;
	} while (count != 0 && length < LONGEST - 1);
	text[length] = '\0';
	if (length == LONGEST - 1)
		return "is too long for a pidfile";
	return length != strlen(text) ? "holds a NUL" : NULL;
}

static const char *parse_text(char *text, struct identity *identity)
{
	static const char spaces[] = " \t\r\n\v\f";
	char *word = text + strspn(text, spaces);
	char *end = word + strcspn(word, spaces);

	if (!*word)
		return "is empty";
	if (end[strspn(end, spaces)])
		return "holds more than one word";
	*end = '\0';
	return target_parse_identity(word, identity) ? "does not hold a PID" : NULL;
}

/* Not blocking: a FIFO put in its place must not hang us. */
static int open_file(int directory, const char *name)
{
	return sys_open_at(directory, name, O_RDONLY | O_NONBLOCK);
}

static const char *read_open(int fd, const char *path, bool as_root, struct identity *identity,
			     struct file_id *file, int *error)
{
	char text[LONGEST];

	*error = 0;
	if (fd < 0)
		return failed(-fd, fd == -ENOENT ? "no such file" : "cannot be opened", error);
	const char *reason = read_text(fd, text, file, error);
	if (!reason && as_root)
		reason = check_trust(path, fd, error);
	if (!reason)
		reason = parse_text(text, identity);
	return reason;
}

const char *pidfile_read(const char *path, bool as_root, struct identity *identity,
			 struct file_id *file, int *error)
{
	auto_close int fd = open_file(AT_FDCWD, path);

	return read_open(fd, path, as_root, identity, file, error);
}

const char *pidfile_remove(const char *path, bool as_root,
			   bool (*is_over)(const void *context, const struct identity *identity),
			   const void *context, int *error)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	auto_free char *parent = slash ? xstrndup(path, (size_t)(name - path)) : xstrdup(".");
	struct identity identity;
	struct file_id file;

	/* What is removed stays in the directory that was read, wherever its path leads then. */
	auto_close int directory = sys_open_at(AT_FDCWD, parent, O_PATH | O_DIRECTORY);
	auto_close int fd = directory < 0 ? directory : open_file(directory, name);
	const char *reason = read_open(fd, path, as_root, &identity, &file, error);
	if (reason || !is_over(context, &identity))
		return reason;
	return unlinkat(directory, name, 0) < 0 ? failed(errno, "cannot be removed", error) : NULL;
}
