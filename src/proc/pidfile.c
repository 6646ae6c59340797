/* SPDX-License-Identifier: MIT */
#include "proc/pidfile.h"
#include "base/sys.h"
#include "base/util.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More bytes than PID:INODE@BOOTID and white space need. */
enum { LONGEST = 256 };

const char pidfile_untrusted[] = "is not trusted";

/* Sets *ERROR to CODE. Returns REASON. */
static const char *fail(int code, const char *reason, int *error)
{
	*error = code;
	return reason;
}

/* Read the whole content of a small file. The file offset of FD does not matter. */
static const char *read_text(int fd, char text[LONGEST], int *error)
{
	size_t length = 0;
	ssize_t count;

	do {
		count = pread(fd, text + length, LONGEST - 1 - length, (off_t)length);
		if (count < 0 && errno != EINTR)
			return fail(errno, "cannot be read", error);
		length += count > 0 ? (size_t)count : 0;
	} while (count != 0 && length < LONGEST - 1);
	text[length] = '\0';
	if (length == LONGEST - 1)
		return "is too long for a pidfile";
	return length != strlen(text) ? "contains a NUL byte" : NULL;
}

static const char *parse_text(char *text, struct identity *identity)
{
	static const char spaces[] = " \t\r\n\v\f";
	char *word = text + strspn(text, spaces);
	char *end = word + strcspn(word, spaces);

	if (!*word)
		return "is empty";
	if (end[strspn(end, spaces)])
		return "contains more than one word";
	*end = '\0';
	return target_parse_identity(word, identity) ? "does not contain a PID" : NULL;
}

static const char *read_identity(int fd, struct identity *identity, int *error)
{
	char text[LONGEST];
	const char *reason = read_text(fd, text, error);

	return reason ? reason : parse_text(text, identity);
}

/* Open the file that WALKED leads to, and take over its directory and name. */
static int take(struct pidfile *pidfile, struct walked *walked)
{
	struct stat status;
	int fd = walked->file < 0 ? -ENOENT : walked_open(walked);

	if (fd < 0)
		return fd;
	pidfile->file = fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	pidfile->id = (struct file_id){status.st_dev, status.st_ino};
	/* utimensat(2) sets any time: it may overflow. */
	if (__builtin_mul_overflow((int64_t)status.st_mtim.tv_sec, (int64_t)1000000000, &pidfile->written) ||
	    __builtin_add_overflow(pidfile->written, (int64_t)status.st_mtim.tv_nsec, &pidfile->written))
		pidfile->written = status.st_mtim.tv_sec < 0 ? INT64_MIN : INT64_MAX;
	if (!walked->is_fixed) {
		pidfile->directory = steal_fd(&walked->directory);
		pidfile->name = steal_text(&walked->name);
	}
	return 0;
}

static bool is_refused(const struct pidfile *pidfile, enum judgement judgement)
{
	return pidfile->is_led_away ||
	       (judgement == JUDGE_STOP && pidfile->distrust.cause != DISTRUST_NONE);
}

static int open_path(const char *path, enum judgement judgement, struct pidfile *pidfile)
{
	enum { ATTEMPTS = 10 };
	int error = -EAGAIN;

	/* If the file was replaced meanwhile, try again with the new one. */
	for (int i = 0; error == -EAGAIN && i < ATTEMPTS; i++) {
		struct walked walked = WALKED_NONE;

		distrust_free(&pidfile->distrust);
		error = trust_walk(path, judgement, &walked);
		pidfile->distrust = walked.distrust;
		pidfile->is_led_away = walked.is_led_away;
		if (error == 0 && !is_refused(pidfile, judgement))
			error = take(pidfile, &walked);
		walked_close(&walked);
	}
	return error;
}

const char *pidfile_read(const char *path, enum judgement judgement, struct pidfile *pidfile, int *error)
{
	*pidfile = PIDFILE_NONE;
	pidfile->path = path;
	*error = 0;
	int opened = open_path(path, judgement, pidfile);

	if (opened == -EISDIR || opened == -EINVAL)
		return "not a regular file";
	if (opened < 0)
		return fail(-opened, opened == -ENOENT ? "no such file" : "cannot be opened", error);
	if (is_refused(pidfile, judgement))
		return pidfile_untrusted;
	return read_identity(pidfile->file, &pidfile->identity, error);
}

static bool is_in_place(const struct pidfile *pidfile)
{
	struct stat status;

	return fstatat(pidfile->directory, pidfile->name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       status.st_dev == pidfile->id.device && status.st_ino == pidfile->id.inode;
}

int pidfile_remove(const struct pidfile *pidfile,
		   bool (*is_over)(const void *context, const struct identity *identity),
		   const void *context, const char **reason)
{
	struct identity identity;
	int error;

	*reason = "a link that leads to it is not trusted; name the file itself";
	if (pidfile->directory < 0)
		return PIDFILE_FIXED;
	*reason = "it does not name a process that has exited";
	if (read_identity(pidfile->file, &identity, &error) || !is_over(context, &identity))
		return PIDFILE_KEPT;
	*reason = "it is another file now";
	if (!is_in_place(pidfile))
		return PIDFILE_KEPT;
	*reason = "it cannot be removed";
	return or_errno(unlinkat(pidfile->directory, pidfile->name, 0));
}

void pidfile_let_go(struct pidfile *pidfile)
{
	close_at_exit_of_scope(&pidfile->file);
	close_at_exit_of_scope(&pidfile->directory);
	pidfile->file = pidfile->directory = -1;
}

void pidfile_close(struct pidfile *pidfile)
{
	pidfile_let_go(pidfile);
	free(pidfile->name);
	distrust_free(&pidfile->distrust);
	*pidfile = PIDFILE_NONE;
}
