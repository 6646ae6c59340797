/* SPDX-License-Identifier: MIT */
/* Pure: why a signal was not permitted: what is known, what is possible, and what would help. */
#pragma once

#include "model/facts.h"

#include <stdbool.h>
#include <stddef.h>

enum remark_list {
	REMARK_KNOWN,
	REMARK_POSSIBLE, /* fdkill cannot tell */
	REMARK_REMEDY,   /* what would help, or would have allowed it */
};

struct remark {
	enum remark_list list;
	bool is_obstacle; /* known, and it keeps the signal from having its effect, or delays it */
	char *words;      /* owned; a clause, about "it" and "you" */
};

struct explanation {
	struct remark *items;
	size_t count, capacity;
};

/* What fdkill knows about itself. */
struct self {
	struct facts facts; /* FACTS_IDS at least */
	bool may_kill;      /* CAP_KILL, in our user namespace */
	bool is_initial;    /* ours is the first user namespace: CAP_KILL reaches every process */
	uid_t overflow_uid; /* shown for users that our user namespace does not know; or -1 */
	int landlock;       /* the version of Landlock's interface; 0: none */
};

/* Why SIGNO was not permitted to the process with these FACTS: ERROR is EPERM or EACCES. */
void denial_explain(const struct self *self, const struct facts *facts, int signo, int error,
		    struct explanation *explanation);

/* Do the users of both processes permit the signal (kill(2))? FACTS_IDS must be known. */
bool denial_is_same_user(const struct self *self, const struct facts *facts);

/* Has its user no number in our user namespace? Then the users cannot be compared. */
bool denial_is_foreign(const struct self *self, const struct facts *facts);

/* Add a remark to a list of EXPLANATION. */
__attribute__((format(printf, 2, 3))) void explanation_known(struct explanation *explanation,
								     const char *format, ...);
__attribute__((format(printf, 2, 3))) void explanation_obstacle(struct explanation *explanation,
								     const char *format, ...);
__attribute__((format(printf, 2, 3))) void explanation_possible(struct explanation *explanation,
								     const char *format, ...);
__attribute__((format(printf, 2, 3))) void explanation_remedy(struct explanation *explanation,
								     const char *format, ...);

void explanation_free(struct explanation *explanation);
