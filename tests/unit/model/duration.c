/* SPDX-License-Identifier: MIT */
/* duration: spans of time. */
#include "model/duration.h"
#include "../tap.h"
#include "base/util.h"

#include <inttypes.h>

#define SECOND ((int64_t)DURATION_SECOND)

static const struct {
	const char *text;
	int64_t span; /* -1: refused */
} rows[] = {
	{"0", 0},
	{"5", 5 * SECOND},
	{"5s", 5 * SECOND},
	{"0.5", SECOND / 2},
	{".5", SECOND / 2},
	{"5.", 5 * SECOND},
	{"1.000000001", SECOND + 1},
	{"0.0000000004", 0},
	{"500ms", SECOND / 2},
	{"1.5ms", 1500000},
	{"7us", 7000},
	{"9ns", 9},
	{"2m", 120 * SECOND},
	{"1.5h", 5400 * SECOND},
	{"1d", 86400 * SECOND},
	{"007", 7 * SECOND},
	{"9223372036", 9223372036 * SECOND},
	{"9223372037", -1},
	{"106751d", 106751 * (86400 * SECOND)},
	{"106752d", -1},
	{"9223372036854775806ns", INT64_MAX - 1},
	{"9223372036854775807ns", -1},
	{"99999999999999999999", -1},
	{"", -1},
	{".", -1},
	{"-1", -1},
	{"+1", -1},
	{" 1\n", SECOND},
	{" ", -1},
	{"1h30m", -1},
	{"1 s", -1},
	{"1S", -1},
	{"1w", 604800 * SECOND},
	{"abc", -1},
	{"s", -1},
	{"1.5.5", -1},
	{"1e3", -1},
	{"0x5", -1},
	{"inf", -1},
	{"nan", -1},
	{"1,5", -1},
};

static const struct {
	int64_t span;
	const char *text;
} formatted[] = {
	{0, "0 s"},
	{SECOND, "1 s"},
	{SECOND + SECOND / 2, "1.5 s"},
	{90 * SECOND, "90 s"},
	{120 * SECOND, "2 min"},
	{150 * SECOND + 5, "2 min 30 s"},
	{7200 * SECOND, "2 h"},
	{86400 * SECOND, "1 d"},
	{90065 * SECOND, "1 d 1 h 1 min 5 s"},
	{DURATION_FOREVER - 1, "106751 d 23 h 47 min 16 s"},
	{DURATION_FOREVER, "for ever"},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t span = -1;
		const char *reason = duration_parse(rows[i].text, &span);

		ok(span == rows[i].span && !reason == (rows[i].span >= 0), "'%s' is %" PRId64,
		   rows[i].text, rows[i].span);
	}
	for (size_t i = 0; i < ARRAY_SIZE(formatted); i++) {
		char text[DURATION_SIZE];

		ok(streq(duration_format(formatted[i].span, text), formatted[i].text), "%s",
		   formatted[i].text);
	}
	ok(duration_after(5, 7) == 12 && duration_after(INT64_MAX - 1, 7) == DURATION_FOREVER &&
		   duration_after(5, DURATION_FOREVER) == DURATION_FOREVER,
	   "a moment after another, or never");
	return tap_done();
}
