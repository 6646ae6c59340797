/*
 * Pure: an extended regular expression, matched against text that a process chose. No text can make
 * a match last: it takes a few milliseconds, and never more than about half a second.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* In this order AND is the lesser, OR the greater of two. */
enum match { MATCH_NO, MATCH_UNKNOWN, MATCH_YES };

/* In bytes: longer text is not matched. For some patterns and texts the limit is lower. */
enum { PATTERN_LONGEST = 128 << 10 };

struct pattern;

/*
 * TEXT must outlive the pattern. EXACT: it has to match a text from beginning to end. The locale
 * decides what a character is (LC_CTYPE). Returns NULL and sets *PATTERN, or returns a reason, to
 * be freed. Out of memory ends the program.
 */
char *pattern_compile(const char *text, bool exact, bool ignore_case, struct pattern **pattern);

/* UNKNOWN: TEXT is too long for this pattern, or regexec(3) ran out of memory. */
enum match pattern_match(struct pattern *pattern, const char *text);

/* PATTERN may be NULL. */
void pattern_free(struct pattern *pattern);
