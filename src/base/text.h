/* SPDX-License-Identifier: MIT */
/* Pure: escape text that a process chose, so that it is safe to print. */
#pragma once

/*
 * Returns a copy of TEXT, to be freed, in which each unsafe byte is written as \xNN. These are
 * unsafe: characters that are invisible, move the cursor or reorder text; backslashes; and bytes
 * that are not UTF-8.
 */
char *text_escape(const char *text);
