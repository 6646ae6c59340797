/* SPDX-License-Identifier: MIT */
#include "proc/self.h"
#include "base/number.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/proctext.h"
#include "proc/procfs.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The inode of the initial user namespace: PROC_USER_INIT_INO in the kernel's proc_ns.h. */
#define INITIAL_USER_NAMESPACE 0xEFFFFFFDU

/* user_namespaces(7): the id that is shown for users that our user namespace does not map. */
static uid_t overflow_id(void)
{
	char text[32];
	int64_t id;
	int length = sys_read_at(AT_FDCWD, "/proc/sys/kernel/overflowuid", text, sizeof(text));

	if (length > 0)
		text[strcspn(text, "\n")] = '\0';
	return length > 0 && !number_parse(text, 0, UINT32_MAX - 1, &id) ? (uid_t)id : 65534;
}

/* The overflow id, or -1 if our user namespace maps it: then it may be a real user. */
static uid_t find_overflow_uid(void)
{
	auto_free char *map = NULL;
	size_t capacity = 0;
	uid_t id = overflow_id();

	if (sys_read_list("/proc/self/uid_map", &map, &capacity) < 0)
		return (uid_t)-1;
	return proctext_maps_id(map, id) ? (uid_t)-1 : id;
}

void self_read(struct self *self, bool may_kill)
{
	const unsigned wanted = FACTS_STAT | FACTS_STATUS | FACTS_NAMESPACES;

	*self = (struct self){.may_kill = may_kill};
	procfs_read(AT_FDCWD, "/proc/self", wanted, NULL, &self->facts);
	facts_set_ids(&self->facts, getppid(), getuid(), geteuid(), geteuid(), getgid());
	self->is_initial = self->facts.namespaces[NAMESPACE_USER] == INITIAL_USER_NAMESPACE;
	self->overflow_uid = self->is_initial ? (uid_t)-1 : find_overflow_uid();
	int landlock = sys_landlock_version();
	self->landlock = landlock < 0 ? 0 : landlock;
}
