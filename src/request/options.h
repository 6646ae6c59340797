/* SPDX-License-Identifier: MIT */
/* Pure: the mechanism of an option table. The table itself is in request-table.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct request;
struct option;

/*
 * Which separate words that begin with a dash an option takes. Usually none: in "-F $FILE -k 5" the
 * variable is empty, and -k is not the name of a file.
 */
enum dashed { DASHED_NONE, DASHED_BARE /* "-" */, DASHED_ALL };

/*
 * One option. A row without apply is a heading of --help; a row of zeroes ends the table.
 */
struct option_row {
	const char *name;     /* the long name */
	const char *letters;  /* short names, "" for none; --help shows the first */
	const char *pkill_letters; /* short names under the name fdpkill; NULL: the same */
	const char *argument; /* the name of its argument, or NULL if it takes none */
	const char *second;   /* the name of a second argument, or NULL; apply gets "FIRST SECOND" */
	const char *help;     /* lines of --help */
	const char *pkill_help; /* lines under the name fdpkill; NULL: the same */
	const char *excludes; /* names of options it excludes, separated by blanks, or NULL */
	bool (*names_signal)(const char *argument); /* is its argument, or a part, the signal? or NULL */
	enum dashed dashed;   /* which separate words with a dash it takes as its argument */
	const char *instead;  /* an option without argument: what to write before a value, or NULL */
	bool is_common;       /* -h shows it, too */
	bool is_common_in_pkill; /* the same under the name fdpkill */
	int (*apply)(struct request *request, const char *argument); /* 0, or nonzero with a complaint */
	/* What its letters do, if that differs from the long name; else NULL. */
	int (*apply_letter)(struct request *request, const char *argument);
};

size_t options_count(const struct option_row *table);

/* The row of LETTER, or NULL. */
const struct option_row *options_by_letter(const struct option_row *table, char letter);

/*
 * The row whose long name is the first LENGTH letters of NAME, or the only one that begins with
 * them, or NULL. If several begin with them, *OTHER is one of them, else NULL. OTHER may be NULL.
 */
const struct option_row *options_by_name(const struct option_row *table, const char *name,
					 size_t length, const struct option_row **other);

/* The row whose name is nearest to the mistyped NAME, or NULL. */
const struct option_row *options_suggest(const struct option_row *table, const char *name);

/*
 * The tables of getopt_long(3); both to be freed. It returns OPTIONS_LONG plus the index of the row
 * for a long name, and 1 for an operand. It leaves the order of the words as it is.
 */
enum { OPTIONS_LONG = 256 };
char *options_getopt_letters(const struct option_row *table);
struct option *options_getopt_names(const struct option_row *table);

/* Find two options that exclude each other, both in SEEN (by index). False if there are none. */
bool options_conflict(const struct option_row *table, const bool *seen,
		      const struct option_row **one, const struct option_row **other);
