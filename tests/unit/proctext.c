/* proctext: files under /proc/PID. */
#include "proctext.h"
#include "tap.h"
#include "util.h"

#include <string.h>

#define REST " 1 77 78 0 -1 4194304 100 0"
#define LONG_COMM "a-kernel-thread's-name-may-well-be-longer-than-sixty-four-bytes-are"

static const struct {
	const char *text;
	const char *comm; /* NULL: no stat file */
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
			ok(!read && pid == 4711 && !facts.has_stat, "no stat: '%s'", stats[i].text);
		else
			ok(read && pid == 1234 && facts.has_stat && facts.state == stats[i].state &&
				   strncmp(facts.comm, comm, COMM_SIZE - 1) == 0 && facts.ppid == 1 &&
				   facts.pgid == 77 && facts.session == 78 && !facts.is_kernel_thread,
			   "stat of %zu letters, state %c", strlen(comm), stats[i].state);
	}
	struct facts facts = {0};
	pid_t pid;
	ok(proctext_stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0", &pid, &facts) &&
		   facts.is_kernel_thread,
	   "a kernel thread");
}

static void test_fields(void)
{
	static const char text[] = "Name:\tPid:\nPid:\t42\nNSpid:\t42\t7\nPPid: 1\nNegative:\t-1\nEmpty:\n";
	int64_t number = 4711;

	ok(proctext_field(text, "Pid", &number) && number == 42, "the field of that very name");
	ok(proctext_field(text, "Negative", &number) && number == -1, "a negative number");
	ok(proctext_field(text, "PPid", &number) && number == 1, "after a blank");
	ok(!proctext_field(text, "Ppid", &number) && !proctext_field(text, "Name", &number) &&
		   !proctext_field("", "Pid", &number) && number == 1,
	   "what is not there");
	ok(proctext_field_count(text, "NSpid") == 2, "two numbers");
	ok(proctext_field_count(text, "Pid") == 1, "one");
	ok(proctext_field_count(text, "Empty") == 0 && proctext_field_count(text, "None") == 0, "none");
}

static void test_uids(void)
{
	struct facts facts = {0};

	ok(proctext_uids("Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5\n", &facts) && facts.has_uids &&
		   facts.ruid == 1 && facts.euid == 2 && facts.suid == 3,
	   "uids");
	facts = (struct facts){0};
	ok(!proctext_uids("Uid:\t1\t2\n", &facts) && !proctext_uids("", &facts) && !facts.has_uids,
	   "no uids");
}

int main(void)
{
	test_stat();
	test_fields();
	test_uids();
	return tap_done();
}
