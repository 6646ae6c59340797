/* SPDX-License-Identifier: MIT */
/* Pure: how large and how costly an extended regular expression is, without compiling it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { ERE_MOST_LEVELS = 1000, ERE_MOST_SIZE = 5000 };

/* The largest value of SIZE and WAYS: what is larger is cut to it. */
enum { ERE_PLENTY = 1 << 20 };

struct ere {
	uint64_t size; /* in characters; repeats count as often as regcomp(3) copies them */
	/*
	 * An estimate of how many different sets of partial matches a text can lead to. regexec(3)
	 * keeps a state for each set that it meets. A word has 1. "x.{30}y" has 2^30: each x among
	 * the last 30 characters can be the start of a partial match.
	 */
	uint64_t ways;
	bool has_anchor; /* ^ outside brackets, or the GNU C library's \` */
};

/*
 * Returns NULL and sets *ERE, or returns a static reason to refuse PATTERN. It refuses patterns
 * that make regcomp(3) crash or fill the memory, and those that mean something else between
 * parentheses. Other errors are left to regcomp(3). Characters are those of the locale (LC_CTYPE).
 */
const char *ere_read(const char *pattern, struct ere *ere);
