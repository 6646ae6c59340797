/* SPDX-License-Identifier: MIT */
#include "proc/procfs.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/mountinfo.h"
#include "model/proctext.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Where the files of a process are: in the directory NAME in DIRECTORY; in DIRECTORY if it is "".
 */
struct place {
	int directory;
	const char *name;
	const struct file_id *pidfile; /* for FACTS_LOCK, else NULL */
};

/* Room for a number, or /proc/self, and the longest name below. */
enum { PATH_SIZE = 64 };

static const char *path_of(const struct place *place, const char *name, char path[PATH_SIZE])
{
	/* This runs for each process in /proc. snprintf(3) would take 5 % of the whole time. */
	char *end = stpcpy(path, place->name);
	stpcpy(end == path ? end : stpcpy(end, "/"), name);
	return path;
}

static int read_text(const struct place *place, const char *name, char text[PROCFS_TEXT_SIZE])
{
	char path[PATH_SIZE];

	return sys_read_at(place->directory, path_of(place, name, path), text, PROCFS_TEXT_SIZE);
}

static int read_owner(const struct place *place, struct facts *facts)
{
	char path[PATH_SIZE];
	struct sys_file file;
	int error = sys_stat_at(place->directory, path_of(place, "", path), &file);

	if (error == 0)
		facts->euid = file.uid;
	return error;
}

static int read_comm(const struct place *place, struct facts *facts)
{
	char path[PATH_SIZE];
	int length = sys_read_at(place->directory, path_of(place, "comm", path), facts->comm,
				 sizeof(facts->comm));

	if (length > 0 && facts->comm[length - 1] == '\n')
		facts->comm[length - 1] = '\0';
	return length < 0 ? length : 0;
}

static int read_stat(const struct place *place, struct facts *facts)
{
	const int64_t second = 1000000000;
	char text[PROCFS_TEXT_SIZE];
	pid_t pid;
	int length = read_text(place, "stat", text);

	if (length < 0)
		return length;
	if (!proctext_stat(text, &pid, facts))
		return -EIO;
	int64_t ticks = sys_clock_ticks(), start = (int64_t)facts->start;
	facts->age = sys_since_boot() - (start / ticks * second + start % ticks * second / ticks);
	return 0;
}

static int set_length(struct bytes *bytes, int length)
{
	if (length < 0)
		return length;
	bytes->length = (size_t)length;
	return 0;
}

static int read_bytes(const struct place *place, const char *name, struct bytes *bytes)
{
	char path[PATH_SIZE];

	return set_length(bytes, sys_read_all_at(place->directory, path_of(place, name, path),
						 &bytes->start, &bytes->capacity));
}

/* Its Groups line may be long. */
static int read_status(const struct place *place, struct facts *facts)
{
	struct bytes text = {0};
	int error = read_bytes(place, "status", &text);

	if (error == 0 && !proctext_status(text.start, facts))
		error = -EIO;
	free(text.start);
	return error;
}

static int read_cmdline(const struct place *place, struct facts *facts)
{
	char path[PATH_SIZE];
	struct bytes *cmdline = &facts->cmdline;

	return set_length(cmdline,
			  sys_read_start_at(place->directory, path_of(place, "cmdline", path),
					    CMDLINE_MOST, &cmdline->start, &cmdline->capacity));
}

static int read_environ(const struct place *place, struct facts *facts)
{
	return read_bytes(place, "environ", &facts->environ);
}

static void set_bytes(struct bytes *bytes, const char *text, size_t length)
{
	if (length >= bytes->capacity) {
		bytes->capacity = length + 1;
		bytes->start = xreallocarray(bytes->start, bytes->capacity, 1);
	}
	memcpy(bytes->start, text, length);
	bytes->start[length] = '\0';
	bytes->length = length;
}

/* Treat a process without an executable as one that hides it. */
static int not_readable(int error)
{
	return error == -ENOENT ? -EACCES : error;
}

static int read_exe(const struct place *place, struct facts *facts)
{
	char path[PATH_SIZE], link[PATH_MAX];
	struct sys_file file;
	int length = sys_readlink_at(place->directory, path_of(place, "exe", path), link, sizeof(link));
	int error = length < 0 ? length : sys_stat_at(place->directory, path, &file);

	if (error < 0)
		return not_readable(error);
	set_bytes(&facts->exe, link, (size_t)length);
	facts->exe_file = file.id;
	return 0;
}

static int read_cgroup(const struct place *place, struct facts *facts)
{
	struct bytes text = {0};
	int error = read_bytes(place, "cgroup", &text);
	size_t length;
	const char *path = error < 0 ? NULL : proctext_cgroup(text.start, &length);

	if (path)
		set_bytes(&facts->cgroup, path, length);
	free(text.start);
	return error < 0 ? error : path ? 0 : -EOPNOTSUPP;
}

static int read_namespaces(const struct place *place, struct facts *facts)
{
	for (size_t i = 0; i < NAMESPACE_KINDS; i++) {
		char path[PATH_SIZE], name[PATH_SIZE / 2];
		struct sys_file file = {0};

		snprintf(name, sizeof(name), "ns/%s", facts_namespaces[i]);
		int error = sys_stat_at(place->directory, path_of(place, name, path), &file);
		if (error < 0 && error != -ENOENT)
			return error;
		facts->namespaces[i] = error ? 0 : file.id.inode;
	}
	/*
	 * Every kernel has mount namespaces. If it is missing, the thread has left its namespaces.
	 */
	return facts->namespaces[NAMESPACE_MOUNT] ? 0 : -ENOENT;
}

/* The next entry of LIST but for "." and "..", as sys_list_next. */
static int next_entry(struct sys_list *list, const char **name)
{
	int found;

	do
		found = sys_list_next(list, name);
	while (found > 0 && **name == '.');
	return found;
}

static int open_list(const struct place *place, const char *name, struct sys_list *list)
{
	char path[PATH_SIZE];

	return sys_list_open(list, place->directory, path_of(place, name, path));
}

static bool is_file(const struct place *place, const char *name, const struct file_id *id)
{
	char path[PATH_SIZE];
	struct sys_file file;

	return sys_stat_at(place->directory, path_of(place, name, path), &file) == 0 &&
	       file.id.device == id->device && file.id.inode == id->inode;
}

/*
 * Is descriptor NAME of the process the pidfile, and does its open file hold a lock ("lock:" in
 * fdinfo, proc_pid_fdinfo(5))? Returns 1, 0, or -EMFILE or -ENFILE if no descriptor is free.
 */
static int has_lock(const struct place *place, const char *name, const struct file_id *pidfile)
{
	char text[PROCFS_TEXT_SIZE];
	auto_free char *fd = xasprintf("fd/%.20s", name), *info = xasprintf("fdinfo/%.20s", name);

	if (!is_file(place, fd, pidfile))
		return 0;
	int length = read_text(place, info, text);
	if (length == -EMFILE || length == -ENFILE)
		return length;
	return length >= 0 && strstr(text, "\nlock:") != NULL;
}

static int read_lock(const struct place *place, struct facts *facts)
{
	auto_list struct sys_list list = SYS_LIST_NONE;
	const char *name;
	int locked = 0;

	assert(place->pidfile);
	int found = open_list(place, "fd", &list);
	if (found < 0)
		return found;
	while (!locked && (found = next_entry(&list, &name)) > 0)
		locked = has_lock(place, name, place->pidfile);
	facts->holds_lock = locked == 1;
	return locked < 0 ? locked : found < 0 ? found : 0;
}

/* The signals that thread TID blocks; all bits if it has ended, so that it does not count. */
static uint64_t blocked_by(const struct place *place, const char *tid)
{
	struct bytes text = {0};
	auto_free char *path = xasprintf("task/%.20s/status", tid);
	uint64_t mask;

	if (read_bytes(place, path, &text) < 0 || !proctext_mask(text.start, "SigBlk", &mask))
		mask = UINT64_MAX;
	free(text.start);
	return mask;
}

static int read_threads(const struct place *place, struct facts *facts)
{
	auto_list struct sys_list list = SYS_LIST_NONE;
	const char *tid;
	int found = open_list(place, "task", &list);

	facts->blocked_by_all = UINT64_MAX;
	if (found < 0)
		return found;
	while ((found = next_entry(&list, &tid)) > 0)
		facts->blocked_by_all &= blocked_by(place, tid);
	return found;
}

/*
 * Does the file NAME in DIRECTORY, a cgroup, contain WORDS? Returns 1, 0, or -errno if it cannot be
 * read. The root cgroup has no such files.
 */
static int contains(const char *directory, const char *name, const char *words)
{
	char text[PROCFS_TEXT_SIZE];
	auto_free char *path = xasprintf("%s/%s", directory, name);
	int length = sys_read_at(AT_FDCWD, path, text, sizeof(text));

	return length < 0 ? length : strstr(text, words) != NULL;
}

/* The state of the freezers of CGROUPS, the text of /proc/PID/cgroup. */
static int read_freezers(const char *cgroups, const char *mounts, enum freezer *freezer)
{
	size_t length;
	const char *path = proctext_cgroup(cgroups, &length);
	auto_free char *unified = path ? mountinfo_find_cgroup(mounts, NULL, path, length) : NULL;
	int on = unified ? contains(unified, "cgroup.events", "frozen 1") : -ENOENT;

	path = proctext_cgroup_v1(cgroups, "freezer", &length);
	auto_free char *old = path ? mountinfo_find_cgroup(mounts, "freezer", path, length) : NULL;
	int on_v1 = old ? contains(old, "freezer.state", "FR") : -ENOENT; /* FREEZING or FROZEN */
	if (!unified && !old)
		return -EOPNOTSUPP;
	*freezer = on_v1 == 1 ? FREEZER_V1 : on == 1 ? FREEZER_ON : FREEZER_OFF;
	return 0;
}

static int find_freezer(int directory, const char *path, enum freezer *freezer)
{
	struct bytes cgroups = {0}, mounts = {0};
	int error = sys_read_all_at(directory, path, &cgroups.start, &cgroups.capacity);

	if (error >= 0)
		error = sys_read_list("/proc/self/mountinfo", &mounts.start, &mounts.capacity);
	if (error >= 0)
		error = read_freezers(cgroups.start, mounts.start, freezer);
	free(cgroups.start);
	free(mounts.start);
	return error < 0 ? error : 0;
}

static int read_freezer(const struct place *place, struct facts *facts)
{
	char path[PATH_SIZE];

	return find_freezer(place->directory, path_of(place, "cgroup", path), &facts->freezer);
}

/* Did a reader find nothing, as if the first thread has ended before the process? */
static bool is_nothing(unsigned bit, int error, const struct facts *facts)
{
	switch (bit) {
	case FACTS_EXE:
	case FACTS_NAMESPACES:
		return error == -EACCES || error == -ENOENT || error == -ESRCH;
	case FACTS_CMDLINE:
		return error == 0 && facts->cmdline.length == 0;
	case FACTS_ENVIRON: /* newer kernels say ESRCH; the file of a thread that has ended is root's */
		return error == -ESRCH || error == -EACCES || (error == 0 && facts->environ.length == 0);
	case FACTS_LOCK:
		return error == 0 && !facts->holds_lock;
	default:
		return false;
	}
}

/*
 * Has this thread ended or begun to end, so that its memory and its open files are gone? Returns 1,
 * 0 or -errno.
 */
static int has_thread_ended(const struct place *place)
{
	struct facts facts = {0};
	int error = read_stat(place, &facts);

	return error < 0 ? error : facts.state == 'Z' || facts.state == 'X' || facts.is_exiting;
}

/*
 * Call READ for a thread of the process that has not ended. After the first thread has ended, only
 * the files of other threads still show the memory and the files of the process.
 */
static int read_of_live_thread(const struct place *place, struct facts *facts,
			  int (*read)(const struct place *place, struct facts *facts))
{
	auto_list struct sys_list list = SYS_LIST_NONE;
	const char *tid;
	int found = open_list(place, "task", &list);

	if (found < 0)
		return found;
	while ((found = next_entry(&list, &tid)) > 0) {
		char path[PATH_SIZE / 2], name[PATH_SIZE];
		const struct place thread = {place->directory, name, place->pidfile};

		snprintf(path, sizeof(path), "task/%.10s", tid);
		path_of(place, path, name);
		if (has_thread_ended(&thread) == 0)
			return read(&thread, facts);
	}
	return found < 0 ? found : -ESRCH;
}

static const struct {
	unsigned bit;
	int (*read)(const struct place *place, struct facts *facts);
} readers[] = {
	{FACTS_OWNER,      read_owner     },
	{FACTS_COMM,       read_comm      },
	{FACTS_IDS,        read_status    }, /* if PIDFD_GET_INFO cannot: before Linux 6.13 */
	{FACTS_CMDLINE,    read_cmdline   },
	{FACTS_STAT,       read_stat      },
	{FACTS_STATUS,     read_status    },
	{FACTS_EXE,        read_exe       },
	{FACTS_CGROUP,     read_cgroup    },
	{FACTS_ENVIRON,    read_environ   },
	{FACTS_NAMESPACES, read_namespaces},
	{FACTS_LOCK,       read_lock      },
	{FACTS_THREADS,    read_threads   },
	{FACTS_FREEZER,    read_freezer   },
};

int procfs_read(int directory, const char *name, unsigned wanted, const struct file_id *pidfile,
		struct facts *facts)
{
	const struct place place = {directory, name, pidfile};
	int result = 0;

	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		unsigned bit = readers[i].bit;

		if (!(wanted & bit))
			continue;
		int error = readers[i].read(&place, facts);
		if (is_nothing(bit, error, facts) && has_thread_ended(&place) == 1)
			error = read_of_live_thread(&place, facts, readers[i].read);
		if (error == -EMFILE || error == -ENFILE)
			return error;
		facts->tried |= bit;
		if (error == 0)
			facts->known |= bit;
		else if (result == 0)
			result = error == -ENOENT ? -ESRCH : error; /* its directory is gone */
	}
	return result;
}
