/* What the command line asks for. */
#pragma once

#include "delivery.h"
#include "options.h"
#include "stages.h"

#include <stdbool.h>
#include <stdio.h>

enum mode {
	MODE_SEND,
	MODE_LIST,  /* -l */
	MODE_TABLE, /* -L */
	MODE_HELP,
	MODE_VERSION,
};

struct request {
	enum mode mode;
	struct delivery delivery;
	struct selection selection;
	struct target *targets; /* what the selection shows */
	size_t target_count, target_capacity;
	char **owned; /* texts that targets point into */
	size_t owned_count, owned_capacity;
	const char **words; /* the operands */
	size_t word_count;
	bool dry_run, print, boot_id, quiet, verbose, count, ok_gone;

	char **argv; /* normalised; targets point into it */
	char this_boot[BOOT_ID_SIZE]; /* with boot_id */
	bool has_stdin; /* "-" is among the targets */
};

/*
 * Parse ARGV. Ends the program with status 2, having said why on standard error, if the words are wrong in themselves, and
 * with 3 if standard input cannot be read. Checks the descriptors named before anything is opened.
 */
void request_parse(struct request *request, char *argv[]);

void request_free(struct request *request);

/* The power it needs: a set of PRIVILEGE_ bits. */
unsigned request_privileges(const struct request *request);

/* The words of --help, the table of options included. */
void request_help(FILE *out);

/* The table of options; request-options.c. */
extern const struct option_row request_options[];

/* Take WORD, which must live as long as the request, for a target; or everybody. request-targets.c. */
void request_add_target(struct request *request, const char *word);
void request_add_everybody(struct request *request);

/* What the targets' words cannot tell by themselves: the descriptors they name, before anything is
 * opened; and then standard input. */
void request_check_descriptors(const struct request *request);
void request_read_stdin(struct request *request);

/* Make a text live as long as the request. */
const char *request_own(struct request *request, char *text);
