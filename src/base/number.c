/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

static const char not_a_number[] = "not a number";
static const char out_of_range[] = "out of range";

/* strtoll(3) would also accept white space, signs and an empty string. */
static const char *check_digits(const char *digits)
{
	if (!*digits)
		return "empty";
	for (; *digits; digits++) {
		if (!isdigit((unsigned char)*digits))
			return not_a_number;
	}
	return NULL;
}

const char *number_parse(const char *text, int64_t min, int64_t max, int64_t *number)
{
	const char *reason = check_digits(text + (*text == '-' && min < 0));

	if (reason)
		return reason;
	errno = 0;
	int64_t parsed = strtoll(text, NULL, 10);
	if (errno || parsed < min || parsed > max)
		return out_of_range;
	*number = parsed;
	return NULL;
}

const char *number_parse_unsigned(const char *text, uint64_t min, uint64_t *number)
{
	const char *reason = check_digits(text);

	if (reason)
		return reason;
	errno = 0;
	uint64_t parsed = strtoull(text, NULL, 10);
	if (errno || parsed < min)
		return out_of_range;
	*number = parsed;
	return NULL;
}
