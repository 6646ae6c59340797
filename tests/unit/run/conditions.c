/* select, with conditions: who is held and who is left alone. */
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
	   "who is called so, but no kernel thread, zombie or ancestor");
	ok(!select_again(&attempts, &selection, &delivery), "and it is not looked again");
	begin(version);
	fake.processes[0].ppid = 5000012;
	add(5000012, "needle");
	selection.include_ancestors = true;
	choose(NULL);
	ok(attempts.count == 2, "ancestors if they are asked for");
	begin(version);
	fake.processes[1].name = "hay";
	choose(NULL);
	ok(attempts.count == 1 && outcome(0) == OUTCOME_NO_MATCH, "nobody");
	begin(version);
	fake.processes[2].name = "needle";
	selection.newest = true;
	selection.facts = FACTS_STAT;
	choose(NULL);
	ok(outcome(0) == OUTCOME_LEFT_OUT && outcome(1) == OUTCOME_PENDING,
	   "of those who started at the same moment the one with the higher number is the newest");
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
	   "who does not meet the conditions is left alone");
	begin(version);
	fake.no_proc = true;
	choose("5000001");
	ok(outcome(0) == OUTCOME_UNCHECKED, "and who cannot be checked, too");
	begin(version);
	fake.errors[FAKE_READ_AT] = -EACCES;
	choose("5000001");
	ok(outcome(0) == OUTCOME_UNCHECKED, "as who hides what is asked for");
	begin(version);
	criteria_add(&criteria, CONDITION_ENVIRON, (struct criterion){.text = "FOO=bar"});
	choose("5000001");
	ok(outcome(0) == OUTCOME_UNCHECKED, "and who lives while /proc calls it gone");
	begin(version);
	criteria_add(&criteria, CONDITION_ENVIRON, (struct criterion){.text = "FOO=bar"});
	selection.tell_unknown = true;
	choose(NULL);
	ok(attempts.count == 2 && outcome(0) == OUTCOME_LEFT_OUT && outcome(1) == OUTCOME_NO_MATCH,
	   "which a selection tells");
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
	   "of a group the members, one by one");
}

/* A leader that has exited, a zombie or reaped, and a member that lives; by pidfd or directory. */
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
		ok(outcome(0) == OUTCOME_UNCHECKED, "and on a reaped one");
		choose_dead_leader(true, FAKE_REAPED, by_directory, false);
		ok(outcome(0) == OUTCOME_NO_GROUP, "but a group that has ended is gone");
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
	ok(outcome(0) == OUTCOME_GONE, "what is gone does not meet the inverse of a condition");
	close(fd);
	begin(619);
	fake.processes[1].life = FAKE_ZOMBIE;
	choose("5000001");
	ok(outcome(0) == OUTCOME_ZOMBIE, "nor does a zombie pass a guard");
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
	   "beside a group whose leader is gone the newest cannot be known");
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
	ok(attempts.out_of_descriptors, "before Linux 6.9 nothing may be sent then");
}

/* What we lack is no property of the target: it is said, and nobody is signalled. */
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

/* The age may be unknown, as every fact may. */
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
	ok(outcome(0) == OUTCOME_UNCHECKED, "whose age is not known is not called older");
	begin(619);
	criteria_free(&criteria);
	selection.newest = true;
	selection.facts = FACTS_STAT;
	fake.processes[1].life = FAKE_ZOMBIE;
	choose("5000001");
	ok(outcome(0) == OUTCOME_ZOMBIE, "nor what has exited, which has no age");
}

static void test_looking_again(void)
{
	begin(619);
	criteria_add(&criteria, CONDITION_EXE, (struct criterion){.text = "/bin/needle"});
	selection.tell_unknown = true;
	choose_all();
	ok(attempts.count == 2 && outcome(0) == OUTCOME_LEFT_OUT, "who could not be checked is told");
	ok(!select_again(&attempts, &selection, &delivery) && attempts.count == 2,
	   "once, and is nobody new when it is looked again");
	begin(619);
	choose_all();
	fake.errors[FAKE_LIST] = -EIO;
	ok(!select_again(&attempts, &selection, &delivery) && attempts.count == 2 &&
		   outcome(1) == OUTCOME_FAILED,
	   "nor is a list that fails, which is told once");
}

/* Without numbers and inodes nothing says that two are the same. */
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
	ok(fake_leaks() == 0, "nothing was left open");
	return tap_done();
}
