/* SPDX-License-Identifier: MIT */
/* typo: near misses. */
#include "../tap.h"
#include "base/typo.h"
#include "base/util.h"

static const struct {
	const char *a, *b;
	size_t distance;
	bool is_near;
} rows[] = {
	{"TERM", "TERM", 0, true},
	{"term", "TERM", 0, true},
	{"TREM", "TERM", 1, true},
	{"TER", "TERM", 1, true},
	{"TERMM", "TERM", 1, true},
	{"TARM", "TERM", 1, true},
	{"TAMR", "TERM", 2, false},
	{"", "TERM", 4, false},
	{"X", "HUP", 3, false},
	{"H", "HU", 1, false}, /* the only letter is wrong */
	{"verbsoe", "verbose", 1, true},
	{"all-proceses", "all-processes", 1, true},
	{"al-procesess", "all-processes", 2, true},
	{"ca", "abc", 3, false}, /* optimal string alignment: no substring is edited twice */
};

int main(void)
{
	static const char long_word[] = "a-word-of-more-than-thirty-one-letters";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t distance = typo_distance(rows[i].a, rows[i].b);

		ok(distance == rows[i].distance && typo_is_near(rows[i].a, distance) == rows[i].is_near,
		   "'%s' and '%s' are %zu apart%s", rows[i].a, rows[i].b, rows[i].distance,
		   rows[i].is_near ? ", and near" : "");
		ok(typo_distance(rows[i].b, rows[i].a) == rows[i].distance, "the distance is the same the other way round");
	}
	ok(!typo_is_near(long_word, typo_distance(long_word, long_word)),
	   "words too long to compare are far apart");
	return tap_done();
}
