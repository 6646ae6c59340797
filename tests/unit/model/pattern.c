/* SPDX-License-Identifier: MIT */
/* pattern: what matches, what is refused, and how much text is matched. */
#include "model/pattern.h"
#include "../tap.h"
#include "base/util.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *pattern, *text;
	bool exact, ignore_case;
	enum match match;
} rows[] = {
	{"ngin", "nginx", false, false, MATCH_YES},
	{"ngin", "nginx", true, false, MATCH_NO},
	{"NGIN", "nginx", false, false, MATCH_NO},
	{"NGIN", "nginx", false, true, MATCH_YES},
	{"n.i", "nginx", false, false, MATCH_YES},
	{"n.x", "nginx", false, false, MATCH_NO},
	{"x|nginx", "nginx", true, false, MATCH_YES},
	{"x|ngin", "nginx", true, false, MATCH_NO},
	{"^gin|x$", "nginx", false, false, MATCH_YES},
	{"^gin", "nginx", false, false, MATCH_NO},
	{"(^|/)foo", "/bin/foo", false, false, MATCH_YES},
	{"^nginx$", "nginx", true, false, MATCH_YES},
	{"a.b", "a\nb", false, false, MATCH_YES},
	{"a$", "a\nb", false, false, MATCH_NO},
	{"a|^b", "c\nb", false, false, MATCH_NO},
	{"[^]a]", "a]b", false, false, MATCH_YES},
	{"[)]", "f()", false, false, MATCH_YES},
	{"[[:digit:]]+", "python3", false, false, MATCH_YES},
	{".", "", false, false, MATCH_NO},
	{"x*", "", false, false, MATCH_YES},
	{"\303\204", "\303\244", false, true, MATCH_YES},
	{"^.$", "\303\244", false, false, MATCH_YES},
	{"a.b", "a\377b", false, false, MATCH_NO},
};

static enum match match(const char *text, bool exact, bool ignore_case, const char *against)
{
	struct pattern *pattern = NULL;
	auto_free char *reason = pattern_compile(text, exact, ignore_case, &pattern);
	enum match result = reason ? MATCH_UNKNOWN : pattern_match(pattern, against);

	pattern_free(pattern);
	return result;
}

static void test_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ok(match(rows[i].pattern, rows[i].exact, rows[i].ignore_case, rows[i].text) ==
			   rows[i].match,
		   "row %zu: '%s'", i, rows[i].pattern);
	}
}

static const struct {
	const char *pattern, *words;
} refused[] = {
	{"a(b", "not a regular expression"},
	{"[", "not a regular expression"},
	{"a|*b", "not a regular expression"},
	{"a{2,1}", "not a regular expression"},
	{"a\\", "not a regular expression"},
	{"s)|zz", "a ) without a ("},
	{"(a)\\1", "back-references"},
	{"(a{100}){100}", "too large"},
};

static void test_refused(void)
{
	for (size_t i = 0; i < 2 * ARRAY_SIZE(refused); i++) {
		bool exact = i % 2;
		struct pattern *pattern = NULL;
		auto_free char *reason = pattern_compile(refused[i / 2].pattern, exact, false, &pattern);

		ok(reason && !pattern && strstr(reason, refused[i / 2].words), "'%s'%s: %s",
		   refused[i / 2].pattern, exact ? ", exact" : "", reason ? reason : "taken");
	}
}

/* A text of LENGTH bytes that does not match. */
static char *fill(const char *unit, size_t length)
{
	char *text = xcalloc(length + 1, 1);

	for (size_t i = 0; i < length; i++)
		text[i] = unit[i % strlen(unit)];
	return text;
}

static const struct {
	const char *pattern, *unit;
	bool exact;
	size_t longest;
	enum match match; /* of a text of that length */
} limits[] = {
	{"thon", "python ", false, PATTERN_LONGEST, MATCH_YES},
	{"server", "python ", false, PATTERN_LONGEST, MATCH_NO},
	{"python.*server", "python ", false, PATTERN_LONGEST, MATCH_NO},
	{"^python.*server", "python ", false, PATTERN_LONGEST, MATCH_NO},
	{"x|^python.*on p", "python ", false, PATTERN_LONGEST, MATCH_YES},
	{"(a*)*b", "a", false, PATTERN_LONGEST, MATCH_NO},
	{"(a|aa)+$", "ab", false, PATTERN_LONGEST, MATCH_NO},
	{"(.*)(.*)(.*)z", "ab", false, PATTERN_LONGEST, MATCH_NO},
	{"p.*n ?", "python ", true, PATTERN_LONGEST, MATCH_NO},
	{"(python ?)*pyth", "python ", true, PATTERN_LONGEST, MATCH_YES},
	/* Patterns with many partial matches at once. */
	{"x.{30}z", "xxyxyyx", false, 4096, MATCH_NO},
	{".*x.{30}z.*", "xxyxyyx", true, 4096, MATCH_NO},
	/* Texts in which every start must be tried. */
	{"x|^python.*server", "python\n", false, 4096, MATCH_NO},
	{"python.*server", "python\377", false, 4096, MATCH_NO},
	{"python.{30}z", "python\377", false, 128, MATCH_NO},
};

static void test_limits(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		size_t length = limits[i].longest;
		auto_free char *text = fill(limits[i].unit, length);
		auto_free char *longer = fill(limits[i].unit, length + 1);

		ok(match(limits[i].pattern, limits[i].exact, false, text) == limits[i].match &&
			   match(limits[i].pattern, limits[i].exact, false, longer) == MATCH_UNKNOWN,
		   "'%s': %zu bytes of text, and no more", limits[i].pattern, length);
	}
}

/* So many texts that the pattern is compiled again in between. */
static void test_crowd(void)
{
	struct pattern *pattern = NULL;
	auto_free char *reason = pattern_compile("x.{30}z|^q", false, false, &pattern);
	bool matches = !reason;

	for (int i = 0; matches && i < 1000; i++)
		matches = pattern_match(pattern, "q\n") == MATCH_YES &&
			  pattern_match(pattern, "xxyxyyxyxyxyxyyyxyxyxxyyyxyyxyx") == MATCH_NO;
	ok(matches, "one pattern, many texts");
	pattern_free(pattern);
}

int main(void)
{
	ok(setlocale(LC_CTYPE, "C.UTF-8") != NULL, "a locale with multibyte characters");
	test_rows();
	test_refused();
	test_limits();
	test_crowd();
	return tap_done();
}
