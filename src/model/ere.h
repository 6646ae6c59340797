/* Pure: what there is to know of an extended regular expression without compiling it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { ERE_MOST_LEVELS = 1000, ERE_MOST_SIZE = 5000 };

/* Where SIZE and WAYS stop growing. */
enum { ERE_PLENTY = 1 << 20 };

struct ere {
	uint64_t size; /* in characters; repeats count as often as regcomp(3) copies them */
	/*
	 * An estimate: how many different sets of partial matches a text can lead to. regexec(3)
	 * keeps a state for each set that it meets. A word has 1; "x.{30}y" has 2^30, since each x
	 * of the last 30 characters is the start of a partial match.
	 */
	uint64_t ways;
	bool has_anchor; /* ^ outside brackets, or the GNU C library's \` */
};

/*
 * Returns NULL, or a static reason to refuse PATTERN before regcomp(3) sees it: regcomp(3) would
 * crash, fill the memory, or read it differently between parentheses. Other errors are left to
 * regcomp(3). Reads characters as the locale has them (LC_CTYPE).
 */
const char *ere_read(const char *pattern, struct ere *ere);
