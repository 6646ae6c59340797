/* select and deliver, with the number recycled before each call they make. */
#include "../choosing.h"

static struct fake_process *victim;
static int moment;

/* A world of fdkill, the victim and somebody else. */
static void begin(int version)
{
	reset(version);
	fake_add(getpid())->name = "fdkill";
	victim = fake_add(PID);
	victim->name = "needle";
	fake_add(OTHER)->name = "hay";
}

static void by_name(int version)
{
	begin(version);
	criteria_add(&criteria, CONDITION_NAME, (struct criterion){.text = "needle"});
}

static void by_identity(int version)
{
	begin(version);
	selection.facts = FACTS_STAT;
	selection.identities = true;
}

static void recycle_by_an_innocent(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake_recycle(victim)->name = "innocent";
}

/*
 * Whenever the number is recycled: what was named or matched is what is signalled, or nobody; and
 * so it is with what follows.
 */
static void test_strangers(void (*start)(int version), int version, const char *text)
{
	bool stranger = false, is_sent = false;
	int calls = 0;

	for (moment = 0; moment <= calls; moment++) {
		start(version);
		size_t before = fake.count;
		if (moment)
			fake.before = recycle_by_an_innocent;
		choose(text);
		deliver(&attempts, &delivery, &(struct pass){.step = 1, .signo = SIGTERM});
		deliver(&attempts, &delivery, &(struct pass){.step = 2, .signo = SIGKILL});
		is_sent |= !moment && victim->sent == 2;
		stranger |= fake.count > before && fake.processes[before].sent > 0;
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(is_sent && !stranger && calls >= 3, "%s, recycled before each of %d calls, Linux %d.%d",
	   text ? text : "a selection", calls, version / 100, version % 100);
}

static void recycle_by_a_namesake(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake_recycle(victim)->ppid = 78;
}

/*
 * Whenever the number is recycled: what is believed of who is held is true of it, and not of the
 * newcomer.
 */
static void test_mixture(int version)
{
	bool is_mixed = false;
	int calls = 0;

	for (moment = 0; moment <= calls; moment++) {
		by_name(version);
		victim->ppid = 77;
		if (moment)
			fake.before = recycle_by_a_namesake;
		choose(NULL);
		for (size_t i = 0; i < attempts.count; i++) {
			const struct attempt *attempt = attempts.items[i];

			is_mixed |= attempt->process.fd >= 0 &&
				    attempt->facts.ppid != fake_behind(attempt->process.fd)->ppid;
		}
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(!is_mixed && calls >= 6, "a namesake gets the number before each of %d calls, Linux %d.%d", calls,
	   version / 100, version % 100);
}

int main(void)
{
	static const int versions[] = {503, 609, 614, 619};

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		test_strangers(by_name, versions[i], NULL);
		test_strangers(by_name, versions[i], "5000001");
		test_strangers(by_name, versions[i], "pgid:5000001");
		test_mixture(versions[i]);
	}
	test_strangers(by_identity, 619, "5000001:1002");
	test_strangers(by_identity, 619, "ino:1002");
	let_go();
	ok(fake_leaks() == 0, "nothing was left open");
	return tap_done();
}
