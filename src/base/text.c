/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "base/util.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Decode the UTF-8 sequence at TEXT into *CODE. Returns its length, or 0 if it is not well formed:
 * an overlong form, a surrogate, or above U+10FFFF. */
static size_t decode(const unsigned char *text, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = text[0] < 0x80           ? 1
			: (text[0] >> 5) == 0x6  ? 2
			: (text[0] >> 4) == 0xe  ? 3
			: (text[0] >> 3) == 0x1e ? 4
						 : 0;

	if (length <= 1) {
		*code = text[0];
		return length;
	}
	*code = text[0] & (0x7fU >> length);
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (text[i] & 0x3f);
	}
	if (*code < least[length] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return length;
}

/*
 * Characters that move the cursor, reorder text or are invisible, from the Unicode Character
 * Database (16.0): General_Category Cc, Cf, Zl and Zp, and Default_Ignorable_Code_Point. Sorted.
 * Blanks (Zs) are not in the list: they are visible.
 */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{0x0,     0x1f   }, /* C0 controls */
	{0x7f,    0x9f   }, /* DEL, C1 controls */
	{0xad,    0xad   }, /* soft hyphen */
	{0x34f,   0x34f  }, /* combining grapheme joiner */
	{0x600,   0x605  }, /* Arabic number signs */
	{0x61c,   0x61c  }, /* Arabic letter mark: bidirectional */
	{0x6dd,   0x6dd  }, /* Arabic end of ayah */
	{0x70f,   0x70f  }, /* Syriac abbreviation mark */
	{0x890,   0x891  }, /* Arabic currency marks above */
	{0x8e2,   0x8e2  }, /* Arabic disputed end of ayah */
	{0x115f,  0x1160 }, /* Hangul fillers */
	{0x17b4,  0x17b5 }, /* Khmer inherent vowels */
	{0x180b,  0x180f }, /* Mongolian variation selectors and vowel separator */
	{0x200b,  0x200f }, /* zero width; left-to-right and right-to-left marks */
	{0x2028,  0x202e }, /* line and paragraph separators; bidirectional embeddings, overrides */
	{0x2060,  0x206f }, /* word joiner, invisible operators, bidirectional isolates */
	{0x3164,  0x3164 }, /* Hangul filler */
	{0xfe00,  0xfe0f }, /* variation selectors */
	{0xfeff,  0xfeff }, /* byte order mark */
	{0xffa0,  0xffa0 }, /* halfwidth Hangul filler */
	{0xfff0,  0xfffb }, /* interlinear annotation */
	{0x110bd, 0x110bd}, /* Kaithi number signs */
	{0x110cd, 0x110cd},
	{0x13430, 0x1343f}, /* Egyptian hieroglyph joiners */
	{0x1bca0, 0x1bca3}, /* shorthand format controls */
	{0x1d173, 0x1d17a}, /* musical format controls */
	{0xe0000, 0xe0fff}, /* tags, further variation selectors */
};

/* Unicode reserves these for internal use: what a terminal shows for them is unknown. */
static bool is_noncharacter(uint32_t code)
{
	return (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
}

static bool is_hostile(uint32_t code)
{
	if (code == '\\' || is_noncharacter(code))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(hidden) && hidden[i].first <= code; i++) {
		if (code <= hidden[i].last)
			return true;
	}
	return false;
}

static char *escape(const char *text, bool keeps_backslashes)
{
	char *escaped = xcalloc(4 * strlen(text) + 1, 1), *to = escaped;

	for (const unsigned char *from = (const unsigned char *)text; *from;) {
		uint32_t code;
		size_t length = decode(from, &code);

		if (length && (!is_hostile(code) || (code == '\\' && keeps_backslashes))) {
			memcpy(to, from, length);
			to += length;
			from += length;
			continue;
		}
		for (size_t i = 0; i < (length ? length : 1); i++)
			to += sprintf(to, "\\x%02x", *from++);
	}
	return escaped;
}

char *text_escape(const char *text)
{
	return escape(text, false);
}

char *text_escape_controls(const char *text)
{
	return escape(text, true);
}

size_t text_fit(const char *text, size_t columns)
{
	enum { ESCAPE = 4 };
	const unsigned char *at = (const unsigned char *)text;

	while (*at) {
		uint32_t code;
		size_t length = decode(at, &code), bytes = length ? length : 1;
		size_t width = !length || is_hostile(code) ? ESCAPE * bytes : length >= 3 ? 2 : 1;

		if (width > columns)
			break;
		columns -= width;
		at += bytes;
	}
	return (size_t)(at - (const unsigned char *)text);
}

char *text_quote(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "%+,-./:=@_";
	char *quoted, *to;

	if (*word && !word[strspn(word, plain)])
		return xstrdup(word);
	/* A quote becomes four bytes: end the quotes, an escaped quote, begin them again. */
	to = quoted = xcalloc(4 * strlen(word) + 3, 1);
	*to++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			to = stpcpy(to, "'\\'");
		*to++ = *word;
	}
	*to = '\'';
	return quoted;
}
