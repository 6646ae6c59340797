/* SPDX-License-Identifier: MIT */
/* mountinfo: where a cgroup is mounted. */
#include "model/mountinfo.h"
#include "../tap.h"
#include "base/util.h"

#include <string.h>

#define V1 "30 25 0:26 / /sys/fs/cgroup/freezer rw,relatime shared:9 - cgroup cgroup rw,freezer\n"
#define V2 "31 25 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n"
#define DISK "20 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n"

static const struct {
	const char *mounts, *controller, *path;
	const char *found; /* NULL: not mounted */
} rows[] = {
	{DISK V1 V2, NULL, "/a/b", "/sys/fs/cgroup/unified/a/b"},
	{DISK V1 V2, NULL, "/", "/sys/fs/cgroup/unified/"},
	{DISK V1 V2, "freezer", "/a/b", "/sys/fs/cgroup/freezer/a/b"},
	{DISK V1 V2, "freeze", "/a/b", NULL},
	{DISK V1, NULL, "/a", NULL},
	{DISK V2, "freezer", "/a", NULL},
	{"31 25 0:27 /a /cg rw - cgroup2 none rw\n", NULL, "/a/b", "/cg/b"},
	{"31 25 0:27 /a /cg rw - cgroup2 none rw\n", NULL, "/a", "/cg"},
	{"31 25 0:27 /a /cg rw - cgroup2 none rw\n", NULL, "/ab", NULL},
	{"31 25 0:27 /a /cg rw - cgroup2 none rw\n" V2, NULL, "/ab", "/sys/fs/cgroup/unified/ab"},
	{"31 25 0:27 / /my\\040cg rw - cgroup2 none rw\n", NULL, "/a", "/my cg/a"},
	{V2, NULL, "/../a", NULL},
	{V1, "freezer", "/x", "/sys/fs/cgroup/freezer/x"},
	{"garbage\n" V2, NULL, "/a", "/sys/fs/cgroup/unified/a"},
	{"", NULL, "/a", NULL},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		auto_free char *found = mountinfo_find_cgroup(rows[i].mounts, rows[i].controller,
							   rows[i].path, strlen(rows[i].path));

		ok(found && rows[i].found ? streq(found, rows[i].found) : !found && !rows[i].found,
		   "%s of %s is %s", rows[i].path, rows[i].controller ? rows[i].controller : "version 2",
		   rows[i].found ? rows[i].found : "nowhere");
	}
	return tap_done();
}
