/* SPDX-License-Identifier: MIT */
/* pattern: where regexec(3) runs out of memory, a match is unknown. */
#include "model/criteria.h"
#include "../tap.h"

#include <regex.h>

/* Replaces the function of the C library. */
#pragma GCC diagnostic ignored "-Wvla"
int regexec(const regex_t *regex, const char *text, size_t count, regmatch_t matches[count], int flags)
{
	(void)regex;
	(void)text;
	(void)matches;
	(void)flags;
	return REG_ESPACE;
}

int main(void)
{
	const struct facts facts = {
		.tried = FACTS_COMM | FACTS_CMDLINE,
		.known = FACTS_COMM | FACTS_CMDLINE,
		.comm = "nginx",
		.cmdline = {(char[]){"nginx\0-g"}, 9, 0},
	};

	for (int full = 0; full < 2; full++) {
		struct criteria criteria = {.full = full};
		const char *text;

		criteria_add(&criteria, CONDITION_PATTERN, (struct criterion){.text = "ngin[xyz]"});
		ok(!criteria_compile(&criteria, &text), "an expression, for the %s", full ? "line" : "name");
		ok(criteria_match(&criteria, &facts).match == MATCH_UNKNOWN, "the match is unknown");
		criteria.inverse = true;
		ok(criteria_match(&criteria, &facts).match == MATCH_UNKNOWN, "its inverse is unknown, too");
		criteria_free(&criteria);
	}
	return tap_done();
}
