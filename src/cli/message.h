/* SPDX-License-Identifier: MIT */
/* Print messages. Words that a process or a user chose are escaped. */
#pragma once

#include <stdio.h>
#include <sys/types.h>

/*
 * Print one line, escaped as a whole (text.h): words in it that a process or a user chose cannot
 * move the cursor or begin another line.
 */
__attribute__((format(printf, 2, 3))) void say(FILE *out, const char *format, ...);

/*
 * The same, but at most one line of the terminal OUT. If OUT is no terminal, a line is cut after
 * 4096 columns. A line that is cut ends in "...".
 */
__attribute__((format(printf, 2, 3))) void say_line(FILE *out, const char *format, ...);

/* WORDS, not escaped, cut so for a line of OUT that has RESERVED more columns. To be freed. */
char *message_cut(FILE *out, const char *words, size_t reserved);

/* "fdkill: " and the words, on standard error. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/*
 * The same for WORDS that only the user chose: backslashes stay as they are, so that a pattern can
 * be recognised and copied.
 */
void complain_of_usage(const char *words);

/* A user for a message: "alice", or "user 1234". To be freed. */
char *message_user(uid_t uid);

/* The same as one word: "alice", or "1234". To be freed. */
char *message_user_word(uid_t uid);

/* A group: "wheel", or "group 10". To be freed. */
char *message_group(gid_t gid);
