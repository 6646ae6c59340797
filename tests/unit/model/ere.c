/* SPDX-License-Identifier: MIT */
/* ere: the size of a pattern, and which patterns are refused before regcomp(3) reads them. */
#include "model/ere.h"
#include "../tap.h"
#include "base/util.h"

#include <string.h>

static const struct {
	const char *pattern;
	uint64_t size, ways;
	bool has_anchor;
} rows[] = {
	{"", 0, 1, false},
	{"python", 6, 1, false},
	{"python.*server", 13, 1, false},
	{"a|b", 2, 2, false},
	{"a||b", 2, 3, false},
	{"(foo|bar)baz", 9, 2, false},
	{"()", 0, 1, false},
	{"x.y", 3, 2, false},
	{"x.{3}y", 5, 8, false},
	{"x[ab][^c]y", 4, 4, false},
	{"x\\wy", 3, 2, false},
	{"a?", 1, 2, false},
	{"a*", 1, 2, false},
	{"a+", 2, 2, false},
	{".+", 2, 2, false},
	{"a{2}", 2, 1, false},
	{"a{2,}", 3, 2, false},
	{"a{2,4}", 4, 3, false},
	{"a{,4}", 4, 5, false},
	{"a{0}", 1, 1, false},
	{"(ab){3}", 6, 1, false},
	{"(ab)*", 2, 4, false},
	{"((a+)+)+", 8, 2 * 4 * 16, false},
	{".{2}{3}", 6, 64, false},
	{"x.{30}y", 32, ERE_PLENTY, false},
	{"(abcdefghijklmnopqrstuvwxyz)*", 26, ERE_PLENTY, false},
	/* Left to regcomp(3), which refuses them or takes them literally. */
	{"*", 1, 1, false},
	{"a{", 2, 1, false},
	{"a{}", 1, 1, false},
	{"a{2,1}", 6, 1, false},
	{"a{x", 3, 1, false},
	{"(a", 1, 1, false},
	{"[a", 1, 2, false},
	{"[[:alpha:", 1, 2, false},
	{"a\\", 2, 1, false},
	/* Anchors. */
	{"^a", 2, 1, true},
	{"a|(b|^c)", 4, 3, true},
	{"\\`a", 2, 1, true},
	{"\\^a$", 3, 1, false},
	{"\\ba\\B\\<\\>\\'", 6, 1, false},
	/* Brackets count as one character. */
	{"[^a]", 1, 2, false},
	{"[a^]", 1, 2, false},
	{"[]^)]", 1, 2, false},
	{"[^])]", 1, 2, false},
	{"[a\\]^", 2, 2, true},
	{"[[:alpha:])]", 1, 2, false},
	{"[[.].])]", 1, 2, false},
	{"[[=]=])]", 1, 2, false},
};

static void test_numbers(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ere ere = {0};
		const char *reason = ere_read(rows[i].pattern, &ere);

		ok(!reason && ere.size == rows[i].size && ere.ways == rows[i].ways &&
			   ere.has_anchor == rows[i].has_anchor,
		   "'%s': size %u, ways %u", rows[i].pattern, (unsigned)ere.size, (unsigned)ere.ways);
	}
}

static const struct {
	const char *pattern, *words;
} refused[] = {
	{")", "a ) without a ("},
	{"s)|zz", "a ) without a ("},
	{"a)(b", "a ) without a ("},
	{"(a))", "a ) without a ("},
	{"[a[])]", "a ) without a ("},
	{"\\()x)", "a ) without a ("},
	{"(a)\\1", "back-references"},
	{"\\9", "back-references"},
	{"a{5001}", "too large"},
	{"a{99999999999999999999}", "too large"},
	{"(a{70}){80}", "too large"},
	{"(((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+", "too large"},
};

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct ere ere;
		const char *reason = ere_read(refused[i].pattern, &ere);

		ok(reason && strstr(reason, refused[i].words), "'%s': %s", refused[i].pattern,
		   reason ? reason : "taken");
	}
}

/* COUNT parentheses around a letter. */
static const char *read_nested(size_t count)
{
	struct ere ere;
	auto_free char *pattern = xcalloc(2 * count + 2, 1);

	memset(pattern, '(', count);
	pattern[count] = 'a';
	memset(pattern + count + 1, ')', count);
	return ere_read(pattern, &ere);
}

static void test_levels(void)
{
	ok(!read_nested(ERE_MOST_LEVELS), "%d levels", ERE_MOST_LEVELS);
	ok(read_nested(ERE_MOST_LEVELS + 1) && read_nested(20000), "more are refused");
}

int main(void)
{
	test_numbers();
	test_refused();
	test_levels();
	return tap_done();
}
