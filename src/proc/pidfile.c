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

/* The first word must end within these bytes. */
enum { LONGEST = 4096 };

const char pidfile_untrusted[] = "is not trusted";
const char pidfile_empty[] = "is empty, so it names no process";

/* Sets *ERROR to CODE. Returns REASON. */
static const char *fail(int code, const char *reason, int *error)
{
	*error = code;
	return reason;
}

/*
 * Read the first bytes of a file, with blanks for NULs, which a crash may leave. The file offset of
 * FD does not matter.
 */
static const char *read_text(int fd, char text[LONGEST + 1], int *error)
{
	size_t length = 0;
	ssize_t count;

	do {
		count = pread(fd, text + length, LONGEST - length, (off_t)length);
		if (count < 0 && errno != EINTR)
			return fail(errno, "cannot be read", error);
		length += count > 0 ? (size_t)count : 0;
	} while (count != 0 && length < LONGEST);
	for (size_t i = 0; i < length; i++)
		text[i] = text[i] ? text[i] : ' ';
	text[length] = '\0';
	return NULL;
}

/* Only the first word counts, as for pkill -F and start-stop-daemon(8). */
static const char *parse_text(char *text, struct identity *identity, bool *has_more)
{
	static const char spaces[] = " \t\r\n\v\f";
	char *word = text + strspn(text, spaces);
	char *end = word + strcspn(word, spaces);
	bool more = end[strspn(end, spaces)];

	if (!*word)
		return pidfile_empty;
	bool is_cut_off = end == text + LONGEST;
	*end = '\0';
	if (is_cut_off || target_parse_identity(word, identity))
		return "does not begin with a PID";
	*has_more = more;
	return NULL;
}

static const char *read_identity(int fd, struct identity *identity, bool *has_more, int *error)
{
	char text[LONGEST + 1];
	const char *reason = read_text(fd, text, error);

	return reason ? reason : parse_text(text, identity, has_more);
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
	return read_identity(pidfile->file, &pidfile->identity, &pidfile->has_more, error);
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
	bool has_more;
	int error;

	*reason = "a link that leads to it is not trusted; name the file itself";
	if (pidfile->directory < 0)
		return PIDFILE_FIXED;
	*reason = "it does not name a process that has exited";
	if (read_identity(pidfile->file, &identity, &has_more, &error) || !is_over(context, &identity))
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
