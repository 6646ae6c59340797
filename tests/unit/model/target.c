/* SPDX-License-Identifier: MIT */
/* target: the forms a target may have. */
#include "../tap.h"
#include "model/target.h"
#include "base/util.h"

#include <inttypes.h>

#define BOOT "0123456789abcdef0123456789abcdef"
#define BOOT_DASHED "01234567-89AB-cdef-0123-456789abcdef"

static const struct {
	const char *text;
	enum target_kind kind;
	int number; /* the PID, or the number */
	uint64_t inode;
	const char *boot_id;
} identities[] = {
	{"1234", TARGET_PID, 1234, 0, ""},
	{"2147483647", TARGET_PID, INT32_MAX, 0, ""},
	{"01", TARGET_PID, 1, 0, ""},
	{"1234:77", TARGET_PID, 1234, 77, ""},
	{"1234:18446744073709551615", TARGET_PID, 1234, UINT64_MAX, ""},
	{"1234:77@" BOOT, TARGET_PID, 1234, 77, BOOT},
	{"1234:77@" BOOT_DASHED, TARGET_PID, 1234, 77, BOOT},
	{"ino:77", TARGET_INODE, 0, 77, ""},
};

static const struct {
	const char *text;
	enum target_kind kind;
	int number;
} numbers[] = {
	{"fd:0", TARGET_FD, 0},
	{"fd:3", TARGET_FD, 3},
	{"peer:4", TARGET_PEER, 4},
	{"tid:5", TARGET_THREAD, 5},
	{"pgid:6", TARGET_GROUP, 6},
};

static const struct {
	const char *text, *reason;
} refused[] = {
	{"", "empty"},
	{"99x", "not a number"},
	{"1234 5", "two numbers in one word"},
	{"00", "out of range"},
	{"2147483648", "out of range"},
	{"99999999999999999999", "out of range"},
	{"1234:", "the inode number is missing"},
	{"1234:0", "out of range"},
	{"1234:x", "not a number"},
	{"1234:-1", "not a number"},
	{"1234:18446744073709551616", "out of range"},
	{"1234:@" BOOT, "the inode number is missing"},
	{"1234:77@", "the boot id is missing"},
	{"1234:77@xyz", "the boot id is not 32 hexadecimal digits"},
	{"1234:77@" BOOT "0", "the boot id is not 32 hexadecimal digits"},
	{"1234@" BOOT, "not a number"},
	{"0:77", "out of range"},
	{"fd:", "nothing follows the colon"},
	{"fd:-1", "not a number"},
	{"fd:x", "not a number"},
	{"fd:2147483648", "out of range"},
	{"peer:", "nothing follows the colon"},
	{"ino:", "nothing follows the colon"},
	{"ino:0", "out of range"},
	{"ino:1@" BOOT, "not a number"},
	{"tid:0", "out of range"},
	{"tid:-5", "not a number"},
	{"pgid:", "nothing follows the colon"},
	{"pgid:0", "out of range"},
	{"pidfile:", "nothing follows the colon"},
	{"nginx", NULL},
	{"-5", NULL},
	{"+5", NULL},
	{"%1", NULL},
	{"FD:3", NULL},
	{" x", NULL},
};

static void test_identities(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(identities); i++) {
		struct target target = {0};
		const char *reason = target_parse(identities[i].text, &target);

		ok(!reason && target.kind == identities[i].kind && target.text == identities[i].text &&
			   target.identity.pid == identities[i].number &&
			   target.identity.inode == identities[i].inode &&
			   streq(target.identity.boot_id, identities[i].boot_id),
		   "%s", identities[i].text);
	}
}

static void test_others(void)
{
	struct target target = {0};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const char *reason = target_parse(numbers[i].text, &target);

		ok(!reason && target.kind == numbers[i].kind && target.number == numbers[i].number,
		   "%s", numbers[i].text);
	}
	ok(!target_parse("0", &target) && target.kind == TARGET_OWN_GROUP && target_is_group(&target),
	   "0 is our own group");
	ok(!target_parse("pgid:7", &target) && target_is_group(&target), "pgid:7 is a group");
	ok(!target_parse("7", &target) && !target_is_group(&target), "7 is not a group");
	ok(target_parse("-", &target) == target_of_no_form, "- alone is no target");
	ok(!target_parse("pidfile:-", &target) && target.kind == TARGET_STDIN, "pidfile:- is standard input");
	ok(!target_parse("pidfile:/run/x.pid", &target) && target.kind == TARGET_PIDFILE &&
		   streq(target.path, "/run/x.pid"),
	   "pidfile:/run/x.pid");
	ok(!target_parse("pidfile:a:b", &target) && streq(target.path, "a:b"),
	   "a file name may hold a colon");
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct target target = {.number = 4711};
		const char *reason = target_parse(refused[i].text, &target);
		bool right = refused[i].reason ? reason && streq(reason, refused[i].reason)
					       : reason == target_of_no_form;

		ok(right && target.number == 4711, "'%s' is refused", refused[i].text);
	}
}

static void test_boot_ids(void)
{
	char boot_id[BOOT_ID_SIZE] = "untouched";

	ok(!target_parse_boot_id("", boot_id) && !target_parse_boot_id("----", boot_id) &&
		   !target_parse_boot_id(BOOT "-0", boot_id) && streq(boot_id, "untouched"),
	   "no boot ids");
	ok(target_parse_boot_id(BOOT_DASHED, boot_id) && streq(boot_id, BOOT),
	   "a boot id less its dashes, in lower case");
}

int main(void)
{
	test_identities();
	test_others();
	test_refused();
	test_boot_ids();
	return tap_done();
}
