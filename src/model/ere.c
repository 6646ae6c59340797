/* SPDX-License-Identifier: MIT */
#include "model/ere.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct reader {
	const char *at;
	size_t level; /* of parentheses */
	bool has_anchor;
	const char *reason;
};

/* Part of a pattern. ENDLESS_WAYS are its ways if it is repeated without limit, as in "x*". */
struct part {
	uint64_t size, ways, endless_ways;
};

static const struct part character = {1, 1, 2};
static const struct part choice = {1, 2, 2};
/* ".*" matches any further character, so it adds no sets. */
static const struct part any = {1, 2, 1};
static const struct part assertion = {1, 1, 1};

static struct part read_alternatives(struct reader *reader);

static uint64_t at_most_plenty(uint64_t number)
{
	return number < ERE_PLENTY ? number : ERE_PLENTY;
}

static uint64_t power(uint64_t base, uint64_t exponent)
{
	uint64_t result = 1;

	for (uint64_t i = 0; i < exponent && base > 1 && result < ERE_PLENTY; i++)
		result = at_most_plenty(result * base);
	return result;
}

static struct part refuse(struct reader *reader, const char *reason)
{
	reader->reason = reason;
	reader->at += strlen(reader->at);
	return assertion;
}

/* In GBK and Shift JIS the second byte of a character may look like a bracket or a backslash. */
static void skip_character(struct reader *reader)
{
	mbstate_t state = {0};
	size_t most = strnlen(reader->at, MB_CUR_MAX);
	size_t length = mbrlen(reader->at, most, &state);

	if (most > 0)
		reader->at += length > 0 && length <= most ? length : 1;
}

/* In [:alpha:], [.x.] and [=x=] a ] does not end the brackets. */
static bool skip_class(struct reader *reader)
{
	const char kind = reader->at[1], ending[] = {kind, ']', '\0'};

	if (*reader->at != '[' || !kind || !strchr(":.=", kind))
		return false;
	const char *end = strstr(reader->at + 2, ending);
	reader->at = end ? end + 2 : reader->at + strlen(reader->at);
	return true;
}

static struct part read_brackets(struct reader *reader)
{
	reader->at++;
	reader->at += *reader->at == '^';
	reader->at += *reader->at == ']';
	while (*reader->at && *reader->at != ']') {
		if (!skip_class(reader))
			skip_character(reader);
	}
	reader->at += *reader->at == ']';
	return choice;
}

static struct part read_escape(struct reader *reader)
{
	const char escaped = *++reader->at;

	if (escaped >= '1' && escaped <= '9')
		return refuse(reader, "back-references are not supported; write the text out");
	skip_character(reader);
	reader->has_anchor |= escaped == '`';
	if (escaped && strchr("`'<>bB", escaped))
		return assertion;
	return escaped && strchr("wWsS", escaped) ? choice : character;
}

static struct part read_group(struct reader *reader)
{
	if (reader->level == ERE_MOST_LEVELS)
		return refuse(reader, "more than 1000 levels of parentheses");
	reader->level++;
	reader->at++;
	struct part part = read_alternatives(reader);
	reader->at += *reader->at == ')';
	reader->level--;
	part.endless_ways = power(2, part.size);
	return part;
}

static struct part read_atom(struct reader *reader)
{
	switch (*reader->at) {
	case '(':
		return read_group(reader);
	case ')':
		return refuse(reader, "a ) without a (; for the character itself write [)]");
	case '[':
		return read_brackets(reader);
	case '\\':
		return read_escape(reader);
	case '.':
		reader->at++;
		return any;
	case '^':
	case '$':
		reader->has_anchor |= *reader->at++ == '^';
		return assertion;
	default:
		skip_character(reader);
		return character;
	}
}

/* Repeat PART from LEAST to MOST times; UINT64_MAX is without limit. */
static void repeat(struct part *part, uint64_t least, uint64_t most)
{
	bool is_endless = most == UINT64_MAX;
	uint64_t copies = is_endless ? least + 1 : most ? most : 1;
	uint64_t times = is_endless ? part->endless_ways : most - least + 1;

	part->ways = at_most_plenty(power(part->ways, is_endless ? least : most) * times);
	part->size = at_most_plenty(part->size * copies);
	part->endless_ways = power(2, part->size);
}

static uint64_t read_number(const char **at, uint64_t missing)
{
	char *end;

	if (**at < '0' || **at > '9')
		return missing;
	uint64_t number = at_most_plenty(strtoull(*at, &end, 10));
	*at = end;
	return number;
}

/* "{m}", "{m,}", "{,n}" or "{m,n}". Other forms are left to regcomp(3), which refuses them. */
static bool read_interval(struct reader *reader, struct part *part)
{
	const char *at = reader->at + 1;
	uint64_t least = read_number(&at, 0), most = least;

	if (*at == ',') {
		at++;
		most = read_number(&at, UINT64_MAX);
	}
	if (*at != '}' || most < least)
		return false;
	reader->at = at + 1;
	repeat(part, least, most);
	return true;
}

static bool read_repeat(struct reader *reader, struct part *part)
{
	switch (*reader->at) {
	case '*':
		repeat(part, 0, UINT64_MAX);
		break;
	case '+':
		repeat(part, 1, UINT64_MAX);
		break;
	case '?':
		repeat(part, 0, 1);
		break;
	case '{':
		return read_interval(reader, part);
	default:
		return false;
	}
	reader->at++;
	return true;
}

static struct part read_branch(struct reader *reader)
{
	struct part branch = {0, 1, 1};

	while (*reader->at && *reader->at != '|' && !(*reader->at == ')' && reader->level)) {
		struct part part = read_atom(reader);

		while (read_repeat(reader, &part))
			;
		branch.size = at_most_plenty(branch.size + part.size);
		branch.ways = at_most_plenty(branch.ways * part.ways);
	}
	return branch;
}

static struct part read_alternatives(struct reader *reader)
{
	struct part all = read_branch(reader);

	while (*reader->at == '|') {
		reader->at++;
		struct part branch = read_branch(reader);
		all.size = at_most_plenty(all.size + branch.size);
		all.ways = at_most_plenty(all.ways + branch.ways);
	}
	return all;
}

const char *ere_read(const char *pattern, struct ere *ere)
{
	struct reader reader = {.at = pattern};
	struct part all = read_alternatives(&reader);

	if (reader.reason)
		return reader.reason;
	if (all.size > ERE_MOST_SIZE)
		return "too large: with its repeats written out, more than 5000 characters";
	*ere = (struct ere){all.size, all.ways, reader.has_anchor};
	return NULL;
}
