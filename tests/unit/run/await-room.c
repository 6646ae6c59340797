/* SPDX-License-Identifier: MIT */
/* await with more processes than descriptors. */
#include "../waiting.h"

/* Park the first COUNT, and forget how much room there was. */
static void park(size_t count)
{
	for (size_t i = 0; i < count; i++)
		procref_park(&attempts.items[i]->process);
	attempts.room = (struct room){.held = attempts.count - count};
}

/* Processes that are parked take turns. */
static void test_few_descriptors(void)
{
	begin(619, 12);
	park(12);
	for (size_t i = 0; i < 12; i++) {
		fake.processes[i].exits_at = fake.now + (int64_t)(12 - i) * SECOND;
		fake.processes[i].reaped_at = fake.now + (int64_t)(13 - i) * SECOND;
	}
	fake.soft_limit = fake.hard_limit = 11;
	ok(await(&attempts, &waiting) == 0 && settled == 12 && !fake.hangs,
	   "more processes than descriptors: all exit");
	begin(609, 12);
	park(12);
	for (size_t i = 0; i < 12; i++) {
		fake.processes[i].exits_at = fake.processes[i].reaped_at = fake.now + SECOND;
	}
	fake.soft_limit = fake.hard_limit = 11;
	ok(await(&attempts, &waiting) == 0 && settled == 12 && !fake.hangs,
	   "all exit at once, and none can be opened again");
	for (int room = 2; room < 4; room++) {
		begin(619, 12);
		park(6);
		for (size_t i = 0; i < 12; i++)
			fake.processes[i].exits_at = fake.now + SECOND;
		fake.soft_limit = fake.hard_limit = fake_leaks() + room;
		ok(await(&attempts, &waiting) == 0 && settled == 12 && !fake.hangs,
		   "the last attempts hold the descriptors, and %d are free", room);
	}
	begin(619, 12);
	park(12);
	fake.processes[11].life = FAKE_ZOMBIE;
	fake.soft_limit = fake.hard_limit = 11;
	waiting.deadline = fake.now + SECOND;
	ok(await(&attempts, &waiting) == 0 && settled == 1 && outcome(11) == OUTCOME_ENDED &&
		   fake_leaks() == 2,
	   "at the deadline parked processes are checked, too");
	begin(619, 12);
	park(12);
	fake.processes[11].exits_at = fake.now + SECOND / 2;
	fake.soft_limit = fake.hard_limit = 11;
	waiting.enough = 1;
	ok(await(&attempts, &waiting) == 0 && settled == 1 && outcome(11) == OUTCOME_ENDED && !fake.hangs,
	   "one is enough, and it is a parked one");
	begin(619, 12);
	park(12);
	fake.soft_limit = 4;
	fake.hard_limit = 64;
	waiting.deadline = fake.now + SECOND;
	ok(await(&attempts, &waiting) == 0 && fake.soft_limit == 64, "the soft limit is raised first");
}

/* From this time on, one open fails with ENFILE: no descriptor is free in the system. */
static int64_t scarce_at;

static void be_scarce(int number, enum fake_call call)
{
	(void)number;
	if (call != FAKE_BY_INODE)
		return;
	fake.errors[call] = scarce_at && fake.now >= scarce_at ? -ENFILE : 0;
	scarce_at = fake.errors[call] ? 0 : scarce_at;
}

static void test_scarce_descriptors(void)
{
	begin(619, 24);
	park(24);
	for (size_t i = 0; i < 24; i++) {
		fake.processes[i].exits_at = fake.now + SECOND;
		fake.processes[i].is_secret = true;
	}
	fake.processes[0].reaped_at = fake.now + SECOND + SECOND / 2;
	scarce_at = fake.processes[0].reaped_at;
	fake.before = be_scarce;
	fake.soft_limit = fake.hard_limit = 21;
	waiting.endings = true;
	ok(await(&attempts, &waiting) == 0 && settled == 24 && !scarce_at && !fake.hangs,
	   "descriptors run out while all processes in the set have exited");
}

/* Six groups whose leaders are held, each with another member, which is parked. */
static void test_groups(void)
{
	begin(619, 6);
	for (int i = 0; i < 6; i++) {
		struct attempt *attempt = attempts.items[i];
		struct procref ref = PROCREF_NONE;
		struct fake_process *member = fake_add(PID + 100 + i);

		member->exits_at = fake.now + SECOND;
		procref_open(&ref, member->pid);
		procref_park(&ref);
		attempt->scope = SCOPE_GROUP;
		attempt->members = xcalloc(1, sizeof(*attempt->members));
		*attempt->members = (struct members){xcalloc(1, sizeof(struct member)), 1};
		attempt->members->items[0].process = ref;
	}
	park(0);
	fake.soft_limit = fake.hard_limit = 16;
	ok(await(&attempts, &waiting) == 0 && settled == 6 && fake.waits == 1 && !fake.hangs,
	   "leaders that are not watched leave their room to members");
}

int main(void)
{
	test_few_descriptors();
	test_scarce_descriptors();
	test_groups();
	attempts_free(&attempts);
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
