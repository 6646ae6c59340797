/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char not_a_number[] = "not a number";
static const char out_of_range[] = "out of range";
static const char two_numbers[] = "two numbers in one word";
static const char blanks[] = " \t\r\n\v\f";

/*
 * Find the digits of TEXT, with a "-" before them if IS_SIGNED, and blanks around them. strtoll(3)
 * would accept more: other signs, and no digits at all.
 */
static const char *find_digits(const char *text, bool is_signed, const char **start)
{
	const char *begin = text + strspn(text, blanks);
	const char *digits = begin + (is_signed && *begin == '-');
	const char *end = digits + strspn(digits, "0123456789");
	const char *rest = end + strspn(end, blanks);

	if (!*begin)
		return "empty";
	if (end == digits || (*rest && rest == end))
		return not_a_number;
	if (*rest)
		return rest[strspn(rest, "0123456789 \t\r\n\v\f")] ? not_a_number : two_numbers;
	*start = begin;
	return NULL;
}

const char *number_parse(const char *text, int64_t min, int64_t max, int64_t *number)
{
	const char *start, *reason = find_digits(text, min < 0, &start);

	if (reason)
		return reason;
	errno = 0;
	int64_t parsed = strtoll(start, NULL, 10);
	if (errno || parsed < min || parsed > max)
		return out_of_range;
	*number = parsed;
	return NULL;
}

const char *number_parse_unsigned(const char *text, uint64_t min, uint64_t *number)
{
	const char *start, *reason = find_digits(text, false, &start);

	if (reason)
		return reason;
	errno = 0;
	uint64_t parsed = strtoull(start, NULL, 10);
	if (errno || parsed < min)
		return out_of_range;
	*number = parsed;
	return NULL;
}
