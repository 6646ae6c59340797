/* Pure: the mechanism of a table of options; the table itself is the request's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct request;
struct option;

/*
 * A row: one option. A row without apply is a heading of the help; a row of zeroes ends the table.
 */
struct option_row {
	const char *name;     /* the long name */
	const char *letters;  /* short names, the one to show first; "" for none */
	const char *pkill_letters; /* those under the name fdpkill, or NULL: the same */
	const char *argument; /* its argument's name, or NULL if it takes none */
	const char *second;   /* a second word that belongs to it, or NULL; apply gets "FIRST SECOND" */
	const char *help;     /* lines, for --help */
	const char *pkill_help; /* those under the name fdpkill, or NULL: the same */
	const char *excludes; /* names of options it cannot be with, space-separated, or NULL */
	bool is_signal;       /* its argument is the signal */
	bool is_common;       /* -h shows it, too */
	bool is_common_in_pkill; /* the same under the name fdpkill */
	int (*apply)(struct request *request, const char *argument); /* 0, or nonzero: refused */
	/* What its letter does, or NULL: the same. */
	int (*apply_letter)(struct request *request, const char *argument);
};

size_t options_count(const struct option_row *table);

/* The row of a letter, or NULL. */
const struct option_row *options_by_letter(const struct option_row *table, char letter);

/*
 * The row of a long name of LENGTH letters, or of its unambiguous beginning, or NULL. OTHER (may
 * be NULL) gets one of the rows that share an ambiguous beginning, else NULL.
 */
const struct option_row *options_by_name(const struct option_row *table, const char *name,
					 size_t length, const struct option_row **other);

/* The row whose name is nearest to a mistyped one, or NULL. */
const struct option_row *options_suggest(const struct option_row *table, const char *name);

/* What getopt_long(3) needs; both to be freed. A long option's value is OPTIONS_LONG plus its
 * index. Options and operands may come in any order, and nothing is permuted. */
enum { OPTIONS_LONG = 256 };
char *options_getopt_letters(const struct option_row *table);
struct option *options_getopt_names(const struct option_row *table);

/* A pair of options, both in SEEN (by index), that exclude each other. False if there is none. */
bool options_conflict(const struct option_row *table, const bool *seen,
		      const struct option_row **one, const struct option_row **other);
