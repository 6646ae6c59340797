/* SPDX-License-Identifier: MIT */
/* pidfile: what a file may contain, and which files are not read. */
#include "proc/pidfile.h"
#include "base/sys.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *content;
	size_t length;
	pid_t pid; /* 0: refused, for this reason */
	const char *reason;
} contents[] = {
#define FIFTY  "                                                  "
#define ROW(content, pid, reason) {content, sizeof(content) - 1, pid, reason}
	ROW("1234\n", 1234, NULL),
	ROW("1234", 1234, NULL),
	ROW(" \t1234\r\n\n", 1234, NULL),
	ROW("1234:77\n", 1234, NULL),
	ROW("1234:77@0123456789abcdef0123456789abcdef\n", 1234, NULL),
	ROW("", 0, pidfile_empty),
	ROW(" \n", 0, pidfile_empty),
	ROW("\0", 0, pidfile_empty),
	ROW("\0\0\0\0\n", 0, pidfile_empty),
	/* only the first word counts */
	ROW("1234 5678\n", 1234, NULL),
	ROW("1234\n5678\n", 1234, NULL),
	ROW("1234 a-host\n", 1234, NULL),
	ROW("1234 # a comment\n", 1234, NULL),
	ROW("1234\0\n", 1234, NULL),
	ROW("\0\0 1234\0\0", 1234, NULL),
	ROW("1234" FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY "x", 1234, NULL),
	ROW(FIFTY FIFTY FIFTY FIFTY FIFTY "  1234", 1234, NULL),
	/* that is no identity */
	ROW("0\n", 0, "does not begin with a PID"),
	ROW("-1\n", 0, "does not begin with a PID"),
	ROW("-1234\n", 0, "does not begin with a PID"),
	ROW("+1234\n", 0, "does not begin with a PID"),
	ROW("12x4\n", 0, "does not begin with a PID"),
	ROW("99999999999\n", 0, "does not begin with a PID"),
	ROW("1234:\n", 0, "does not begin with a PID"),
	ROW("1234,5678\n", 0, "does not begin with a PID"),
	ROW("1234;\n", 0, "does not begin with a PID"),
	ROW("fd:3\n", 0, "does not begin with a PID"),
	ROW("PID=1234\n", 0, "does not begin with a PID"),
	ROW("{\"pid\": 1234}\n", 0, "does not begin with a PID"),
	ROW("# 1234\n", 0, "does not begin with a PID"),
	ROW("\xef\xbb\xbf" "1234\n", 0, "does not begin with a PID"),
};

static int is_over_calls;
static bool is_over(const void *context, const struct identity *identity)
{
	is_over_calls++;
	return identity->pid == *(const pid_t *)context;
}

static void write_file(const char *path, const char *content, size_t length)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(content, 1, length, file) != length || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

static void test_contents(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(contents); i++) {
		struct pidfile pidfile = PIDFILE_NONE;
		int error = 4711;

		write_file(path, contents[i].content, contents[i].length);
		const char *reason = pidfile_read(path, JUDGE_NOT, &pidfile, &error);
		ok(error == 0 && pidfile.identity.pid == contents[i].pid &&
			   (reason && contents[i].reason ? streq(reason, contents[i].reason)
							 : reason == contents[i].reason),
		   "a file of %zu bytes %s", contents[i].length,
		   contents[i].reason ? contents[i].reason : "holds 1234");
		pidfile_close(&pidfile);
	}
}

/* A number that the limit cuts off would be the PID of another process. */
static void test_long(const char *path)
{
	char content[5000];
	struct pidfile pidfile;
	int error;

	for (size_t blanks = 4090; blanks < 4098; blanks++) {
		memset(content, ' ', sizeof(content));
		memcpy(content + blanks, "1234", 4);
		write_file(path, content, sizeof(content));
		const char *reason = pidfile_read(path, JUDGE_NOT, &pidfile, &error);
		bool fits = blanks + 4 < 4096;
		ok(fits ? !reason && pidfile.identity.pid == 1234 : reason && pidfile.identity.pid == 0,
		   "a PID behind %zu blanks is %s", blanks, fits ? "read" : "not read");
		pidfile_close(&pidfile);
	}
	memset(content, '1', sizeof(content));
	write_file(path, content, sizeof(content));
	ok(pidfile_read(path, JUDGE_NOT, &pidfile, &error) && pidfile.identity.pid == 0,
	   "a long word is refused");
	pidfile_close(&pidfile);
}

static void test_no_files(const char *directory, const char *path)
{
	struct pidfile pidfile;
	int error = 0;
	const char *reason = pidfile_read("/nonexistent/pid", JUDGE_NOT, &pidfile, &error);

	ok(reason && error == ENOENT, "no file");
	reason = pidfile_read(directory, JUDGE_NOT, &pidfile, &error);
	ok(reason && streq(reason, "not a regular file"), "a directory");
	unlink(path);
	if (mkfifo(path, 0600) < 0)
		perror("mkfifo");
	reason = pidfile_read(path, JUDGE_NOT, &pidfile, &error);
	ok(reason && streq(reason, "not a regular file"), "a FIFO does not make it hang");
	unlink(path);
}

static void test_removal(const char *directory, const char *path)
{
	static const struct {
		const char *words, *then, *renamed; /* written into it afterwards; written into a file that replaces it */
		bool removed;
	} rows[] = {
		{"that is as it was read", NULL, NULL, true},
		{"that was written anew", "77\n", NULL, false},
		{"emptied", "", NULL, false},
		{"replaced", NULL, "77\n", false},
		{"that was replaced by one with the same content", NULL, "1234\n", false},
	};
	const pid_t over = 1234;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		auto_free char *other = xasprintf("%s/other", directory);
		struct pidfile pidfile;
		const char *why;
		int error;

		write_file(path, "1234\n", 5);
		const char *reason = pidfile_read(path, JUDGE_NOT, &pidfile, &error);
		if (rows[i].then)
			write_file(path, rows[i].then, strlen(rows[i].then));
		if (rows[i].renamed) {
			write_file(other, rows[i].renamed, strlen(rows[i].renamed));
			reason = rename(other, path) < 0 ? "rename" : reason;
		}
		int result = pidfile_remove(&pidfile, is_over, &over, &why);
		ok(!reason && result == (rows[i].removed ? 0 : PIDFILE_KEPT) && (access(path, F_OK) < 0) == rows[i].removed,
		   "a file %s is%s removed", rows[i].words, rows[i].removed ? "" : " not");
		pidfile_close(&pidfile);
	}
	ok(is_over_calls > 0, "is_over is asked about the identity");
	unlink(path);
}

static void test_removal_behind_links(const char *directory, const char *path)
{
	auto_free char *link = xasprintf("%s/link", directory);
	const pid_t over = 1234;
	struct pidfile pidfile;
	const char *why;
	int error;

	write_file(path, "1234\n", 5);
	if (symlink(path, link) < 0)
		perror("symlink");
	const char *reason = pidfile_read(link, JUDGE_NOT, &pidfile, &error);
	ok(!reason && pidfile_remove(&pidfile, is_over, &over, &why) == 0 && access(path, F_OK) < 0,
	   "a link is followed, and its file removed");
	pidfile_close(&pidfile);
	unlink(link);
}

int main(void)
{
	char directory[] = "/tmp/fdkill-pidfile.XXXXXX";

	if (!mkdtemp(directory)) {
		perror("mkdtemp");
		return 1;
	}
	auto_free char *path = xasprintf("%s/pid", directory);
	test_contents(path);
	test_long(path);
	test_no_files(directory, path);
	test_removal(directory, path);
	test_removal_behind_links(directory, path);
	rmdir(directory);
	return tap_done();
}
