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

/* "fdkill: " and the words, on standard error. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/*
 * The same for WORDS that only the user chose: backslashes stay as they are, so that a pattern can
 * be recognised and copied.
 */
void complain_of_usage(const char *words);

/* A user for a message: "alice", or "user 1234". To be freed. */
char *message_user(uid_t uid);

/* A group: "wheel", or "group 10". To be freed. */
char *message_group(gid_t gid);
