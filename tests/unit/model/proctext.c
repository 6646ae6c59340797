/* SPDX-License-Identifier: MIT */
/* proctext: files under /proc/PID. */
#include "model/proctext.h"
#include "../tap.h"
#include "base/util.h"

#include <string.h>
#include <sys/sysmacros.h>

#define REST " 1 77 78 34816 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 4711 9"
#define LONG_COMM "a-kernel-thread's-name-may-well-be-longer-than-sixty-four-bytes-are"

static const struct {
	const char *text;
	const char *comm; /* NULL: not a stat file */
	char state;
} stats[] = {
	{"1234 (sleep) S" REST, "sleep", 'S'},
	{"1234 (a b) Z" REST, "a b", 'Z'},
	{"1234 (a) R 1 2 3 (b) T" REST, "a) R 1 2 3 (b", 'T'},
	{"1234 (\n) X" REST, "\n", 'X'},
	{"1234 () S" REST, "", 'S'},
	{"1234 ()) S" REST, ")", 'S'},
	{"1234 (" LONG_COMM ") I" REST, LONG_COMM, 'I'},
	{"", NULL, 0},
	{"1234", NULL, 0},
	{"1234 (sleep", NULL, 0},
	{"1234 )sleep( S" REST, NULL, 0},
	{"(sleep) S" REST, NULL, 0},
	{"1234 (sleep) S 1 77 78 0", NULL, 0},
	{"1234 (sleep)", NULL, 0},
};

static void test_stat(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(stats); i++) {
		struct facts facts = {0};
		pid_t pid = 4711;
		bool read = proctext_stat(stats[i].text, &pid, &facts);
		const char *comm = stats[i].comm;

		if (!comm)
			ok(!read && pid == 4711 && !facts_know(&facts, FACTS_STAT), "not a stat file: '%s'", stats[i].text);
		else
			ok(read && pid == 1234 && facts_know(&facts, FACTS_STAT | FACTS_COMM) &&
				   facts.state == stats[i].state &&
				   strncmp(facts.comm, comm, COMM_SIZE - 1) == 0 && facts.ppid == 1 &&
				   facts.pgid == 77 && facts.session == 78 &&
				   facts.terminal == makedev(136, 0) && facts.start == 4711 &&
				   !facts.is_kernel_thread,
			   "stat of %zu letters, state %c", strlen(comm), stats[i].state);
	}
	struct facts facts = {0};
	pid_t pid;
	ok(proctext_stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 1", &pid, &facts) &&
		   facts.is_kernel_thread,
	   "a kernel thread");
	ok(proctext_stat("7 (x) S 0 0 0 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 1", &pid, &facts) &&
		   facts.is_exiting && !facts.is_kernel_thread,
	   "one that is exiting");
}

static void test_fields(void)
{
	static const char text[] = "Name:\tPid:\nPid:\t42\nNSpid:\t42\t7\nPPid: 1\nNegative:\t-1\nEmpty:\n";
	int64_t number = 4711;

	ok(proctext_field(text, "Pid", &number) && number == 42, "the field with exactly that name");
	ok(proctext_field(text, "Negative", &number) && number == -1, "a negative number");
	ok(proctext_field(text, "PPid", &number) && number == 1, "a number after a blank");
	ok(!proctext_field(text, "Ppid", &number) && !proctext_field(text, "Name", &number) &&
		   !proctext_field("", "Pid", &number) && number == 1,
	   "what is not there");
	ok(proctext_field_count(text, "NSpid") == 2, "two numbers");
	ok(proctext_field_count(text, "Pid") == 1, "one");
	ok(proctext_field_count(text, "Empty") == 0 && proctext_field_count(text, "None") == 0, "none");
}

#define IDS "Name:\tx\nPPid:\t7\nTracerPid:\t0\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t6\t6\n"
#define MASKS                                                                                      \
	"Threads:\t2\nSigPnd:\t0000000000000001\nShdPnd:\t0000000000004000\nSigBlk:\t0000000000000000\n"        \
	"SigIgn:\t0000000000001000\nSigCgt:\t8000000000000000\n"

static void test_status(void)
{
	struct facts facts = {0};

	ok(proctext_status(IDS MASKS "NoNewPrivs:\t1\nSeccomp:\t2\n", &facts) &&
		   facts_know(&facts, FACTS_STATUS | FACTS_IDS | FACTS_OWNER) && facts.ruid == 1 &&
		   facts.euid == 2 && facts.suid == 3 && facts.rgid == 5 && facts.ppid == 7,
	   "ids");
	ok(facts.pending == 1 && facts.shared_pending == 0x4000 && facts.ignored == 0x1000 &&
		   facts.caught == (uint64_t)1 << 63 && facts.seccomp == 2,
	   "masks");
	facts = (struct facts){0};
	ok(proctext_status(IDS MASKS "SigQ:\t7/5\n", &facts) && facts.queued == 7 && facts.queue_limit == 5,
	   "a queue");
	ok(proctext_status(IDS MASKS "SigQ:\t1/18446744073709551615\n", &facts) && facts.queued == 1 &&
		   facts.queue_limit == UINT64_MAX,
	   "without a limit");
	facts = (struct facts){0};
	ok(proctext_status(IDS MASKS, &facts) && facts.queue_limit == UINT64_MAX, "not known");
	facts = (struct facts){0};
	ok(proctext_status(IDS MASKS, &facts) && facts.seccomp == 0, "without seccomp");
	ok(facts.inner_pid == 0 && facts.levels == 0, "without NSpid");
	ok(proctext_status(IDS MASKS "NSpid:\t47\t11\t1\n", &facts) && facts.inner_pid == 1 && facts.levels == 3,
	   "PID 1 of a namespace two levels below");
	facts = (struct facts){0};
	ok(!proctext_status(IDS, &facts) && !proctext_status(MASKS, &facts) &&
		   !proctext_status("", &facts) && !facts.known,
	   "no status");
}

static void test_cgroup(void)
{
	static const char text[] = "12:pids:/a\n1:name=systemd:/b\n0::/user.slice/x y\n";
	size_t length = 0;
	const char *path = proctext_cgroup(text, &length);

	ok(path && length == strlen("/user.slice/x y") && strncmp(path, "/user.slice/x y", length) == 0,
	   "the unified hierarchy's path");
	ok(!proctext_cgroup("12:pids:/a\n", &length) && !proctext_cgroup("", &length), "none");
	static const char old[] = "12:pids:/a\n7:cpu,freezer,x:/jobs:1\n1:name=freezer:/b\n0::/\n";
	path = proctext_cgroup_v1(old, "freezer", &length);
	ok(path && length == strlen("/jobs:1") && strncmp(path, "/jobs:1", length) == 0, "a path with one of several controllers");
	ok(!proctext_cgroup_v1(old, "free", &length) && !proctext_cgroup_v1(old, "cpuset", &length) &&
		   !proctext_cgroup_v1("", "cpu", &length) && !proctext_cgroup_v1("garbage\n", "cpu", &length),
	   "no such controller");
}

/* The unit of a cgroup path; the user before it if it is a unit of that user's systemd. */
static const struct {
	const char *path, *unit;
} units[] = {
	{"/system.slice/nginx.service", "nginx.service"},
	{"/system.slice/nginx.service/worker", "nginx.service"},
	{"/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"},
	{"/system.slice/foo\\x2dbar.service", "foo\\x2dbar.service"},
	{"/a.slice/a-b.slice/x.service", "x.service"},
	{"/user.slice/user-1000.slice/user@1000.service/app.slice/foo.service", "1000 foo.service"},
	{"/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.slice/x@1.service/sub", "1000 x@1.service"},
	{"/user.slice/user-1000.slice/user@1000.service/app.slice/app-term.scope", NULL},
	{"/user.slice/user-1000.slice/user@1000.service/init.scope", NULL},
	{"/user.slice/user-1000.slice/session-2.scope", NULL},
	{"/user.slice/user-1000.slice/user@1000.service/app.slice/a'; b.service", NULL},
	{"/user.slice/user-1000.slice/user@1000.service/a b.service/x.service", NULL},
	{"/user.slice/user-1000.slice/user@1000.service/user@0.service/x.service", "1000 user@0.service"},
	{"/system.slice/user@me.service/x.service", "user@me.service"},
	{"/system.slice/user@1000.x.service/x.service", "user@1000.x.service"},
	{"/init.scope", NULL},
	{"/system.slice/docker-0123.scope", NULL},
	{"/machine.slice/systemd-nspawn@c1.service/payload/system.slice/foo.service", "systemd-nspawn@c1.service"},
	/* A systemd in a container is not the one that systemctl asks here. */
	{"/docker/0123/system.slice/foo.service", NULL},
	{"/lxc.payload.x/system.slice/foo.service", NULL},
	{"/../system.slice/foo.service", NULL},
	{"/", NULL},
	{"", NULL},
	{"/.service", NULL},
	{"/system.slice", NULL},
};

static void test_units(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		int64_t user = 4711;
		auto_free char *unit = proctext_unit(units[i].path, &user);
		auto_free char *shown = !unit                     ? NULL
					: user == PROCTEXT_SYSTEM ? xstrdup(unit)
								  : xasprintf("%lld %s", (long long)user, unit);

		ok(shown && units[i].unit ? streq(shown, units[i].unit) : !shown && !units[i].unit,
		   "%s is in %s", units[i].path, shown ? shown : "no unit");
	}
}

int main(void)
{
	test_units();
	test_stat();
	test_fields();
	test_status();
	test_cgroup();
	return tap_done();
}
