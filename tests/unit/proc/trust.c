/* SPDX-License-Identifier: MIT */
/* trust: with which modes and file systems another user can change a file. */
#include "proc/trust.h"
#include "../tap.h"
#include "base/util.h"

enum { CALLER = 1000 };

static const struct {
	const char *words;
	uid_t uid;
	mode_t mode;
	enum distrust_cause cause;
} rows[] = {
	{"a file of root", 0, S_IFREG | 0644, DISTRUST_NONE},
	{"a file of the caller", CALLER, S_IFREG | 0600, DISTRUST_NONE},
	{"a file of another user", 1, S_IFREG | 0644, DISTRUST_USER},
	{"a file that its group may write, or an ACL lets be written", 0, S_IFREG | 0664, DISTRUST_GROUP},
	{"a file that every user may write", 0, S_IFREG | 0646, DISTRUST_EVERYONE},
	{"a directory of root", 0, S_IFDIR | 0755, DISTRUST_NONE},
	{"a directory of another user", 1, S_IFDIR | 0700, DISTRUST_USER},
	{"a directory of another user and its group", 1, S_IFDIR | 02775, DISTRUST_USER},
	{"a directory of a group", 0, S_IFDIR | 0775, DISTRUST_GROUP},
	{"a sticky directory of a group", 0, S_IFDIR | 01775, DISTRUST_GROUP},
	{"a sticky directory of all", 0, S_IFDIR | 01777, DISTRUST_EVERYONE},
	{"a sticky directory of all, of another user's", 1, S_IFDIR | 01777, DISTRUST_EVERYONE},
	{"a link of root", 0, S_IFLNK | 0777, DISTRUST_NONE},
	{"a link of another user", 1, S_IFLNK | 0777, DISTRUST_USER},
};

static const struct {
	const char *words;
	unsigned long type; /* linux/magic.h */
	bool trusted;
} filesystems[] = {
	{"tmpfs", 0x01021994, true}, {"ext4", 0xef53, true},     {"overlayfs", 0x794c7630, true},
	{"procfs", 0x9fa0, false},   {"NFS", 0x6969, false},     {"FUSE", 0x65735546, false},
	{"sysfs", 0x62656572, false}, {"vfat", 0x4d44, false},   {"cgroup2", 0x63677270, false},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct stat status = {.st_uid = rows[i].uid, .st_mode = rows[i].mode};

		ok(trust_judge(&status, CALLER) == rows[i].cause, "%s", rows[i].words);
	}
	for (size_t i = 0; i < ARRAY_SIZE(filesystems); i++)
		ok(trust_filesystem(filesystems[i].type) == filesystems[i].trusted, "%s is%s trusted",
		   filesystems[i].words, filesystems[i].trusted ? "" : " not");
	return tap_done();
}
