/* SPDX-License-Identifier: MIT */
/* number: strict decimal numbers. */
#include "base/number.h"
#include "../tap.h"
#include "base/util.h"

#include <inttypes.h>

static const struct {
	const char *text;
	int64_t min, max;
	int64_t number;
	const char *reason;
} rows[] = {
	{"0", 0, 9, 0, NULL},
	{"7", 0, 9, 7, NULL},
	{"007", 0, 9, 7, NULL},
	{"9", 0, 9, 9, NULL},
	{"10", 0, 9, 0, "out of range"},
	{"-1", 0, 9, 0, "not a number"},
	{"-1", -1, 9, -1, NULL},
	{"-2", -1, 9, 0, "out of range"},
	{"-", -1, 9, 0, "not a number"},
	{"--1", -1, 9, 0, "not a number"},
	{"", 0, 9, 0, "empty"},
	{" ", 0, 9, 0, "empty"},
	{" 1", 0, 9, 1, NULL},
	{" \t7\n", 0, 9, 7, NULL},
	{"      9", 0, 9, 9, NULL},
	{" -1 ", -1, 9, -1, NULL},
	{"- 1", -1, 9, 0, "not a number"},
	{"1 2", 0, 9, 0, "two numbers in one word"},
	{" 3006\n3007\n", 0, 9999, 0, "two numbers in one word"},
	{"1 x", 0, 9, 0, "not a number"},
	{"1 -2", 0, 9, 0, "not a number"},
	{"+1", 0, 9, 0, "not a number"},
	{"1x", 0, 9, 0, "not a number"},
	{"0x1", 0, 9, 0, "not a number"},
	{"1e3", 0, 9999, 0, "not a number"},
	{"9223372036854775807", 0, INT64_MAX, INT64_MAX, NULL},
	{"9223372036854775808", 0, INT64_MAX, 0, "out of range"},
	{"-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN, NULL},
	{"99999999999999999999999", 0, INT64_MAX, 0, "out of range"},
};

static const struct {
	const char *text;
	uint64_t min;
	uint64_t number;
	const char *reason;
} unsigned_rows[] = {
	{"0", 0, 0, NULL},
	{"0", 1, 0, "out of range"},
	{"18446744073709551615", 1, UINT64_MAX, NULL},
	{"18446744073709551616", 1, 0, "out of range"},
	{"-1", 0, 0, "not a number"},
	{"", 0, 0, "empty"},
};

static bool same_reason(const char *one, const char *other)
{
	return one && other ? streq(one, other) : one == other;
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t number = 4711;
		const char *reason =
			number_parse(rows[i].text, rows[i].min, rows[i].max, &number);

		ok(same_reason(reason, rows[i].reason) &&
			   number == (rows[i].reason ? 4711 : rows[i].number),
		   "'%s' from %" PRId64 " to %" PRId64, rows[i].text, rows[i].min, rows[i].max);
	}
	for (size_t i = 0; i < ARRAY_SIZE(unsigned_rows); i++) {
		uint64_t number = 4711;
		const char *reason = number_parse_unsigned(unsigned_rows[i].text,
							   unsigned_rows[i].min, &number);

		ok(same_reason(reason, unsigned_rows[i].reason) &&
			   number == (unsigned_rows[i].reason ? 4711 : unsigned_rows[i].number),
		   "'%s', unsigned, from %" PRIu64, unsigned_rows[i].text, unsigned_rows[i].min);
	}
	return tap_done();
}
