/* pidfile: what a file may hold, and whom root may trust. */
#include "pidfile.h"
#include "sys.h"
#include "tap.h"
#include "util.h"

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
	ROW("", 0, "is empty"),
	ROW(" \n", 0, "is empty"),
	ROW("1234 5678\n", 0, "holds more than one word"),
	ROW("1234\n5678\n", 0, "holds more than one word"),
	ROW("0\n", 0, "does not hold a PID"),
	ROW("-1234\n", 0, "does not hold a PID"),
	ROW("+1234\n", 0, "does not hold a PID"),
	ROW("12x4\n", 0, "does not hold a PID"),
	ROW("99999999999\n", 0, "does not hold a PID"),
	ROW("1234:\n", 0, "does not hold a PID"),
	ROW("fd:3\n", 0, "does not hold a PID"),
	ROW("1234\0\n", 0, "holds a NUL"),
	ROW("\0", 0, "holds a NUL"),
	ROW("1234" FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY, 0, "is too long for a pidfile"),
	ROW(FIFTY FIFTY FIFTY FIFTY FIFTY "  1234", 0, "is too long for a pidfile"),
	ROW(FIFTY FIFTY FIFTY FIFTY "1234", 1234, NULL),
};

static void write_file(const char *path, const char *content, size_t length)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(content, 1, length, file) != length || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

static struct file_id file;

static void test_contents(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(contents); i++) {
		struct identity identity = {0};
		int error = 4711;

		write_file(path, contents[i].content, contents[i].length);
		const char *reason = pidfile_read(path, false, &identity, &file, &error);
		ok(error == 0 && identity.pid == contents[i].pid &&
			   (reason && contents[i].reason ? streq(reason, contents[i].reason)
							 : reason == contents[i].reason),
		   "a file of %zu bytes %s", contents[i].length,
		   contents[i].reason ? contents[i].reason : "holds 1234");
	}
}

static void test_long(const char *path)
{
	char blanks[4096];
	struct identity identity = {0};
	int error;

	memset(blanks, '1', sizeof(blanks));
	write_file(path, blanks, sizeof(blanks));
	ok(pidfile_read(path, false, &identity, &file, &error) && identity.pid == 0, "a long file is refused");
}

static void test_no_files(const char *directory, const char *path)
{
	struct identity identity = {0};
	int error = 0;
	const char *reason = pidfile_read("/nonexistent/pid", false, &identity, &file, &error);

	ok(reason && error == ENOENT, "no file");
	reason = pidfile_read(directory, false, &identity, &file, &error);
	ok(reason && streq(reason, "not a regular file"), "a directory");
	unlink(path);
	if (mkfifo(path, 0600) < 0)
		perror("mkfifo");
	reason = pidfile_read(path, false, &identity, &file, &error);
	ok(reason && streq(reason, "not a regular file"), "a FIFO, which does not hang us");
	unlink(path);
}

static void test_trust(void)
{
	static const struct {
		uid_t uid;
		gid_t gid;
		mode_t mode;
		bool file, directory; /* trusted as such? */
	} trust[] = {
		{0, 0, 0644, true, true},    {0, 0, 0664, true, true},
		{0, 1, 0644, true, true},    {0, 1, 0664, false, false},
		{0, 0, 0646, false, false},  {0, 0, 01777, false, true},
		{1, 0, 0644, false, false},  {1, 1, 01755, false, false},
		{0, 1, 01775, false, true},
	};

	for (size_t i = 0; i < ARRAY_SIZE(trust); i++) {
		struct stat status = {.st_uid = trust[i].uid, .st_gid = trust[i].gid,
				      .st_mode = trust[i].mode, .st_nlink = 1};

		ok(!pidfile_distrust_file(&status) == trust[i].file, "a file of %u:%u, mode %o, is%s trusted",
		   trust[i].uid, trust[i].gid, trust[i].mode, trust[i].file ? "" : " not");
		ok(!pidfile_distrust_directory(&status) == trust[i].directory,
		   "and such a directory is%s", trust[i].directory ? "" : " not");
	}
}

static void test_links(void)
{
	struct stat status = {.st_mode = 0644, .st_nlink = 2};

	ok(pidfile_distrust_file(&status), "a file with a second link is not trusted");
	ok(!pidfile_distrust_directory(&status), "a directory always has more than one");
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
	test_trust();
	test_links();
	rmdir(directory);
	return tap_done();
}
