/* SPDX-License-Identifier: MIT */
/*
 * Pure: prepare the words of a command line for getopt_long(3). "-TERM" of kill(1) becomes
 * "--signal=TERM", and "-PGID" becomes the target "pgid:PGID". A word with two possible meanings is
 * a fault.
 */
#pragma once

#include "request/options.h"

enum argv_fault {
	ARGV_FINE,
	ARGV_SECOND_SIGNAL,   /* a second signal */
	ARGV_LATE_SIGNAL,     /* a signal after the first target */
	ARGV_SIGNAL_OR_GROUP, /* -N, where N is not a signal and no signal stands before it */
	ARGV_UNKNOWN,         /* neither a signal nor short options */
	ARGV_ALL_PROCESSES,   /* -1 where kill(1) means all processes */
	ARGV_NO_ARGUMENT,     /* a word with a dash where the option before it needs an argument */
	ARGV_FOREIGN,         /* an abbreviation that is an option of another program (habits.h) */
	ARGV_ARGUMENT,        /* a value behind a letter that takes none: "-w5" */
};

/* Why a command line cannot be read. */
struct argv_refusal {
	enum argv_fault fault;
	const char *word; /* of ARGV */
	/* NO_ARGUMENT: the option before WORD. ARGUMENT: the one in WORD. Else NULL. */
	const struct option_row *option;
	const char *value; /* ARGUMENT: the value in WORD. Else NULL. */
};

/*
 * Returns the new words with argv[0] and a final NULL; free them by argv_free. Returns NULL on a
 * fault, with *REFUSAL. Arguments of options stay as they are, and so do words after "--" except
 * -PGID. PKILL: operands are patterns, so a signal may
 * follow them, and no word means a process group.
 */
char **argv_normalise(const struct option_row *table, bool pkill, char *const argv[],
		      struct argv_refusal *refusal);

/* ARGV may be NULL. */
void argv_free(char **argv);
