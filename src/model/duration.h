/* Pure: spans of time, in nanoseconds. */
#pragma once

#include <stdint.h>

/* Longer than anything. */
#define DURATION_FOREVER INT64_MAX

enum {
	DURATION_MICROSECOND = 1000,
	DURATION_MILLISECOND = 1000000,
	DURATION_SECOND = 1000000000,
};

/*
 * "5", "0.5", "500ms", "1.5m": seconds, or what the unit says: ns us ms s m h d. Returns NULL, or
 * the reason.
 */
const char *duration_parse(const char *text, int64_t *span);

/* "5 s", "1.5 s", "2 min 30 s", "1 d", "for ever": for people. */
enum { DURATION_SIZE = 32 };
const char *duration_format(int64_t span, char text[DURATION_SIZE]);

/* "3 hours": the largest unit that fits, and no smaller one. */
const char *duration_format_about(int64_t span, char text[DURATION_SIZE]);

/* The moment SPAN after NOW; never, if there is no such moment. */
int64_t duration_after(int64_t now, int64_t span);
