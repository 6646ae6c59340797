/* SPDX-License-Identifier: MIT */
/* text: escape text that a process chose. */
#include "../tap.h"
#include "base/text.h"
#include "base/util.h"

#include <string.h>

static const struct {
	const char *text, *escaped, *what;
} rows[] = {
	{"", "", "nothing"},
	{"nginx: worker (1)", "nginx: worker (1)", "plain text"},
	{"a\nb", "a\\x0ab", "a newline"},
	{"a\x1b[2Jb", "a\\x1b[2Jb", "an escape sequence"},
	{"a\x7f", "a\\x7f", "DEL"},
	{"a\\b", "a\\x5cb", "a backslash"},
	{"\xc3\xa4", "\xc3\xa4", "two bytes of UTF-8"},
	{"\xe2\x82\xac", "\xe2\x82\xac", "three"},
	{"\xf0\x9f\x90\x9a", "\xf0\x9f\x90\x9a", "four"},
	{"\xc2\x9b", "\\xc2\\x9b", "CSI, a C1 control"},
	{"\xe2\x80\xae", "\\xe2\\x80\\xae", "right-to-left override"},
	{"\xe2\x81\xa6", "\\xe2\\x81\\xa6", "left-to-right isolate"},
	{"\xe2\x80\xa8", "\\xe2\\x80\\xa8", "line separator"},
	{"\xd8\x9c", "\\xd8\\x9c", "Arabic letter mark"},
	{"a\xe2\x80\x8b", "a\\xe2\\x80\\x8b", "zero width space"},
	{"\xe2\x80\x8d", "\\xe2\\x80\\x8d", "zero width joiner"},
	{"\xe2\x81\xa0", "\\xe2\\x81\\xa0", "word joiner"},
	{"\xc2\xad", "\\xc2\\xad", "soft hyphen"},
	{"\xcd\x8f", "\\xcd\\x8f", "combining grapheme joiner"},
	{"\xe1\x85\x9f", "\\xe1\\x85\\x9f", "Hangul filler"},
	{"\xe3\x85\xa4", "\\xe3\\x85\\xa4", "another"},
	{"\xef\xbb\xbf", "\\xef\\xbb\\xbf", "byte order mark"},
	{"\xef\xb8\x8f", "\\xef\\xb8\\x8f", "variation selector"},
	{"\xef\xbf\xb9", "\\xef\\xbf\\xb9", "interlinear annotation"},
	{"\xf3\xa0\x81\xa1", "\\xf3\\xa0\\x81\\xa1", "tag letter a"},
	{"\xf3\xa0\xbf\xbf", "\\xf3\\xa0\\xbf\\xbf", "the last character that is ignorable"},
	{"\xf3\xa1\x80\x80", "\xf3\xa1\x80\x80", "the one after it"},
	{"\xf3\x9f\xbf\xbd", "\xf3\x9f\xbf\xbd", "the one before the first"},
	{"\xef\xbf\xbe", "\\xef\\xbf\\xbe", "a noncharacter"},
	{"\xef\xb7\x90", "\\xef\\xb7\\x90", "another one"},
	{"\xef\xbf\xbd", "\xef\xbf\xbd", "the replacement character is visible"},
	{"\xc2\xa0\xe3\x80\x80", "\xc2\xa0\xe3\x80\x80", "blanks are visible, too"},
	{"\x9b""2J", "\\x9b2J", "CSI, as a byte that is not UTF-8"},
	{"\xff", "\\xff", "a byte that is not UTF-8"},
	{"\xc3", "\\xc3", "a sequence cut short"},
	{"\xc3x", "\\xc3x", "a sequence that is interrupted"},
	{"\xe2\x82", "\\xe2\\x82", "a longer one cut short"},
	{"\xc0\xaf", "\\xc0\\xaf", "an overlong slash"},
	{"\xed\xa0\x80", "\\xed\\xa0\\x80", "a surrogate"},
	{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "above U+10FFFF"},
	{"\x80", "\\x80", "a continuation byte alone"},
};

/* How a shell must get a word. */
static const struct {
	const char *word, *quoted;
} words[] = {
	{"", "''"},
	{"-u", "-u"},
	{"--exe=/usr/bin/x", "--exe=/usr/bin/x"},
	{"a b", "'a b'"},
	{"a|b", "'a|b'"},
	{"$x", "'$x'"},
	{"it's", "'it'\\''s'"},
	{"'", "''\\'''"},
	{"~", "'~'"},
	{"\\n", "'\\n'"},
};

/* How many bytes fit into so many columns. */
static const struct {
	const char *text;
	size_t columns, bytes;
} fits[] = {
	{"", 5, 0},
	{"abc", 5, 3},
	{"abc", 3, 3},
	{"abc", 2, 2},
	{"abc", 0, 0},
	{"a\nb", 4, 1},
	{"a\nb", 5, 2},
	{"a\xc3\xa4", 1, 1},
	{"a\xc3\xa4", 2, 3},
	{"\xe2\x82\xac", 1, 0},
	{"\xe2\x82\xac", 2, 3},
	{"\xe2\x80\xae", 11, 0},
	{"\xe2\x80\xae", 12, 3},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(fits); i++)
		ok(text_fit(fits[i].text, fits[i].columns) == fits[i].bytes, "row %zu: %zu bytes fit", i,
		   fits[i].bytes);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		auto_free char *escaped = text_escape(rows[i].text);

		ok(streq(escaped, rows[i].escaped), "%s", rows[i].what);
		auto_free char *shown = text_escape_controls(rows[i].text);
		bool has_backslash = strchr(rows[i].text, '\\');
		ok(has_backslash ? strchr(shown, '\\') != NULL : streq(shown, escaped),
		   "%s, in a text of the user", rows[i].what);
	}
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		auto_free char *quoted = text_quote(words[i].word);

		ok(streq(quoted, words[i].quoted), "%s for a shell", quoted);
	}
	return tap_done();
}
