#include "proc/procfs.h"
#include "model/mountinfo.h"
#include "model/proctext.h"
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/*
 * Has the file NAME of that cgroup these words? -errno if it cannot be read; the root has no such
 * file.
 */
static int says(const char *directory, const char *name, const char *words)
{
	char text[PROCFS_TEXT_SIZE];
	auto_free char *path = xasprintf("%s/%s", directory, name);
	int length = sys_read_at(AT_FDCWD, path, text, sizeof(text));

	return length < 0 ? length : strstr(text, words) != NULL;
}

static int look_at(const char *cgroups, const char *mounts, enum freezer *freezer)
{
	size_t length;
	const char *path = proctext_cgroup(cgroups, &length);
	auto_free char *unified = path ? mounts_find_cgroup(mounts, NULL, path, length) : NULL;
	int on = unified ? says(unified, "cgroup.events", "frozen 1") : -ENOENT;

	path = proctext_cgroup_v1(cgroups, "freezer", &length);
	auto_free char *old = path ? mounts_find_cgroup(mounts, "freezer", path, length) : NULL;
	int on_v1 = old ? says(old, "freezer.state", "FR") : -ENOENT; /* FREEZING or FROZEN */
	if (!unified && !old)
		return -EOPNOTSUPP;
	*freezer = on_v1 == 1 ? FREEZER_V1 : on == 1 ? FREEZER_ON : FREEZER_OFF;
	return 0;
}

int procfs_freezer(int directory, const char *path, enum freezer *freezer)
{
	struct bytes cgroups = {0}, mounts = {0};
	int error = sys_read_all_at(directory, path, &cgroups.start, &cgroups.capacity);

	if (error >= 0)
		error = sys_read_list("/proc/self/mountinfo", &mounts.start, &mounts.capacity);
	if (error >= 0)
		error = look_at(cgroups.start, mounts.start, freezer);
	free(cgroups.start);
	free(mounts.start);
	return error < 0 ? error : 0;
}
