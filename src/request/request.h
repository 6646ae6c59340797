/* SPDX-License-Identifier: MIT */
/* What the command line asks for. */
#pragma once

#include "model/criteria.h"
#include "model/delivery.h"
#include "model/schedule.h"
#include "request/options.h"
#include "run/select.h"

#include <stdbool.h>

enum mode {
	MODE_SEND,
	MODE_LIST,  /* -l */
	MODE_TABLE, /* -L */
	MODE_USAGE, /* -h */
	MODE_HELP,  /* --help */
	MODE_VERSION,
};

/* One --timeout: wait for GRACE nanoseconds, then send SIGNO. */
struct follow_up {
	int64_t grace;
	int signo;
};

/* The options about waiting, as given; spans are nanoseconds or NO_SPAN. */
enum { NO_SPAN = -1 };
struct wait_options {
	bool wait;
	int64_t within;
	int64_t kill_after;
	const char *kill_after_text; /* as given */
	const char *retry; /* or NULL */
	struct follow_up *follow_ups;
	size_t follow_up_count, follow_up_capacity;
	size_t enough; /* --wait-count, or 0 */
	bool exit_status, remove_pidfile;
};

/* The options about selecting that are not conditions themselves. */
struct selecting {
	bool all_matching; /* -a: select all processes that meet the conditions */
	bool newest, oldest, include_ancestors, require_handler, locked;
	const char *ns_text; /* of --ns, or NULL */
	struct identity ns;
	bool nslist;
};

/* What must hold before a signal is sent. */
enum asking { ASK_NEVER, ASK_ONCE, ASK_EACH };
struct consent {
	bool has_max, all_or_none;
	size_t max;
	enum asking ask;
};

/* What is done with the targets. If two options differ, the later one in this list decides. */
enum action {
	ACTION_SEND,
	/* --dry-run, --explain: check with signal 0, and say what would be sent */
	ACTION_REHEARSE,
	ACTION_PRINT,    /* --print: check the same, and print the identities */
	ACTION_STATUS,   /* --status: send nothing, and say what runs */
};

/* Why the command line was not accepted. */
struct complaint {
	int status; /* exit status */
	char *text; /* owned; not escaped */
};

struct request {
	bool pkill; /* the name of the program ends in "pkill": it behaves as pkill(1) does */
	struct option_row *options; /* the table, for that name */
	enum mode mode;
	enum action action;
	struct delivery delivery;
	int signo; /* as given, or TERM; only for parsing: the schedule has what is sent */
	const char *signal_word; /* as the user named SIGNO, without a dash; or NULL */
	bool explicit_signal; /* the user named SIGNO, also in --retry */
	struct selection selection;
	struct target *targets; /* owned; selection.targets points to them */
	size_t target_count, target_capacity;
	char **owned; /* owned; texts that targets and conditions point into */
	size_t owned_count, owned_capacity;
	const char **words; /* the operands */
	size_t word_count;
	struct criteria criteria;
	struct selecting selecting;
	struct consent consent;
	struct wait_options wait;
	struct schedule schedule; /* made from wait and signo */
	bool boot_id, quiet, verbose, explain, count, ok_gone;

	char **given; /* the command line as it was given; not owned */
	char **argv;  /* normalised; targets point into it */
	char this_boot[BOOT_ID_SIZE]; /* the id of this boot, if boot_id is set */
	const char *taken; /* the last separate word that an option took as its argument; or NULL */
	const struct option_row *taker; /* that option */
	bool has_stdin; /* "pidfile:-" is among the targets */

	void (*announce)(const char *words); /* of request_parse */
	struct complaint complaint; /* of request_parse, if it failed */
};

/*
 * Parse ARGV. Returns 0, or nonzero with a complaint: status 2 if the command line is invalid,
 * request_failure() if something it names cannot be read. REQUEST is constant afterwards. Call
 * request_free in both cases. Closed descriptors must still be closed: a target may name one.
 * ANNOUNCE is called before fdkill reads from a terminal: the user may wait for fdkill meanwhile.
 */
int request_parse(struct request *request, char *argv[], void (*announce)(const char *words));

void request_free(struct request *request);

/*
 * The exit status if fdkill itself fails. With --exit-status it is STATUS_UNKNOWN. With --status it
 * is STATUS_NOT_KNOWN_TO_RUN, because 3 means "not running" there.
 */
int request_failure(const struct request *request);

/* Does the schedule wait? Does it have a signal, 0 included? With --status neither is the case. */
bool request_waits(const struct request *request);
bool request_has_signal(const struct request *request);

/* Does it send that signal? */
bool request_sends(const struct request *request);
/* Does it show the users and the command lines of the processes? */
bool request_shows_commands(const struct request *request);
/* Does it only check whether the signal could be sent (--dry-run, --print)? */
bool request_rehearses(const struct request *request);
