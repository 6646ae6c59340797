/*
 * Pure: the words of a command line, made fit for getopt_long(3): kill(1)'s "-TERM" becomes
 * "--signal=TERM", its "-PGID" becomes the target "pgid:PGID", and what could be two things is
 * refused.
 */
#pragma once

#include "request/options.h"

enum argv_fault {
	ARGV_FINE,
	ARGV_SECOND_SIGNAL,   /* a signal was given already */
	ARGV_LATE_SIGNAL,     /* a signal after the first target */
	ARGV_SIGNAL_OR_GROUP, /* -N, where N is no signal and no signal stands before it */
	ARGV_UNKNOWN,         /* neither a signal nor letters of options */
	ARGV_EVERYBODY,       /* -1 where kill(1) means all processes */
};

/*
 * The new words, NULL-terminated, argv[0] included; to be freed by argv_free. On a fault NULL, and
 * *FAULT and *WORD (one of ARGV's) say what it is. Arguments of options are never touched, nor is
 * anything after "--" but -PGID. PKILL: operands are patterns, not targets; so a signal may come
 * after them, and groups are nobody's business.
 */
char **argv_normalise(const struct option_row *table, bool pkill, char *const argv[],
		      enum argv_fault *fault, const char **word);

void argv_free(char **argv);
