/* SPDX-License-Identifier: MIT */
/*
 * pattern: random patterns and texts. pattern_match, in one pass, must give the same result as
 * plain regexec(3), which tries every start.
 */
#include "model/pattern.h"
#include "../tap.h"
#include "base/text.h"
#include "base/util.h"

#include <inttypes.h>
#include <locale.h>
#include <regex.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PATTERNS = 2000, TEXTS = 4 };
static const uint64_t seed = 20240229;
static uint64_t state;

static size_t below(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 20) % limit;
}

struct words {
	char text[512];
	size_t length;
};

static void put(struct words *words, const char *word)
{
	if (words->length + strlen(word) < sizeof(words->text))
		words->length = (size_t)(stpcpy(words->text + words->length, word) - words->text);
}

static const char *const atoms[] = {
	"a", "b", "c", "a", "b", ".", ".", "[ab]", "[^a]", "[]b]", "[^]a]", "[b^]", "[a\\]", "[[:alpha:]]",
	"[[.a.]]", "[[=b=]c]", "\\.", "\\^", "\\(", "\\w", "\\W", "\n", "\303\251", "[\303\251b]",
	"[^\303\251]", "\377", "()", "(|b)",
};
static const char *const assertions[] = {"^", "$", "$", "\\b", "\\B", "\\<", "\\>", "\\`", "\\'"};
static const char *const repeats[] = {"*", "*", "+", "?", "{2}", "{1,3}", "{2,}", "{,2}", "{0}"};

static bool put_alternatives(struct words *words, int depth);

/* Returns true if the piece contains an assertion. */
static bool put_piece(struct words *words, int depth)
{
	bool asserts = false;

	if (depth > 0 && below(100) < 20) {
		put(words, "(");
		asserts = put_alternatives(words, depth - 1);
		put(words, ")");
	} else if (below(100) < 12) {
		put(words, assertions[below(ARRAY_SIZE(assertions))]);
		asserts = true;
	} else {
		put(words, atoms[below(ARRAY_SIZE(atoms))]);
	}
	/* glibc loses assertions when it copies a repeat: "(.$){2}" matches "ab". */
	if (!asserts && below(100) < 30)
		put(words, repeats[below(ARRAY_SIZE(repeats))]);
	return asserts;
}

static bool put_alternatives(struct words *words, int depth)
{
	bool asserts = false;

	for (size_t i = 1 + below(4); i > 0; i--)
		asserts |= put_piece(words, depth);
	while (below(4) == 0) {
		put(words, "|");
		asserts |= put_piece(words, depth);
	}
	return asserts;
}

static void put_text(struct words *words)
{
	static const char *const units[] = {
		"a", "b", "c", "a", "b", "A", "B", "x", ".", "]", "^", "(", " ", "\n", "\303\251", "\303\211",
	};
	static const char *const invalid[] = {"\377", "\303"};
	bool is_valid = below(3) > 0;

	for (size_t i = below(below(20) ? 9 : 400); i > 0; i--) {
		if (!is_valid && below(8) == 0)
			put(words, invalid[below(ARRAY_SIZE(invalid))]);
		else
			put(words, units[below(ARRAY_SIZE(units))]);
	}
}

struct mode {
	const char *words;
	bool exact, ignore_case;
};

/*
 * With EXACT the match of regexec(3), the longest of those that begin first, must be the whole
 * text.
 */
static enum match expect(const regex_t *regex, const struct mode *mode, const char *text)
{
	regmatch_t found;

	if (regexec(regex, text, mode->exact ? 1 : 0, mode->exact ? &found : NULL, 0) != 0)
		return MATCH_NO;
	if (!mode->exact)
		return MATCH_YES;
	return found.rm_so == 0 && found.rm_eo == (regoff_t)strlen(text) ? MATCH_YES : MATCH_NO;
}

static void complain_of(const struct words *pattern, const struct words *text, enum match match)
{
	auto_free char *pattern_words = text_escape(pattern->text), *text_words = text_escape(text->text);

	printf("# '%s' and '%s': %d\n", pattern_words, text_words, match);
}

struct tally {
	size_t texts, matches, unknown, wrong;
};

/* The match may be unknown if the text is too long to try each start. */
static void compare(struct pattern *pattern, const regex_t *regex, const struct mode *mode,
		    const struct words *words, struct tally *tally)
{
	struct words text = {0};

	put_text(&text);
	enum match match = pattern_match(pattern, text.text), expected = expect(regex, mode, text.text);
	bool is_wrong = match == MATCH_UNKNOWN ? text.length <= 128 : match != expected;

	tally->texts++;
	tally->matches += match == MATCH_YES;
	tally->unknown += match == MATCH_UNKNOWN;
	tally->wrong += is_wrong;
	if (is_wrong)
		complain_of(words, &text, match);
}

static void compare_pattern(const struct mode *mode, struct tally *tally)
{
	struct words words = {0};
	struct pattern *pattern = NULL;
	regex_t regex;
	int flags = REG_EXTENDED | (mode->exact ? 0 : REG_NOSUB) | (mode->ignore_case ? REG_ICASE : 0);

	put_alternatives(&words, 3);
	/* No plain words: regexec(3) of musl does not match text with invalid bytes. */
	if (!strpbrk(words.text, "\\^$.[]|()?*+{}"))
		put(&words, "()");
	auto_free char *reason = pattern_compile(words.text, mode->exact, mode->ignore_case, &pattern);
	bool is_refused = regcomp(&regex, words.text, flags) != 0;

	if (is_refused != (reason != NULL)) {
		tally->wrong++;
		printf("# '%s': %s\n", words.text, reason ? reason : "taken");
	}
	for (int i = 0; i < TEXTS && !reason && !is_refused; i++)
		compare(pattern, &regex, mode, &words, tally);
	if (!is_refused)
		regfree(&regex);
	pattern_free(pattern);
}

int main(void)
{
	static const char *const locales[] = {"C", "C.UTF-8"};
	static const struct mode modes[] = {
		{"anywhere", false, false},
		{"the whole", true, false},
		{"in any case", false, true},
	};

	state = seed;
	printf("# the seed is %" PRIu64 "\n", seed);
	for (size_t i = 0; i < ARRAY_SIZE(locales) * ARRAY_SIZE(modes); i++) {
		const struct mode *mode = &modes[i % ARRAY_SIZE(modes)];
		const char *locale = locales[i / ARRAY_SIZE(modes)];
		struct tally tally = {0};

		if (!setlocale(LC_CTYPE, locale)) {
			ok(true, "%s: no such locale # SKIP", locale);
			continue;
		}
		for (int count = 0; count < PATTERNS; count++)
			compare_pattern(mode, &tally);
		ok(tally.wrong == 0 && tally.texts > PATTERNS && tally.matches > PATTERNS / 10,
		   "%s, %s: %zu texts, %zu fit, %zu too long", locale, mode->words, tally.texts,
		   tally.matches, tally.unknown);
	}
	return tap_done();
}
