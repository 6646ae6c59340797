/* SPDX-License-Identifier: MIT */
/* Pure: text that a process or a user chose, as a terminal or a shell can take it. */
#pragma once

#include <stddef.h>

/*
 * Returns a copy of TEXT, to be freed, in which each unsafe byte is written as \xNN. These are
 * unsafe: characters that are invisible, move the cursor or reorder text; backslashes; and bytes
 * that are not UTF-8.
 */
char *text_escape(const char *text);

/* The same, but backslashes stay: the text is the user's own, and need not be unambiguous. */
char *text_escape_controls(const char *text);

/*
 * How many bytes of TEXT, whole characters, take at most COLUMNS on a terminal once they are
 * escaped. A character of three bytes or more is counted as a wide one.
 */
size_t text_fit(const char *text, size_t columns);

/* Returns WORD as a shell reads it, to be freed: in quotes if it needs them. */
char *text_quote(const char *word);
