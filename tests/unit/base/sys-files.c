/* SPDX-License-Identifier: MIT */
/* sys-files: how much of a file is read. */
#include "base/sys.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST = 10000 };

/* Read twice: the second time there is already room. */
static void test_length(int fd, const char *path, size_t length)
{
	auto_free char *text = NULL;
	size_t capacity = 0, start = length < MOST ? length : MOST;

	ok(ftruncate(fd, (off_t)length) == 0, "a file of %zu bytes", length);
	for (int i = 0; i < 2; i++) {
		int got = sys_read_start_at(AT_FDCWD, path, MOST, &text, &capacity);
		ok(got == (int)start && text[start] == '\0' && capacity <= 4 * MOST,
		   "its start is %zu bytes, in %zu", start, capacity);
	}
	for (int i = 0; i < 2; i++) {
		int got = sys_read_all_at(AT_FDCWD, path, &text, &capacity);
		ok(got == (int)length && text[length] == '\0', "all %zu bytes are read", length);
	}
	ok(sys_read_start_at(AT_FDCWD, path, MOST, &text, &capacity) == (int)start,
	   "the start, with room for more");
}

int main(void)
{
	static const size_t lengths[] = {0, 1, 4095, 4096, MOST - 1, MOST, MOST + 1, 1000000};
	auto_close int fd = memfd_create("test", MFD_CLOEXEC);
	auto_free char *path = xasprintf("/proc/self/fd/%d", fd), *text = NULL;
	size_t capacity = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		test_length(fd, path, lengths[i]);
	ok(ftruncate(fd, 100 << 20) == 0 && sys_read_all_at(AT_FDCWD, path, &text, &capacity) == -EFBIG,
	   "more than 64 MiB are no file to read as a whole");
	return tap_done();
}
