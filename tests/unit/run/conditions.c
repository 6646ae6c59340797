/* SPDX-License-Identifier: MIT */
/* select with conditions: which processes are held, and which are skipped. */
#include "../choosing.h"

static struct fake_process *add(pid_t pid, const char *name)
{
	struct fake_process *process = fake_add(pid);

	process->name = name;
	return process;
}

static void begin(int version)
{
	reset(version);
	add(getpid(), "fdkill");
	add(PID, "needle");
	add(OTHER, "hay");
	criteria_add(&criteria, CONDITION_NAME, (struct criterion){.text = "needle"});
}

static void test_selection(int version)
{
	begin(version);
	add(5000010, "needle")->is_kernel_thread = true;
	add(5000011, "needle")->life = FAKE_ZOMBIE;
	fake.processes[0].ppid = 5000012;
	add(5000012, "needle");
	choose(NULL);
	ok(attempts.count == 1 && attempts.items[0]->number == PID && outcome(0) == OUTCOME_PENDING,
	   "processes with the name, but no kernel thread, zombie or ancestor");
	ok(!select_again(&attempts, &selection, &delivery), "there is no second look");
	begin(version);
	fake.processes[0].ppid = 5000012;
	add(5000012, "needle");
	selection.include_ancestors = true;
	choose(NULL);
	ok(attempts.count == 2, "ancestors only with include_ancestors");
	begin(version);
	fake.processes[1].name = "hay";
	choose(NULL);
	ok(attempts.count == 1 && outcome(0) == OUTCOME_NO_MATCH, "no process matches");
	begin(version);
	fake.processes[2].name = "needle";
	selection.newest = true;
	selection.facts = FACTS_STAT;
	choose(NULL);
	ok(outcome(0) == OUTCOME_LEFT_OUT && outcome(1) == OUTCOME_PENDING,
	   "of processes that started at the same time, the highest PID is the newest");
}

static void test_parents(int version)
{
	begin(version);
	criteria_free(&criteria);
	criteria_add(&criteria, CONDITION_PARENT, (struct criterion){.number = 77});
	criteria_add(&criteria, CONDITION_EUID, (struct criterion){.number = 5});
	fake.processes[1].ppid = 77;
	fake.processes[1].uid = 5;
	fake.processes[2].ppid = 77;
	choose(NULL);
	ok(attempts.count == 1 && attempts.items[0]->number == PID, "by parent and user, Linux %d.%d",
	   version / 100, version % 100);
}

static void test_guards(int version)
{
	begin(version);
	choose("5000001");
	choose("5000002");
	ok(outcome(0) == OUTCOME_PENDING && outcome(1) == OUTCOME_LEFT_ALONE &&
		   attempts.items[1]->cause.condition == CONDITION_NAME,
	   "a process that does not meet the conditions is skipped");
	begin(version);
	fake.no_proc = true;
	choose("5000001");
	ok(outcome(0) == OUTCOME_UNCHECKED, "a process that cannot be checked is not signalled");
	begin(version);
	fake.errors[FAKE_READ_AT] = -EACCES;
	choose("5000001");
	ok(outcome(0) == OUTCOME_UNCHECKED, "a process whose facts are hidden is not signalled");
	begin(version);
	criteria_add(&criteria, CONDITION_ENVIRON, (struct criterion){.text = "FOO=bar"});
	choose("5000001");
	ok(outcome(0) == OUTCOME_UNCHECKED, "a live process that /proc reports as gone is not signalled");
	begin(version);
	criteria_add(&criteria, CONDITION_ENVIRON, (struct criterion){.text = "FOO=bar"});
	selection.tell_unknown = true;
	choose(NULL);
	ok(attempts.count == 2 && outcome(0) == OUTCOME_LEFT_OUT && outcome(1) == OUTCOME_NO_KNOWN_MATCH,
	   "a selection reports a process that cannot be checked");
	begin(version);
	fake.processes[1].is_outside = true;
	int fd = fake_pidfd(&fake.processes[1]);
	auto_free char *text = xasprintf("fd:%d", fd);
	choose(text);
	ok(outcome(0) == OUTCOME_UNCHECKED, "outside our PID namespace there are no facts");
	close(fd);
	begin(version);
	choose("pgid:5000001");
	ok(attempts.count == 1 && attempts.items[0]->scope == SCOPE_PROCESS &&
		   outcome(0) == OUTCOME_PENDING,
	   "a group is checked member by member");
}

/* A group whose leader has exited, as a zombie or reaped, with a live member or without one. */
static void choose_dead_leader(bool with_condition, enum fake_life life, bool by_directory, bool lives_on)
{
	begin(619);
	if (!with_condition)
		criteria_free(&criteria);
	fake.processes[1].pgid = fake.processes[2].pgid = PID;
	int fd = by_directory ? fake_directory(&fake.processes[1]) : fake_pidfd(&fake.processes[1]);
	auto_free char *text = xasprintf("fd:%d", fd);

	fake.processes[1].life = life;
	if (!lives_on)
		fake.processes[2].life = FAKE_REAPED;
	delivery.scope = SCOPE_GROUP;
	choose(text);
	close(fd);
	delivery.scope = SCOPE_OF_TARGET;
}

static void test_dead_leaders(void)
{
	for (int by_directory = 0; by_directory <= 1; by_directory++) {
		const char *how = by_directory ? "a directory" : "a pidfd";

		choose_dead_leader(true, FAKE_ZOMBIE, by_directory, true);
		ok(outcome(0) == OUTCOME_UNCHECKED, "a condition on a zombie leader is unknown, by %s", how);
		choose_dead_leader(true, FAKE_REAPED, by_directory, true);
		ok(outcome(0) == OUTCOME_UNCHECKED, "a condition on a reaped leader is unknown, too");
		choose_dead_leader(true, FAKE_REAPED, by_directory, false);
		ok(outcome(0) == OUTCOME_NO_GROUP, "a group without members is gone");
		choose_dead_leader(false, FAKE_REAPED, by_directory, true);
		ok(outcome(0) == OUTCOME_PENDING, "without a condition the group is signalled");
	}
}

static void test_inverse_of_unknown(void)
{
	begin(619);
	criteria.inverse = true;
	fake.processes[1].pgid = PID;
	fake.processes[1].life = FAKE_REAPED;
	int fd = fake_pidfd(&fake.processes[1]);
	auto_free char *text = xasprintf("fd:%d", fd);
	choose(text);
	ok(outcome(0) == OUTCOME_GONE, "a process that is gone does not match with --inverse");
	close(fd);
	begin(619);
	fake.processes[1].life = FAKE_ZOMBIE;
	choose("5000001");
	ok(outcome(0) == OUTCOME_ZOMBIE, "a zombie does not match with --inverse");
}

static void test_newest_beside_a_dead_leader(void)
{
	begin(619);
	criteria_free(&criteria);
	add(5000003, "hay");
	fake.processes[1].pgid = fake.processes[3].pgid = PID;
	fake.processes[1].life = FAKE_REAPED;
	int fd = fake_pidfd(&fake.processes[1]), other = fake_pidfd(&fake.processes[2]);
	auto_free char *text = xasprintf("fd:%d", fd), *second = xasprintf("fd:%d", other);
	struct target both[2] = {0};

	target_parse(text, &both[0]);
	target_parse(second, &both[1]);
	selection.facts = FACTS_STAT;
	selection.newest = true;
	selection.targets = both;
	selection.count = 2;
	delivery.scope = SCOPE_GROUP;
	select_targets(&attempts, &selection, &delivery);
	ok(outcome(0) == OUTCOME_UNCHECKED && outcome(1) == OUTCOME_LEFT_ALONE,
	   "the newest is unknown beside a group whose leader is gone");
	close(fd);
	close(other);
}

static void test_few_descriptors(void)
{
	begin(619);
	for (int i = 0; i < 10; i++)
		add(5000100 + i, "needle");
	fake.soft_limit = fake.hard_limit = 6;
	choose(NULL);
	ok(attempts.count == 11 && !attempts.out_of_descriptors && attempts_pending(&attempts) == 11,
	   "more matches than descriptors: all are held");
	begin(608);
	for (int i = 0; i < 10; i++)
		add(5000100 + i, "needle");
	fake.soft_limit = fake.hard_limit = 6;
	choose(NULL);
	ok(attempts.out_of_descriptors, "before Linux 6.9 nothing is sent then");
}

/* If fdkill has no descriptors left, it says so and signals no process. */
static void test_no_descriptors(void)
{
	for (int limit = 1; limit <= 2; limit++) {
		begin(619);
		fake.soft_limit = fake.hard_limit = limit;
		choose("5000001");
		ok(attempts.out_of_descriptors && outcome(0) == OUTCOME_NOT_HELD,
		   "a guard that cannot be checked with %d descriptors", limit);
	}
	for (int held = 0; held <= 1; held++) {
		begin(619);
		fake.soft_limit = fake.hard_limit = 1;
		int fd = held ? fake_pidfd(&fake.processes[1]) : -1;
		choose(NULL);
		ok(attempts.out_of_descriptors && outcome(0) == OUTCOME_NOT_HELD,
		   "a selection with one descriptor, %s", held ? "in use" : "free");
		if (fd >= 0)
			close(fd);
	}
}

/* The age can be unknown, like any fact. */
static void test_newest(void)
{
	begin(619);
	criteria_free(&criteria);
	selection.newest = true;
	selection.facts = FACTS_STAT;
	fake.processes[1].pgid = fake.processes[2].pgid = PID;
	choose("pgid:5000001");
	ok(attempts.count == 2 && outcome(0) == OUTCOME_LEFT_OUT && outcome(1) == OUTCOME_PENDING,
	   "the newest of a group");
	begin(619);
	criteria_free(&criteria);
	selection.newest = true;
	selection.facts = FACTS_STAT;
	fake.no_proc = true;
	choose("5000001");
	ok(outcome(0) == OUTCOME_UNCHECKED, "a process whose age is not known is not called older");
	begin(619);
	criteria_free(&criteria);
	selection.newest = true;
	selection.facts = FACTS_STAT;
	fake.processes[1].life = FAKE_ZOMBIE;
	choose("5000001");
	ok(outcome(0) == OUTCOME_ZOMBIE, "a process that has exited has no age");
}

static void test_looking_again(void)
{
	begin(619);
	criteria_add(&criteria, CONDITION_EXE, (struct criterion){.text = "/bin/needle"});
	selection.tell_unknown = true;
	choose_all();
	ok(attempts.count == 2 && outcome(0) == OUTCOME_LEFT_OUT, "a process that could not be checked is reported");
	ok(!select_again(&attempts, &selection, &delivery) && attempts.count == 2,
	   "it is reported once, and is not new in the second look");
	begin(619);
	choose_all();
	fake.errors[FAKE_LIST] = -EIO;
	ok(!select_again(&attempts, &selection, &delivery) && attempts.count == 2 &&
		   outcome(1) == OUTCOME_FAILED,
	   "a list that fails is reported once");
}

/* Without PIDs and inodes, two descriptors cannot be recognised as one process. */
static void test_foreign_directories(void)
{
	begin(619);
	fake.proc_offset = 100;
	criteria_free(&criteria);
	int one = fake_directory(&fake.processes[1]), other = fake_directory(&fake.processes[2]);
	auto_free char *first = xasprintf("fd:%d", one), *second = xasprintf("fd:%d", other);
	choose(first);
	choose(second);
	ok(attempts.count == 2 && attempts_pending(&attempts) == 2,
	   "two directories of a foreign /proc are two processes");
	close(one);
	close(other);
}

int main(void)
{
	static const int versions[] = {503, 609, 614, 619};

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		test_selection(versions[i]);
		test_parents(versions[i]);
		test_guards(versions[i]);
	}
	test_dead_leaders();
	test_inverse_of_unknown();
	test_newest_beside_a_dead_leader();
	test_few_descriptors();
	test_no_descriptors();
	test_newest();
	test_looking_again();
	test_foreign_directories();
	let_go();
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
