/* SPDX-License-Identifier: MIT */
/* select: the outcome of each form of target, on all kernels. */
#include "../choosing.h"

#include <string.h>
#include "proc/procfs.h"

static void begin(int version)
{
	let_go();
	ok(fake_leaks() == 0, "no descriptor was left open");
	reset(version);
	fake_add(PID)->pgid = PID;
	fake_add(OTHER)->pgid = PID;
}

static const struct {
	const char *words, *text;
	int version;
	enum outcome outcome;
} rows[] = {
	{"a PID", "5000001", 619, OUTCOME_PENDING},
	{"a PID that is free", "5000099", 619, OUTCOME_GONE},
	{"an identity", "5000001:1001", 619, OUTCOME_PENDING},
	{"an identity that is gone", "5000001:1002", 619, OUTCOME_IDENTITY_GONE},
	{"an identity whose PID is free", "5000099:1002", 619, OUTCOME_IDENTITY_GONE},
	{"an identity before Linux 6.9", "5000001:1001", 608, OUTCOME_UNSUPPORTED},
	{"an identity of this boot", "5000001:1001@00112233445566778899aabbccddeeff", 619,
	 OUTCOME_PENDING},
	{"an identity of another boot", "5000001:1001@ffffffffffffffffffffffffffffffff", 619,
	 OUTCOME_OTHER_BOOT},
	{"an inode", "ino:1002", 619, OUTCOME_PENDING},
	{"an inode that no process has", "ino:4711", 619, OUTCOME_IDENTITY_GONE},
	{"an inode before Linux 6.14", "ino:1002", 613, OUTCOME_UNSUPPORTED},
	{"a thread before Linux 6.9", "tid:5000001", 608, OUTCOME_UNSUPPORTED},
	{"a thread", "tid:5000001", 619, OUTCOME_PENDING},
	{"a pidfile that is not there", "pidfile:/nonexistent/pid", 619, OUTCOME_NO_PIDFILE},
	{"a group", "pgid:5000001", 619, OUTCOME_PENDING},
	{"a group that does not exist", "pgid:5000099", 619, OUTCOME_NO_GROUP},
};

static void test_targets(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(rows[i].version);
		choose(rows[i].text);
		ok(attempts.count == 1 && attempts.items[0]->outcome == rows[i].outcome, "%s",
		   rows[i].words);
	}
	begin(619);
	fake_add(getpid());
	auto_free char *self = xasprintf("%d", getpid());
	choose(self);
	ok(attempts.count == 1 && attempts.items[0]->outcome == OUTCOME_OURSELVES, "fdkill itself");
	begin(619);
	fake.errors[FAKE_OPEN] = -EPERM;
	choose("5000001");
	ok(attempts.items[0]->outcome == OUTCOME_FILTERED, "under a filter");
	begin(619);
	fake_add(NOBODY)->tgid = PID;
	choose("5000099");
	ok(attempts.items[0]->outcome == OUTCOME_IS_THREAD, "a thread's number");
	begin(619);
	choose("5000001");
	choose("ino:1001");
	choose("5000002");
	ok(attempts.count == 2, "a process that is named twice has one attempt");
}

static const int group_kernels[] = {608, 619}; /* member by member; by one call */

static void test_groups(void)
{
	begin(619);
	choose("pgid:5000001");
	ok(attempts.count == 1 && attempts.items[0]->scope == SCOPE_GROUP, "one attempt for a group");
	begin(619);
	selection.members = true;
	choose("pgid:5000001");
	ok(attempts.count == 1 && attempts.items[0]->members->count == 2, "the members of the group are listed");
	begin(608);
	choose("pgid:5000001");
	ok(attempts.count == 2 && attempts.items[0]->scope == SCOPE_PROCESS &&
		   attempts.items[0]->is_selected,
	   "one attempt for each member before Linux 6.9");
	begin(619);
	fake.processes[0].life = FAKE_REAPED;
	choose("pgid:5000001");
	ok(attempts.count == 1 && attempts.items[0]->number == OTHER, "the members that are left when the leader is gone");
	begin(619);
	fake.processes[0].life = fake.processes[1].life = FAKE_REAPED;
	choose("pgid:5000001");
	ok(attempts.items[0]->outcome == OUTCOME_NO_GROUP, "a group without members is gone");
	for (size_t i = 0; i < ARRAY_SIZE(group_kernels); i++) {
		begin(group_kernels[i]);
		selection.needs_members = selection.members = true;
		fake.processes[0].life = FAKE_ZOMBIE;
		fake.processes[1].is_hidden = true;
		choose("pgid:5000001");
		ok(attempts.items[0]->outcome == OUTCOME_UNSEEN,
		   "a group with zombies is not gone if /proc may hide processes, Linux %d", group_kernels[i]);
	}
	begin(608);
	fake.no_proc = true;
	choose("pgid:5000001");
	ok(attempts.items[0]->outcome == OUTCOME_FAILED, "members cannot be found without /proc");
	begin(608);
	fake.proc_offset = 100;
	choose("pgid:5000001");
	ok(attempts.count == 1 && attempts.items[0]->outcome == OUTCOME_FAILED,
	   "members cannot be found in a /proc of another PID namespace");
}

/* Add our process, and a zombie if another process leads our group. */
static void add_our_group(void)
{
	fake_add(getpgrp())->pgid = getpgrp();
	if (getpgrp() != getpid())
		fake_add(getpid())->pgid = getpgrp();
	fake.processes[2].life = getpgrp() == getpid() ? FAKE_ALIVE : FAKE_ZOMBIE;
}

static void test_own_group(void)
{
	begin(619);
	fake.processes[0].pgid = fake.processes[1].pgid = getpgrp();
	fake_add(getpid())->pgid = getpgrp();
	selection.spare_us = true;
	choose("0");
	ok(attempts.count == 2 && attempts.items[0]->number == PID && attempts.items[1]->number == OTHER,
	   "a signal that cannot be ignored goes to each member of our group but fdkill");
	begin(619);
	add_our_group();
	choose("0");
	ok(attempts.count == 1 && attempts.items[0]->outcome == OUTCOME_NO_GROUP,
	   "fdkill is alone in its group");
	for (size_t i = 0; i < 2 * ARRAY_SIZE(group_kernels); i++) {
		begin(group_kernels[i / 2]);
		selection.only_waits = i % 2;
		add_our_group();
		fake.processes[0].pgid = getpgrp();
		fake.processes[0].life = FAKE_ZOMBIE;
		choose("0");
		ok(attempts.count == 1 && !attempts.items[0]->cause.detail &&
			   attempts.items[0]->outcome == (i % 2 ? OUTCOME_ENDED : OUTCOME_NO_GROUP),
		   "with zombies only: to signal it, or to wait, Linux %d", group_kernels[i / 2]);
	}
}

static bool holds(pid_t pid)
{
	for (size_t i = 0; i < attempts.count; i++) {
		if (attempts.items[i]->number == pid && attempts.items[i]->outcome == OUTCOME_PENDING)
			return true;
	}
	return false;
}

static void test_all_processes(void)
{
	begin(619);
	fake_add(1);
	fake_add(getpid())->ppid = 5000010;
	fake_add(5000010)->ppid = 5000011;
	fake_add(5000011);
	fake_add(5000020)->is_kernel_thread = true;
	fake_add(5000021)->life = FAKE_ZOMBIE;
	choose_all();
	ok(attempts.count == 2 && holds(PID) && holds(OTHER),
	   "all but PID 1, fdkill, its ancestors, kernel threads and zombies");
	fake_add(5000030);
	ok(select_again(&attempts, &selection, &delivery) && attempts.count == 3 && holds(5000030),
	   "a second look finds a new process");
	ok(select_again(&attempts, &selection, &delivery) && attempts.count == 3,
	   "a look that finds none is not yet the last");
	ok(!select_again(&attempts, &selection, &delivery) && attempts.count == 3 && !attempts.is_unsettled,
	   "but two in a row are");
	select_restart(&attempts);
	fake_find(5000030)->life = FAKE_ZOMBIE;
	ok(select_again(&attempts, &selection, &delivery) && select_again(&attempts, &selection, &delivery) &&
		   !select_again(&attempts, &selection, &delivery),
	   "a look that does not find a held process again does not count");
	begin(619);
	fake_add(getpid());
	fake.errors[FAKE_LIST] = -EACCES;
	choose_all();
	ok(attempts.count == 1 && attempts.items[0]->outcome != OUTCOME_PENDING, "a list that fails");
	begin(619);
	fake_add(getpid());
	fake.list_breaks_at = 2;
	choose_all();
	ok(attempts.count == 2 && holds(PID) && outcome(1) == OUTCOME_FAILED &&
		   attempts.items[1]->cause.error == EIO,
	   "a list that breaks off is an error, not a shorter list");
}

/* Each look finds a new process. */
static void fork_again(int number, enum fake_call call)
{
	struct fake_process *last = &fake.processes[fake.count - 1];

	if (call != FAKE_LIST)
		return;
	last->pid = last->tgid = 5001000 + number;
	last->inode++;
}

static void test_fork_bomb(void)
{
	int rounds = 0;

	begin(619);
	fake_add(getpid());
	fake_add(5000100)->inode = 100000;
	choose_all();
	fake.before = fork_again;
	select_restart(&attempts);
	while (rounds < 1000 && select_again(&attempts, &selection, &delivery))
		rounds++;
	ok(rounds == 100, "if each look finds a new process, the 100th is the last, not the %dth", rounds);
	ok(attempts.is_unsettled, "that is recorded");
	attempts.looks_left = 1000;
	selection.patience = fake.now;
	ok(!select_again(&attempts, &selection, &delivery), "nor is there a look after the patience is over");
	fake.before = NULL;
}

static void test_descriptors_run_out(void)
{
	begin(619);
	fake.soft_limit = 1;
	fake.hard_limit = 64;
	choose("5000001");
	choose("5000002");
	ok(holds(PID) && holds(OTHER) && fake.soft_limit == 64, "the soft limit is raised when it is needed");
	begin(619);
	fake.soft_limit = fake.hard_limit = 2;
	for (int i = 0; i < 8; i++) {
		fake_add(5000100 + i);
		auto_free char *text = xasprintf("%d", 5000100 + i);
		choose(text);
	}
	ok(attempts.count == 8 && holds(5000100) && holds(5000107) && fake_leaks() <= 2 &&
		   !attempts.out_of_descriptors,
	   "beyond the hard limit processes are held by identity");
	begin(608);
	fake.soft_limit = fake.hard_limit = 2;
	choose("5000001");
	choose("5000002");
	ok(attempts.out_of_descriptors && attempts.items[1]->outcome == OUTCOME_NOT_HELD &&
		   strstr(attempts.items[1]->cause.detail, "or use Linux 6.9"),
	   "before Linux 6.9 nothing is sent then");
	begin(619);
	fake.soft_limit = fake.hard_limit = 1;
	choose("tid:5000001");
	choose("5000002");
	ok(attempts.out_of_descriptors && attempts.items[1]->outcome == OUTCOME_NOT_HELD &&
		   !attempts.items[1]->cause.detail,
	   "a limit that leaves no room at all");
}

static void choose_many(const char *kind, int count)
{
	for (int i = 0; i < count; i++) {
		fake_add(5000100 + i);
		auto_free char *text = xasprintf("%s%d", kind, 5000100 + i);
		choose(text);
	}
}

/* Threads cannot be parked. */
static void test_threads_stay_held(void)
{
	begin(619);
	fake.soft_limit = fake.hard_limit = 16;
	choose_many("tid:", 8);
	ok(!attempts.out_of_descriptors && attempts_pending(&attempts) == 8, "8 threads fit");
	choose_many("", 8);
	ok(!attempts.out_of_descriptors && attempts_pending(&attempts) == 16 && fake_leaks() == 9,
	   "processes beside them are parked");
	choose("tid:5000001");
	ok(attempts.out_of_descriptors && outcome(16) == OUTCOME_NOT_HELD &&
		   streq(attempts.items[16]->cause.detail,
			 "each thread needs a descriptor, but a limit of 16 open files leaves only 8; raise the "
			 "limit (ulimit -n)"),
	   "a ninth does not, and it says how many do");
}

/* Before Linux 6.14 a parked group could not be opened again without its leader. */
static void test_groups_stay_held(void)
{
	begin(613);
	fake.soft_limit = fake.hard_limit = 16;
	choose_many("pgid:", 9);
	ok(attempts.out_of_descriptors && fake_leaks() == 8 && outcome(8) == OUTCOME_NOT_HELD &&
		   streq(attempts.items[8]->cause.detail,
			 "not every target can be held at once; raise the limit of open files (ulimit -n), "
			 "or use Linux 6.14"),
	   "groups stay held before Linux 6.14");
	begin(614);
	fake.soft_limit = fake.hard_limit = 16;
	choose_many("pgid:", 16);
	ok(!attempts.out_of_descriptors && attempts_pending(&attempts) == 16 && fake_leaks() == 8,
	   "from Linux 6.14 on they are parked");
}

/* Descriptors that were open before are counted, whatever their numbers: once, near the limit. */
static void test_inherited_descriptors(void)
{
	int inherited[20];

	begin(619);
	fake.soft_limit = 64;
	fake.hard_limit = 128;
	choose_many("", 4);
	ok(fake.counted == 0 && fake.soft_limit == 64, "far from the limit nothing is counted or raised");
	begin(619);
	fake.soft_limit = 64;
	fake.hard_limit = 128;
	fake.high_are_taken = true;
	choose_many("", 4);
	ok(fake.counted == 1 && fake.soft_limit == 128, "unless no high number is free");
	begin(619);
	fake.soft_limit = fake.hard_limit = 40;
	for (size_t i = 0; i < ARRAY_SIZE(inherited); i++)
		inherited[i] = fake_pidfd(NULL);
	choose_many("", 20);
	ok(fake.counted == 1 && attempts_pending(&attempts) == 20 && fake_leaks() == 20 + 12,
	   "20 that are inherited, of 40: 12 are held at once, and 8 numbers stay free");
	for (size_t i = 0; i < ARRAY_SIZE(inherited); i++)
		close(inherited[i]);
}

static int moment;

/* Let the deadline pass before the call number MOMENT. */
static void pass_deadline(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake.now = selection.deadline;
}

/* Let the deadline pass before each call: either the search has finished, or nothing is sent. */
static void test_deadline(void)
{
	static const char *const texts[] = {"pgid:5000001", NULL};
	int cut = 0, finished = 0;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (int version = 608; version <= 619; version += 11) {
			int calls = 1;

			for (moment = 1; moment <= calls + 1; moment++) {
				begin(version);
				fake_add(getpid());
				selection.members = true;
				selection.deadline = fake.now + 1;
				fake.before = pass_deadline;
				if (texts[i])
					choose(texts[i]);
				else
					choose_all();
				calls = fake.calls > calls ? fake.calls : calls;
				bool was_late = fake.now >= selection.deadline;
				const struct attempt *last = attempts.items[attempts.count - 1];
				cut += attempts.out_of_time && last->outcome == OUTCOME_UNFINISHED;
				finished += !attempts.out_of_time && !was_late && last->outcome == OUTCOME_PENDING;
				if (attempts.out_of_time != was_late)
					ok(false, "call %d of %s, Linux %d", moment, texts[i], version);
			}
			finished--;
		}
	}
	ok(cut > 20 && finished == 0, "%d moments at which the deadline passes", cut);
	begin(619);
	selection.deadline = fake.now;
	choose("5000001");
	ok(holds(PID) && !attempts.out_of_time, "a process that is named needs no search");
}

static void test_deadline_of_second_look(void)
{
	begin(619);
	fake_add(getpid());
	choose_all();
	size_t held = attempts_pending(&attempts);
	selection.deadline = fake.now;
	ok(!select_again(&attempts, &selection, &delivery) && attempts.out_of_time &&
		   attempts_pending(&attempts) == held,
	   "a second look that does not finish in time is reported");
	size_t count = attempts.count;
	ok(!select_again(&attempts, &selection, &delivery) && attempts.count == count,
	   "there is no third look");
}

int main(void)
{
	test_targets();
	test_groups();
	test_own_group();
	test_all_processes();
	test_fork_bomb();
	test_descriptors_run_out();
	test_threads_stay_held();
	test_groups_stay_held();
	test_inherited_descriptors();
	test_deadline();
	test_deadline_of_second_look();
	let_go();
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
