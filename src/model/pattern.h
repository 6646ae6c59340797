/* SPDX-License-Identifier: MIT */
/*
 * Pure: an extended regular expression, matched against text that a process chose. A match takes a
 * few milliseconds, and never more than about half a second, whatever the text is.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* In this order, so that AND is the smaller of two values, and OR the larger. */
enum match { MATCH_NO, MATCH_UNKNOWN, MATCH_YES };

/* In bytes: longer text is not matched. For some patterns and texts the limit is lower. */
enum { PATTERN_LONGEST = 128 << 10 };

struct pattern;

/*
 * Compile TEXT, which must outlive the pattern. EXACT: it must match from beginning to end.
 * Characters are those of the locale (LC_CTYPE). Returns NULL and sets *PATTERN, or returns a
 * reason, to be freed. Out of memory ends the program.
 */
char *pattern_compile(const char *text, bool exact, bool ignore_case, struct pattern **pattern);

/* UNKNOWN: TEXT is too long for this pattern, or regexec(3) ran out of memory. */
enum match pattern_match(struct pattern *pattern, const char *text);

/* PATTERN may be NULL. */
void pattern_free(struct pattern *pattern);
