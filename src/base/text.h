/* Pure: text that strangers chose, made fit to be shown. */
#pragma once

/*
 * A copy, to be freed, of TEXT in which nothing can move a cursor, reorder text or hide: control
 * and format characters, what is invisible, backslashes, and bytes that are no UTF-8 appear as
 * \xNN, each byte.
 */
char *text_escape(const char *text);
