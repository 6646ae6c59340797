/* SPDX-License-Identifier: MIT */
#include "model/pattern.h"
#include "base/util.h"
#include "model/ere.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct program {
	char *source;
	regex_t regex;
	bool is_compiled;
	size_t seen; /* how many bytes it has matched against since it was compiled */
};

/*
 * ALONE is the pattern as it is. regexec(3) tries it at one start after the other, which takes
 * quadratic time. WHOLE is "^.*(PATTERN)", or "^(PATTERN)$" for EXACT. It has only one start, so
 * one pass over the text is enough.
 */
struct pattern {
	const char *word; /* the pattern, if it has no special characters; the rest is then unused */
	struct program alone, whole;
	int flags; /* regcomp(3)'s */
	bool exact, has_anchor, is_tame;
};

static int compile(struct program *program, int flags)
{
	int error = regcomp(&program->regex, program->source, flags);

	program->is_compiled = error == 0;
	program->seen = 0;
	return error;
}

static void release(struct program *program)
{
	if (program->is_compiled)
		regfree(&program->regex);
	program->is_compiled = false;
}

/* Fast path: plain text uses strstr(3). */
static bool is_word(const char *text, bool exact, bool ignore_case)
{
	return !exact && !ignore_case && !strpbrk(text, "\\^$.[]|()?*+{}");
}

/*
 * Within these limits no text of PATTERN_LONGEST took more than 0.2 seconds or 20 MB, with random
 * patterns and texts and glibc 2.36. "x.{30}y" took 77 seconds and 350 MB.
 */
static bool is_tame(const struct ere *ere)
{
	enum { MOST_SIZE = 1000, MOST_WAYS = 1024 };

	return ere->size <= MOST_SIZE && ere->ways <= MOST_WAYS;
}

/* Compile ALONE first: a pattern with an error could be valid between parentheses. */
static char *compile_both(struct pattern *pattern, const char *text)
{
	char reason[128];

	pattern->alone.source = xstrdup(text);
	pattern->whole.source = xasprintf(pattern->exact ? "^(%s)$" : "^.*(%s)", text);
	int error = compile(&pattern->alone, pattern->flags);
	if (!error)
		error = compile(&pattern->whole, pattern->flags);
	if (error == REG_ESPACE)
		out_of_memory();
	if (!error)
		return NULL;
	regerror(error, &pattern->alone.regex, reason, sizeof(reason));
	return xasprintf("not a regular expression: %s", reason);
}

static char *prepare(struct pattern *pattern, const char *text, bool exact, bool ignore_case)
{
	struct ere ere;

	if (is_word(text, exact, ignore_case)) {
		pattern->word = text;
		return NULL;
	}
	const char *refusal = ere_read(text, &ere);
	if (refusal)
		return xstrdup(refusal);
	pattern->flags = REG_EXTENDED | REG_NOSUB | (ignore_case ? REG_ICASE : 0);
	pattern->exact = exact;
	pattern->has_anchor = ere.has_anchor;
	pattern->is_tame = is_tame(&ere);
	return compile_both(pattern, text);
}

char *pattern_compile(const char *text, bool exact, bool ignore_case, struct pattern **result)
{
	struct pattern *pattern = xcalloc(1, sizeof(*pattern));
	char *reason = prepare(pattern, text, exact, ignore_case);

	if (reason)
		pattern_free(pattern);
	else
		*result = pattern;
	return reason;
}

/* In the C locale "." matches every byte, but mbstowcs(3) refuses those above 127. */
static bool is_valid(const char *text)
{
	return MB_CUR_MAX == 1 || mbstowcs(NULL, text, 0) != (size_t)-1;
}

/*
 * Does WHOLE give the same result as ALONE for TEXT? "^.*(PATTERN)" differs from PATTERN in two
 * cases: ".*" stops at invalid bytes, and in glibc a ^ behind ".*" also matches after a newline.
 */
static bool fits_one_pass(const struct pattern *pattern, const char *text)
{
	if (pattern->exact)
		return true;
	return !(pattern->has_anchor && strchr(text, '\n')) && is_valid(text);
}

static size_t longest(const struct pattern *pattern, bool one_pass)
{
	enum { SHORT = 4096, SHORTEST = 128 };

	if (one_pass)
		return pattern->is_tame ? PATTERN_LONGEST : SHORT;
	return pattern->is_tame ? SHORT : SHORTEST;
}

/*
 * A regex_t keeps a state for each set of partial matches it has met. It is compiled anew after
 * MOST bytes of text, so that the texts of many processes cannot fill the memory.
 */
static enum match match(struct program *program, int flags, const char *text, size_t most)
{
	size_t length = strlen(text);

	if (!program->is_compiled || program->seen + length > most) {
		release(program);
		if (compile(program, flags) != 0)
			return MATCH_UNKNOWN;
	}
	program->seen += length;
	int error = regexec(&program->regex, text, 0, NULL, 0);
	return !error ? MATCH_YES : error == REG_NOMATCH ? MATCH_NO : MATCH_UNKNOWN;
}

enum match pattern_match(struct pattern *pattern, const char *text)
{
	size_t length = strlen(text);

	if (length > PATTERN_LONGEST)
		return MATCH_UNKNOWN;
	if (pattern->word)
		return strstr(text, pattern->word) ? MATCH_YES : MATCH_NO;
	bool one_pass = fits_one_pass(pattern, text);
	size_t most = longest(pattern, one_pass);
	if (length > most)
		return MATCH_UNKNOWN;
	return match(one_pass ? &pattern->whole : &pattern->alone, pattern->flags, text, most);
}

static void free_program(struct program *program)
{
	release(program);
	free(program->source);
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	free_program(&pattern->alone);
	free_program(&pattern->whole);
	free(pattern);
}
