/* SPDX-License-Identifier: MIT */
/* Pure: spans of time, in nanoseconds. */
#pragma once

#include <stdint.h>

/* Without end: longer than any other span. */
#define DURATION_FOREVER INT64_MAX

enum {
	DURATION_MICROSECOND = 1000,
	DURATION_MILLISECOND = 1000000,
	DURATION_SECOND = 1000000000,
};

/*
 * Parse "5", "0.5", "500ms" or "1.5m": a number of seconds, or of the unit behind it (ns us ms s m
 * h d w). Blanks around it are ignored. Returns NULL, or the reason, a static string.
 */
const char *duration_parse(const char *text, int64_t *span);

/* SPAN as messages show it: "5 s", "1.5 s", "2 min 30 s", "1 d", "for ever". Returns TEXT. */
enum { DURATION_SIZE = 32 };
const char *duration_format(int64_t span, char text[DURATION_SIZE]);

/* SPAN in its largest unit, without the rest: "3 hours". Returns TEXT. */
const char *duration_format_about(int64_t span, char text[DURATION_SIZE]);

/* NOW plus SPAN, or DURATION_FOREVER if that is too large. */
int64_t duration_after(int64_t now, int64_t span);
