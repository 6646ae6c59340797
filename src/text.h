/* Pure: text that strangers chose, made fit to be shown. */
#pragma once

/*
 * A copy, to be freed, of TEXT in which nothing can move a cursor or pass for something else:
 * control characters (C1 and the bidirectional ones too), backslashes, and bytes that are no
 * UTF-8 appear as \xNN.
 */
char *text_escape(const char *text);
