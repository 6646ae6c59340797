/* SPDX-License-Identifier: MIT */
/* ancestors: a selection never holds an ancestor of fdkill, whatever happens meanwhile. */
#include "../choosing.h"
#include "proc/ancestors.h"
#include "proc/procfs.h"

enum { PARENT = 5000003, GRANDPARENT = 5000004, INNOCENT = 5000005 };

static struct fake_process *us, *parent;
static int moment;

/* fdkill, its parent, its grandparent, and a process that is no relative. All names match. */
static void begin(int version)
{
	reset(version);
	us = fake_add(getpid());
	us->ppid = PARENT;
	parent = fake_add(PARENT);
	parent->ppid = GRANDPARENT;
	fake_add(GRANDPARENT);
	fake_add(INNOCENT);
	criteria_add(&criteria, CONDITION_NAME, (struct criterion){.text = "fake"});
}

static bool holds(pid_t pid)
{
	for (size_t i = 0; i < attempts.count; i++) {
		if (attempts.items[i]->number == pid && attempts.items[i]->outcome == OUTCOME_PENDING)
			return true;
	}
	return false;
}

static bool names_ancestor(pid_t pid, int error)
{
	return attempts.count == 1 && outcome(0) == OUTCOME_UNSPARED &&
	       attempts.items[0]->cause.ancestor == pid && attempts.items[0]->cause.error == error;
}

static void test_unreadable(int version, bool can_tell)
{
	for (int all = 0; all <= 1; all++) {
		begin(version);
		parent->is_hidden = true;
		if (all)
			choose_all();
		else
			choose(NULL);
		ok(can_tell ? attempts.count == 1 && holds(INNOCENT) : names_ancestor(PARENT, ENOENT),
		   "a parent that /proc hides, Linux %d.%d, %s", version / 100, version % 100,
		   all ? "--all-processes" : "a selection");
	}
	begin(version);
	parent->is_hidden = true;
	selection.include_ancestors = true;
	choose(NULL);
	ok(holds(GRANDPARENT) && holds(INNOCENT), "include_ancestors selects them all the same");
}

static void test_outside(void)
{
	begin(612);
	us->ppid = 0;
	choose(NULL);
	ok(holds(PARENT) && holds(INNOCENT), "a parent outside our PID namespace is the end of the chain");
}

/* The parent exits, the grandparent becomes fdkill's parent, and a new process gets the PID. */
static void end_parent(int number, enum fake_call call)
{
	(void)call;
	if (number != moment)
		return;
	fake_recycle(parent)->ppid = 1;
	us->ppid = GRANDPARENT;
}

static void test_recycled(int version)
{
	bool is_spared = true;
	int calls = 0;

	for (moment = 1; moment <= calls || moment == 1; moment++) {
		begin(version);
		fake.before = end_parent;
		choose(NULL);
		is_spared &= !holds(GRANDPARENT) && holds(INNOCENT);
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(is_spared && calls > 10, "its parent's number is recycled before each of %d calls, Linux %d.%d",
	   calls, version / 100, version % 100);
}

/* Each time fdkill looks, it has another parent. */
static void end_parents(int number, enum fake_call call)
{
	(void)call;
	us->ppid = number % 2 ? PARENT : GRANDPARENT;
}

static void test_restless(void)
{
	begin(612);
	fake.before = end_parents;
	choose(NULL);
	ok(attempts.count == 1 && outcome(0) == OUTCOME_UNSPARED, "parents that keep exiting: the search gives up");
	fake.before = NULL;
}

static void test_descriptors(void)
{
	struct ancestors ancestors = ANCESTORS_NONE;

	begin(612);
	int root = procfs_open_ours();
	fake.soft_limit = fake.hard_limit = 1;
	ok(ancestors_find(&ancestors, root) == -EMFILE, "no descriptor is left for the search");
	fake.soft_limit = fake.hard_limit = 64;
	ok(ancestors_find(&ancestors, root) == 0 && ancestors_include(&ancestors, getpid()) &&
		   ancestors_include(&ancestors, GRANDPARENT) && ancestors_include(&ancestors, 1) &&
		   !ancestors_include(&ancestors, INNOCENT),
	   "the chain from fdkill up to PID 1");
	ancestors_free(&ancestors);
	close(root);
}

int main(void)
{
	static const int versions[] = {503, 612, 613, 619};

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		test_unreadable(versions[i], versions[i] >= 613);
		test_recycled(versions[i]);
	}
	test_outside();
	test_restless();
	test_descriptors();
	let_go();
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
