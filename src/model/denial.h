/*
 * Pure: what is known, what remains possible, and what would help; made of facts, for a person to
 * read.
 */
#pragma once

#include "model/facts.h"

#include <stdbool.h>
#include <stddef.h>

enum remark_list {
	REMARK_KNOWN,
	REMARK_POSSIBLE, /* not to be told from here, and not ruled out */
	REMARK_REMEDY,   /* what would help, or would have allowed it */
};

struct remark {
	enum remark_list list;
	bool is_obstacle; /* known: because of it nothing will come of the signal, or not yet */
	char *words;      /* owned; a clause, about "it" and "you" */
};

struct explanation {
	struct remark *items;
	size_t count, capacity;
};

/* Who sends: what fdkill knows of itself. */
struct sender {
	struct facts facts; /* FACTS_IDS at least */
	bool may_kill;      /* CAP_KILL, in our user namespace */
	bool is_initial;    /* that is the first one, which has power over all */
	uid_t nobody;       /* the id shown for users that our user namespace does not know; or -1 */
	int landlock;       /* the version of Landlock's interface; 0: none */
};

/* A signal that could not be sent to THEM: ERROR is EPERM or EACCES. */
void explain_denial(const struct sender *us, const struct facts *them, int signo, int error,
		    struct explanation *explanation);

/*
 * Of users, where FACTS_IDS is known of both: do ours have the right to signal it by themselves
 * (kill(2))? Has its user no number in our user namespace? Then the first cannot be told.
 */
bool explain_same_user(const struct sender *us, const struct facts *them);
bool explain_is_foreign(const struct sender *us, const struct facts *them);

__attribute__((format(printf, 2, 3))) void explain_known(struct explanation *explanation,
							 const char *format, ...);
__attribute__((format(printf, 2, 3))) void explain_obstacle(struct explanation *explanation,
							    const char *format, ...);
__attribute__((format(printf, 2, 3))) void explain_possible(struct explanation *explanation,
							    const char *format, ...);
__attribute__((format(printf, 2, 3))) void explain_remedy(struct explanation *explanation,
							  const char *format, ...);

void explanation_free(struct explanation *explanation);
