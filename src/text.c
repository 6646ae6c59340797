#include "text.h"
#include "util.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The length of the well-formed UTF-8 sequence at TEXT and its code point, or 0: overlong
 * forms, surrogates and what lies above U+10FFFF are not well formed. */
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

static bool is_hostile(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == '\\' ||
	       (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

char *text_escape(const char *text)
{
	char *escaped = xcalloc(4 * strlen(text) + 1, 1), *to = escaped;

	for (const unsigned char *from = (const unsigned char *)text; *from;) {
		uint32_t code;
		size_t length = decode(from, &code);

		if (length && !is_hostile(code)) {
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
