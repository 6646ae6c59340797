/* SPDX-License-Identifier: MIT */
/* await: waiting, with a fake clock. */
#include "../waiting.h"

static void test_ends(void)
{
	begin(619, 3);
	for (int i = 0; i < 3; i++)
		fake.processes[i].exits_at = fake.now + (i + 1) * SECOND;
	int64_t start = fake.now;
	ok(await(&attempts, &waiting) == 0 && settled == 3 && attempts.ended == 3, "all exit");
	ok(fake.now - start == 3 * SECOND && fake.waits == 3, "three wake-ups, and no longer than the last exit");
	begin(619, 2);
	fake.processes[0].life = FAKE_ZOMBIE;
	fake.processes[1].life = FAKE_REAPED;
	ok(await(&attempts, &waiting) == 0 && settled == 2, "zombies and reaped processes have exited");
	begin(601, 2);
	fake.processes[0].life = FAKE_ZOMBIE;
	fake.processes[1].life = FAKE_REAPED;
	ok(await(&attempts, &waiting) == 0 && settled == 2, "the same on a kernel without POLLHUP");
}

static void test_deadline(void)
{
	begin(619, 3);
	fake.processes[1].exits_at = fake.now + SECOND;
	waiting.deadline = fake.now + 5 * SECOND;
	int64_t start = fake.now;
	ok(await(&attempts, &waiting) == 0 && settled == 1 && outcome(0) == OUTCOME_PENDING &&
		   outcome(1) == OUTCOME_ENDED && outcome(2) == OUTCOME_PENDING,
	   "the deadline passes with survivors");
	ok(fake.now - start == 5 * SECOND && fake.waits == 2, "one deadline for all, two wake-ups");
	begin(619, 1);
	waiting.deadline = fake.now;
	ok(await(&attempts, &waiting) == 0 && settled == 0 && fake.waits == 1, "a deadline of now looks once");
	begin(619, 1);
	waiting.deadline = fake.now;
	fake.processes[0].life = FAKE_ZOMBIE;
	ok(await(&attempts, &waiting) == 0 && settled == 1, "that look finds a process that has exited");
}

static void test_clock(void)
{
	begin(619, 1);
	waiting.deadline = fake.now + 5 * SECOND;
	fake.jump = -3 * SECOND;
	int64_t start = fake.now;
	ok(await(&attempts, &waiting) == 0 && fake.now - start == 5 * SECOND && fake.waits == 2,
	   "after an early wake-up it goes on waiting");
	begin(619, 2);
	waiting.deadline = fake.now + 5 * SECOND;
	fake.processes[0].exits_at = fake.now + 6 * SECOND;
	fake.jump = 3600 * SECOND;
	ok(await(&attempts, &waiting) == 0 && settled == 1 && outcome(0) == OUTCOME_ENDED,
	   "after a wake-up an hour too late it still finds an exit");
}

static void test_failures(void)
{
	begin(619, 1);
	fake.errors[FAKE_WATCH_OPEN] = -ENOMEM;
	ok(await(&attempts, &waiting) == -ENOMEM && settled == 0, "no epoll");
	begin(619, 1);
	fake.errors[FAKE_WATCH_ADD] = -ENOSPC;
	ok(await(&attempts, &waiting) == -ENOSPC && settled == 0, "an epoll that is full");
	begin(619, 1);
	fake.errors[FAKE_WAIT] = -EBADF;
	ok(await(&attempts, &waiting) == -EBADF && settled == 0, "an epoll that fails");
	begin(619, 1);
	fake.errors[FAKE_WAIT] = -EINTR;
	fake.processes[0].exits_at = fake.now + SECOND;
	ok(await(&attempts, &waiting) == 0 && settled == 1 && fake.waits == 2, "EINTR only interrupts");
}

static void test_interrupted(void)
{
	begin(619, 2);
	waiting.catcher = sys_catch_open(NULL);
	fake.caught = SIGINT;
	fake.caught_at = fake.now + 2 * SECOND;
	fake.processes[0].exits_at = fake.now + SECOND;
	ok(await(&attempts, &waiting) == SIGINT && settled == 1 && outcome(1) == OUTCOME_PENDING,
	   "a signal for fdkill ends the wait");
	close(waiting.catcher);
}

static void test_enough(void)
{
	begin(619, 3);
	for (int i = 0; i < 3; i++)
		fake.processes[i].exits_at = fake.now + (i + 1) * SECOND;
	waiting.enough = 2;
	ok(await(&attempts, &waiting) == 0 && settled == 2 && outcome(2) == OUTCOME_PENDING,
	   "the wait ends when enough have exited");
}

static const struct {
	const char *words;
	int version;
	bool is_secret;
	int64_t reaped_after; /* seconds after the exit; 0: never */
	int64_t within;       /* seconds, or 0 */
	bool is_known;
	int64_t takes; /* milliseconds after the exit */
} endings[] = {
	{"a status from /proc", 619, false, 0, 0, true, 0},
	{"a status after the reap", 619, true, SECOND / 2, 0, true, 500},
	{"never reaped: it waits for a second", 619, true, 0, 0, false, 1000},
	{"never reaped, with an earlier deadline", 619, true, 0, SECOND / 4, false, 250},
	{"reaped, and the kernel does not have the status", 614, true, SECOND / 2, 0, false, 500},
	{"reaped, and no POLLHUP", 601, true, SECOND / 2, 0, false, 0},
};

static void test_endings(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		begin(endings[i].version, 1);
		struct fake_process *process = &fake.processes[0];
		int64_t exits_at = fake.now + SECOND;

		process->exits_at = exits_at;
		process->reaped_at = endings[i].reaped_after ? exits_at + endings[i].reaped_after : 0;
		process->is_secret = endings[i].is_secret;
		process->status = 7 << 8;
		waiting.endings = true;
		if (endings[i].within)
			waiting.deadline = exits_at + endings[i].within;
		int error = await(&attempts, &waiting);
		const struct ending *ending = &attempts.items[0]->ending;
		ok(error == 0 && settled == 1 && ending->is_known == endings[i].is_known &&
			   fake.now - exits_at == endings[i].takes * DURATION_MILLISECOND,
		   "%s", endings[i].words);
	}
}

static void test_members(void)
{
	begin(619, 0);
	struct attempt *attempt = attempts_add(&attempts, &target, SCOPE_GROUP);

	attempt->members = xcalloc(1, sizeof(*attempt->members));
	*attempt->members = (struct members){xcalloc(2, sizeof(struct member)), 2};
	for (int i = 0; i < 2; i++) {
		fake_add(PID + i)->exits_at = fake.now + (i + 1) * 10 * SECOND;
		attempt->members->items[i].process = PROCREF_NONE;
		procref_open(&attempt->members->items[i].process, PID + i);
		procref_park(&attempt->members->items[i].process);
	}
	waiting.deadline = fake.now + 15 * SECOND;
	ok(await(&attempts, &waiting) == 0 && settled == 0 && attempt->members->items[0].ending.has_ended,
	   "a group lives as long as one of its members");
	waiting.deadline = DURATION_FOREVER;
	ok(await(&attempts, &waiting) == 0 && settled == 1 && outcome(0) == OUTCOME_ENDED,
	   "a group ends with its last member");
	for (int i = 0; i < 2; i++)
		procref_close(&attempt->members->items[i].process);
}

/* The leader has exited, and /proc does not list the members. */
static void test_unlisted_group(void)
{
	begin(619, 1);
	attempts.items[0]->scope = SCOPE_GROUP;
	fake.processes[0].life = FAKE_ZOMBIE;
	ok(await(&attempts, &waiting) == 0 && outcome(0) == OUTCOME_FAILED,
	   "a group with unlisted members does not end with its leader");
}

static int ticks;

static void tick(void *context, const struct attempts *list, int64_t left)
{
	(void)context;
	(void)list;
	(void)left;
	ticks++;
}

static void test_tick(void)
{
	begin(619, 1);
	fake.processes[0].exits_at = fake.now + 5 * SECOND + SECOND / 2;
	waiting.tick = tick;
	await(&attempts, &waiting);
	ok(ticks == 5 && settled == 1, "one tick for each full second");
}

int main(void)
{
	test_ends();
	test_deadline();
	test_clock();
	test_failures();
	test_interrupted();
	test_enough();
	test_endings();
	test_members();
	test_unlisted_group();
	test_tick();
	attempts_free(&attempts);
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
