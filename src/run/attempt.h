/* SPDX-License-Identifier: MIT */
/*
 * The run as data: one attempt for each held process, thread or group, and its outcome.
 *
 * Stages pass over the list. Each one looks only at pending attempts, and settles those that are
 * finished. An attempt is settled once, and reported when it is.
 */
#pragma once

#include "model/criteria.h"
#include "model/facts.h"
#include "model/target.h"
#include "proc/ending.h"
#include "proc/pidfile.h"
#include "proc/procref.h"
#include "run/outcome.h"
#include "run/room.h"

#include <stdbool.h>
#include <stddef.h>

/* A process of a group, as it was before the group's call. */
struct member {
	struct procref process; /* parked, unless await watches it */
	struct facts facts;
	struct ending ending;
};

/* All members that a group had then: none, if it had only zombies. */
struct members {
	struct member *items;
	size_t count;
};

/* Why an attempt was settled as it was. */
struct cause {
	int error;                /* the errno, or 0 */
	const char *detail;       /* or NULL; UNSUPPORTED: the Linux version that can do it; not owned */
	enum condition condition; /* LEFT_ALONE, UNCHECKED, LEFT_OUT: the one that decided, or NONE */
	pid_t ancestor;           /* UNSPARED: the one that could not be read */
};

struct attempt {
	size_t index;                /* its place in the list */
	const struct target *target; /* which named it */
	struct pidfile *pidfile;     /* that names it, or NULL; the attempts own it */
	enum scope scope;            /* never SCOPE_OF_TARGET */
	struct procref process;
	int number;       /* the PID, TID or PGID; 0 if it is not known */
	bool is_selected; /* found by a selection or as a group's member, not named */
	bool is_rival; /* it may meet the conditions; then it could be the newest or the oldest */
	bool is_sent; /* a signal was sent, or would be, in a rehearsal */
	size_t step;  /* of the schedule: the last one in which deliver came to it; 0: none yet */
	int signo;    /* of that step */
	struct ending ending;
	struct facts facts;
	struct members *members; /* of a group; NULL: they were not listed */

	enum outcome outcome;
	struct cause cause;
};

struct attempts {
	struct attempt **items;
	size_t count, capacity;
	void (*settled)(void *context, const struct attempt *attempt); /* called once for each */
	void (*sent)(void *context, const struct attempt *attempt); /* for each signal */
	/* For each signal that the queue had no room for, if another one follows. */
	void (*missed)(void *context, const struct attempt *attempt);
	void *context;

	/* Several may name one process, which is one attempt. */
	struct pidfile **pidfiles;
	size_t pidfile_count, pidfile_capacity;
	struct attempt **buckets; /* by number: open addressing */
	size_t bucket_count;
	size_t ended;                    /* how many ended while they were waited for */
	struct room room;
	size_t park_from;                /* the ones before were offered for parking */
	bool out_of_descriptors;         /* not all targets could be held: nothing must be sent */
	bool out_of_time;                /* the search was not finished in time: the same */
	char *shortage;                  /* why there was no room for one, in words; or NULL */
	const struct target **selecting; /* targets to search again, until nothing new is found */
	size_t selecting_count, selecting_capacity;
	unsigned rounds;                 /* how often they were searched again */
};

/* A new pending attempt, holding nothing yet. It stays where it is until attempts_free. */
struct attempt *attempts_add(struct attempts *attempts, const struct target *target,
			     enum scope scope);

/*
 * The attempt after PREVIOUS in the list, or NULL; after NULL comes the first. Attempts that are
 * added meanwhile are visited, too.
 */
struct attempt *attempts_next(const struct attempts *attempts, const struct attempt *previous);
struct attempt *attempts_next_pending(const struct attempts *attempts, const struct attempt *previous);

#define FOREACH_ATTEMPT(attempts, attempt)                                                         \
	for (struct attempt *attempt = attempts_next(attempts, NULL); attempt;                     \
	     attempt = attempts_next(attempts, attempt))

#define FOREACH_PENDING(attempts, attempt)                                                         \
	for (struct attempt *attempt = attempts_next_pending(attempts, NULL); attempt;             \
	     attempt = attempts_next_pending(attempts, attempt))

/* Free the list of members. */
void attempt_drop_members(struct attempt *attempt);

/* The member of ATTEMPT's group after PREVIOUS, as attempts_next; NULL if none were listed. */
struct member *attempt_next_member(const struct attempt *attempt, const struct member *previous);

#define FOREACH_MEMBER(attempt, member)                                                            \
	for (struct member *member = attempt_next_member(attempt, NULL); member;                   \
	     member = attempt_next_member(attempt, member))

/* A new PIDFILE_NONE, which stays where it is until attempts_free. */
struct pidfile *attempts_add_pidfile(struct attempts *attempts);

/*
 * Give ATTEMPT, the newest, what it holds; *REF becomes PROCREF_NONE. Older attempts are parked if
 * there is no room otherwise (room.h). Returns 1; 0 if an attempt holds that process at that scope
 * already; or -EMFILE if there is no room. REF is closed then.
 */
int attempts_hold(struct attempts *attempts, struct attempt *attempt, struct procref *ref);

/* Remove the attempt added last, which must hold nothing. */
void attempts_drop_last(struct attempts *attempts);

/* Give a pending ATTEMPT its outcome, and report it: once. */
void attempt_settle(struct attempts *attempts, struct attempt *attempt, enum outcome outcome);

/*
 * Settle by what a procref function returned, -errno, while doing what Linux VERSION or later can.
 */
void attempt_fail(struct attempts *attempts, struct attempt *attempt, int error,
		  const char *version);

/* The outcome of a process, a thread or a group that has ended: gone, or a zombie. */
enum outcome attempt_outcome_of_end(const struct attempt *attempt);

/* Settle all pending attempts with OUTCOME, and DETAIL (or NULL) as the cause. */
void attempts_settle_rest(struct attempts *attempts, enum outcome outcome, const char *detail);

/* Keep PIDFILE open, to be removed in the end: it takes room. Let go gives that back. */
void attempts_keep_pidfile(struct attempts *attempts, const struct pidfile *pidfile);
void attempts_let_go_pidfile(struct attempts *attempts, struct pidfile *pidfile);

/*
 * Hold the process of an attempt or of a member that may be parked: procref_unpark, and it takes
 * room from now on. Release closes its descriptor and gives the room back.
 */
int attempts_unpark(struct attempts *attempts, struct procref *process);
void attempts_release(struct attempts *attempts, struct procref *process);

/* Undo what a rehearsal recorded. */
void attempts_rewind(struct attempts *attempts);

/* Can those that are parked, members of groups among them, be held again, one by one? */
bool attempts_have_room(struct attempts *attempts);

/* How many are pending. */
size_t attempts_pending(const struct attempts *attempts);

/* How many are is_sent. */
size_t attempts_sent(const struct attempts *attempts);

void attempts_free(struct attempts *attempts);
