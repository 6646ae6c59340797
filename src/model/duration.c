/* SPDX-License-Identifier: MIT */
#include "model/duration.h"
#include "base/util.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int64_t span;
} units[] = {
	{"", DURATION_SECOND},
	{"s", DURATION_SECOND},
	{"ms", DURATION_MILLISECOND},
	{"us", DURATION_MICROSECOND},
	{"ns", 1},
	{"m", 60 * (int64_t)DURATION_SECOND},
	{"h", 3600 * (int64_t)DURATION_SECOND},
	{"d", 86400 * (int64_t)DURATION_SECOND},
	{"w", 7 * 86400 * (int64_t)DURATION_SECOND},
};

static int64_t find_unit(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (streq(units[i].name, name))
			return units[i].span;
	}
	return 0;
}

/* Read the digits at the start of TEXT as a decimal fraction of UNIT. */
static int64_t parse_fraction(const char *text, int64_t unit)
{
	double fraction = 0, weight = 0.1;

	for (; isdigit((unsigned char)*text); text++, weight /= 10)
		fraction += (*text - '0') * weight;
	return (int64_t)(fraction * (double)unit + 0.5);
}

static const char *parse_trimmed(const char *text, int64_t *span)
{
	const char *point = text + strspn(text, "0123456789");
	const char *digits = *point == '.' ? point + 1 : point;
	const char *unit_name = digits + strspn(digits, *point == '.' ? "0123456789" : "");
	int64_t unit = find_unit(unit_name), whole = 0, total;

	if (!*text)
		return "empty";
	if (*text == '-')
		return "negative";
	if (point == text && digits == unit_name)
		return "not a duration; write seconds, or a number with a unit: ns us ms s m h d w";
	if (!unit && strpbrk(unit_name, "0123456789"))
		return "more than one number; write one number and one unit: ns us ms s m h d w";
	if (!unit)
		return "no such unit; the units are ns us ms s m h d w";
	for (; text < point; text++) {
		if (__builtin_mul_overflow(whole, (int64_t)10, &whole) ||
		    __builtin_add_overflow(whole, (int64_t)(*text - '0'), &whole))
			return "out of range";
	}
	if (__builtin_mul_overflow(whole, unit, &total) ||
	    __builtin_add_overflow(total, parse_fraction(digits, unit), &total) ||
	    total == DURATION_FOREVER)
		return "out of range";
	*span = total;
	return NULL;
}

const char *duration_parse(const char *text, int64_t *span)
{
	static const char blanks[] = " \t\r\n";
	const char *begin = text + strspn(text, blanks);
	size_t length = strlen(begin);

	while (length > 0 && strchr(blanks, begin[length - 1]))
		length--;
	auto_free char *trimmed = xstrndup(begin, length);
	return parse_trimmed(trimmed, span);
}

/* For two minutes or more: whole seconds, without units whose count is 0. */
static void format_long(int64_t seconds, char text[DURATION_SIZE])
{
	static const struct {
		int64_t seconds;
		const char *name;
	} parts[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	size_t length = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		int64_t count = seconds / parts[i].seconds;

		seconds %= parts[i].seconds;
		if (count)
			length += (size_t)snprintf(text + length, DURATION_SIZE - length, "%s%" PRId64 " %s",
						   length ? " " : "", count, parts[i].name);
	}
}

const char *duration_format(int64_t span, char text[DURATION_SIZE])
{
	double seconds = (double)span / DURATION_SECOND;

	if (span == DURATION_FOREVER)
		snprintf(text, DURATION_SIZE, "for ever");
	else if (seconds >= 120)
		format_long(span / DURATION_SECOND, text);
	else
		snprintf(text, DURATION_SIZE, "%.4g s", seconds);
	return text;
}

const char *duration_format_about(int64_t span, char text[DURATION_SIZE])
{
	static const struct {
		int64_t seconds;
		const char *name;
	} parts[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	int64_t seconds = span / DURATION_SECOND;
	size_t i = 0;

	while (i + 1 < ARRAY_SIZE(parts) && seconds < parts[i].seconds)
		i++;
	int64_t count = seconds / parts[i].seconds;
	snprintf(text, DURATION_SIZE, "%" PRId64 " %s%s", count, parts[i].name, count == 1 ? "" : "s");
	return text;
}

int64_t duration_after(int64_t now, int64_t span)
{
	int64_t then;

	return __builtin_add_overflow(now, span, &then) ? DURATION_FOREVER : then;
}
