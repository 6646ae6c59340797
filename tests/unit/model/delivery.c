/* SPDX-License-Identifier: MIT */
/* delivery: which signal and siginfo are sent, and at which scope. */
#include "model/delivery.h"
#include "../tap.h"
#include "base/util.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The siginfo of a list, sent by process 10 and user 20. */
static const struct {
	const char *list;
	int code, error;
	uint64_t value;
	pid_t pid;
	uid_t uid;
} rows[] = {
	{"value=0", -1, 0, 0, 10, 20},
	{"value=42", -1, 0, 42, 10, 20},
	{"value=-1", -1, 0, 0xffffffff, 10, 20},
	{"value=-2147483648", -1, 0, 0x80000000, 10, 20},
	{"value=4294967295", -1, 0, 0xffffffff, 10, 20},
	{"value=4294967296", -1, 0, 0x100000000, 10, 20},
	{"value=-2147483649", -1, 0, 0xffffffff7fffffff, 10, 20},
	{"value=0xdeadbeefcafe", -1, 0, 0xdeadbeefcafe, 10, 20},
	{"value=-9223372036854775808", -1, 0, 0x8000000000000000, 10, 20},
	{"value=18446744073709551615", -1, 0, UINT64_MAX, 10, 20},
	{"code=SI_TIMER", -2, 0, 0, 10, 20},
	{"code=mesgq", -3, 0, 0, 10, 20},
	{"code=-60", -60, 0, 0, 10, 20},
	{"code=SI_ASYNCNL,value=7,errno=5,pid=1,uid=2", -60, 5, 7, 1, 2},
	{"errno=-5", -1, -5, 0, 10, 20},
	{"pid=0,uid=0", -1, 0, 0, 0, 0},
	{"uid=4294967295", -1, 0, 0, 10, (uid_t)-1},
};

static const struct {
	const char *list, *word;
} refused[] = {
	{"", ""}, {"value", "value"}, {"value=", "value="}, {"value=x", "value=x"},
	{"value=0x", "value=0x"}, {"value=1 ", "value=1 "}, {"value= 1", "value= 1"},
	{"value=+1", "value=+1"}, {"value=18446744073709551616", "value=18446744073709551616"},
	{"value=-9223372036854775809", "value=-9223372036854775809"},
	{"value=1,value=2", "value=2"}, {"code=SI_USER", "code=SI_USER"}, {"code=0", "code=0"},
	{"code=1", "code=1"}, {"code=SI_KERNEL", "code=SI_KERNEL"},
	{"code=SI_TKILL", "code=SI_TKILL"}, {"code=-6", "code=-6"}, {"code=nonsense", "code=nonsense"},
	{"code=-2147483649", "code=-2147483649"}, {"pid=x", "pid=x"}, {"uid=-1", "uid=-1"},
	{"errno=", "errno="}, {"value=1,", ""}, {",value=1", ""}, {"colour=red", "colour=red"},
};

static uint64_t value_of(const siginfo_t *info)
{
	uint64_t value = 0;

	memcpy(&value, &info->si_value, sizeof(info->si_value));
	return value;
}

static void test_info(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct payload payload = {0};
		char *word = NULL;
		siginfo_t info;
		const char *reason = delivery_parse_info(rows[i].list, &payload, &word);

		delivery_siginfo(&payload, SIGUSR1, 10, 20, &info);
		ok(!reason && payload.present && info.si_signo == SIGUSR1 &&
			   info.si_code == rows[i].code && info.si_errno == rows[i].error &&
			   info.si_pid == rows[i].pid && info.si_uid == rows[i].uid &&
			   value_of(&info) == rows[i].value,
		   "--info %s", rows[i].list);
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct payload payload = {.code = 4711};
		char *word = NULL;
		const char *reason = delivery_parse_info(refused[i].list, &payload, &word);

		ok(reason && word && streq(word, refused[i].word) && payload.code == 4711 &&
			   !payload.present,
		   "--info '%s' is refused", refused[i].list);
		free(word);
	}
}

static void test_lists_add_up(void)
{
	struct payload payload = {0};
	char *word = NULL;

	ok(!delivery_parse_info("code=SI_TIMER", &payload, &word) &&
		   !delivery_parse_info("value=3", &payload, &word) && payload.code == SI_TIMER &&
		   payload.value == 3,
	   "a second list adds to the first");
	ok(delivery_parse_info("value=4", &payload, &word) && payload.value == 3,
	   "but the value can be given only once");
	free(word);
}

static void test_value(void)
{
	struct payload payload = {0};

	ok(delivery_parse_value("1,2", &payload) && !payload.present, "--queue 1,2 is refused");
	ok(!delivery_parse_value("-1", &payload) && payload.present && payload.code == SI_QUEUE,
	   "--queue -1");
}

static bool is_zero(const void *memory, size_t size)
{
	const unsigned char *byte = memory;

	while (size && !*byte)
		byte++, size--;
	return size == 0;
}

static void test_tail(void)
{
	struct payload payload = {.present = true, .code = -60, .value = 1};
	siginfo_t info;

	memset(&info, 0xff, sizeof(info));
	delivery_siginfo(&payload, SIGUSR1, 1, 2, &info);
	ok(is_zero((char *)&info + 48, sizeof(info) - 48), "all is zero after the first 48 bytes");
}

static void test_rules(void)
{
	static const int never_continued[] = {0, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGKILL};
	enum scope scope = SCOPE_OF_TARGET;

	for (size_t i = 0; i < ARRAY_SIZE(never_continued); i++)
		ok(!delivery_allows_cont(never_continued[i]), "--cont is refused with signal %d",
		   never_continued[i]);
	ok(delivery_allows_cont(SIGTERM) && delivery_allows_cont(34), "--cont is allowed with other signals");
	ok(!delivery_allows_payload(SIGKILL) && !delivery_allows_payload(SIGSTOP) &&
		   delivery_allows_payload(SIGTERM) && delivery_allows_payload(34),
	   "KILL and STOP go without siginfo");
	ok(!delivery_parse_scope("thread", &scope) && scope == SCOPE_THREAD, "--scope=thread");
	ok(!delivery_parse_scope("process", &scope) && scope == SCOPE_PROCESS, "--scope=process");
	ok(!delivery_parse_scope("group", &scope) && scope == SCOPE_GROUP, "--scope=group");
	ok(delivery_parse_scope("grou", &scope) && delivery_parse_scope("", &scope) &&
		   scope == SCOPE_GROUP,
	   "no other scope");
}

int main(void)
{
	test_info();
	test_lists_add_up();
	test_value();
	test_tail();
	test_rules();
	return tap_done();
}
