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

/* One process of a group. It was listed before the first signal to the group. */
struct member {
	struct procref process; /* parked, unless it is in use */
	struct facts facts;
	struct ending ending;
};

/* The members that a group had when they were listed. Zombies and fdkill are not among them. */
struct members {
	struct member *items;
	size_t count;
};

/*
 * Why an attempt was settled as it was. DETAIL of UNSUPPORTED is the Linux version that is needed.
 * CONDITION belongs to LEFT_ALONE, NOT_MEANT, UNCHECKED and LEFT_OUT.
 */
struct cause {
	int error;                /* a positive errno, or 0 */
	const char *detail;       /* words for the message, or NULL; not owned */
	enum condition condition; /* the one that decided, or CONDITION_NONE */
	pid_t ancestor;           /* UNSPARED: the ancestor that could not be read. NO_MATCH: one that
				     meets the conditions, but was left out; or 0 */
};

struct attempt {
	size_t index;                /* its place in the list */
	const struct target *target; /* the target that it belongs to; not owned */
	struct pidfile *pidfile;     /* that names it, or NULL; owned by struct attempts */
	enum scope scope;            /* never SCOPE_OF_TARGET */
	struct procref process;
	int number;       /* the PID, TID or PGID; 0 if it is not known */
	bool is_selected; /* found by a selection or as a group's member, not named */
	bool is_member; /* of a group that is signalled member by member, and without conditions */
	unsigned look; /* the last look that found it (select_again), from 0 */
	bool is_rival; /* it could not be checked, and could be the newest or the oldest match */
	bool is_sent; /* a signal was sent, or would be, in a rehearsal */
	size_t step;  /* the last step in which deliver visited it, counted from 1; 0: none yet */
	int signo;    /* the signal of that step */
	struct ending ending;
	struct facts facts;
	struct members *members; /* of a group, owned; NULL: they were not listed */

	enum outcome outcome;
	struct cause cause;
};

/* A target whose processes are searched until two looks in a row show no change. */
struct selecting_target {
	const struct target *target;
	bool has_found; /* a look has found a process */
	bool has_zombies; /* the last look has seen a process that had exited */
};

/* What a look has missed: as in struct walk. */
struct missed {
	size_t vanished;
	uint64_t zombies;
};

struct attempts {
	struct attempt **items;
	size_t count, capacity;
	/* Callbacks about one attempt; each may be NULL. */
	void (*settled)(void *context, const struct attempt *attempt); /* it was settled */
	void (*sent)(void *context, const struct attempt *attempt); /* a signal was sent to it */
	/* A signal was not sent: the queue is full. A later step sends another signal. */
	void (*missed)(void *context, const struct attempt *attempt);
	void *context;

	struct pidfile **pidfiles; /* owned; several may name one process */
	size_t pidfile_count, pidfile_capacity;
	struct attempt **buckets; /* a hash table by number, with open addressing */
	size_t bucket_count;
	size_t ended;                    /* how many attempts await has settled as ENDED */
	struct room room;
	size_t park_from;                /* park_older has tried the attempts before this index */
	bool out_of_descriptors;         /* a process could not be held: no descriptor was free */
	bool out_of_time;                /* the deadline passed before a search was finished */
	char *shortage;                  /* words: why there was no room for one; owned; or NULL */
	struct selecting_target *selecting; /* the targets that are searched again and again */
	size_t selecting_count, selecting_capacity;
	unsigned look;                   /* the number of the current look at them, from 0 */
	unsigned looks_left;             /* how many more there may be */
	unsigned clean_looks;            /* how many in a row neither found nor lost a process */
	struct missed missed_now, missed_before; /* by the current look; by the one before */
	bool is_unsettled;               /* they keep changing: processes may be missing */
	size_t unchecked; /* how many could be signalled, but could not be checked */
};

/*
 * Add a pending attempt that holds nothing yet. The pointer is valid until attempts_free or
 * attempts_drop_last.
 */
struct attempt *attempts_add(struct attempts *attempts, const struct target *target,
			     enum scope scope);

/*
 * The attempt after PREVIOUS in the list, or NULL at its end. With PREVIOUS NULL, the first one. A
 * loop also visits attempts that are added while it runs.
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

/* The same for the members of ATTEMPT's group. NULL also if they were not listed. */
struct member *attempt_next_member(const struct attempt *attempt, const struct member *previous);

#define FOREACH_MEMBER(attempt, member)                                                            \
	for (struct member *member = attempt_next_member(attempt, NULL); member;                   \
	     member = attempt_next_member(attempt, member))

/* Add a pidfile, set to PIDFILE_NONE. The pointer is valid until attempts_free. */
struct pidfile *attempts_add_pidfile(struct attempts *attempts);

/*
 * Move REF, which has its descriptor, into ATTEMPT, which was added last. Older attempts are parked
 * if there is no room (room.h). Returns 1; 0 if another attempt holds the same process with the
 * same scope already; or -EMFILE if there is no room. On 0 and -EMFILE REF is closed, and ATTEMPT
 * still holds nothing. *REF is PROCREF_NONE afterwards.
 */
int attempts_hold(struct attempts *attempts, struct attempt *attempt, struct procref *ref);

/* Remove the attempt added last, which must hold nothing. */
void attempts_drop_last(struct attempts *attempts);

/* Give ATTEMPT, which must be pending, its OUTCOME, and call attempts->settled. */
void attempt_settle(struct attempts *attempts, struct attempt *attempt, enum outcome outcome);

/*
 * Settle ATTEMPT because a procref function (procref.h) has returned ERROR, -errno. VERSION, a
 * static string, is the Linux version that its call needs; NULL if ERROR cannot be -EOPNOTSUPP.
 */
void attempt_fail(struct attempts *attempts, struct attempt *attempt, int error,
		  const char *version);

/* The outcome of ATTEMPT if it ended before a signal reached it: gone, a zombie, or lost. */
enum outcome attempt_outcome_of_end(const struct attempt *attempt);

/* Settle all pending attempts with OUTCOME, and DETAIL (or NULL) as the cause. */
void attempts_settle_rest(struct attempts *attempts, enum outcome outcome, const char *detail);

/*
 * Keep PIDFILE open, so that it can be removed in the end. Its descriptors take room, so older
 * attempts are parked if there is none. Let go closes them, and gives the room back.
 */
void attempts_keep_pidfile(struct attempts *attempts, const struct pidfile *pidfile);
void attempts_let_go_pidfile(struct attempts *attempts, struct pidfile *pidfile);

/*
 * procref_unpark for PROCESS, of an attempt or of a member. Its descriptor takes room from now on.
 * Release closes the descriptor, and gives the room back.
 */
int attempts_unpark(struct attempts *attempts, struct procref *process);
void attempts_release(struct attempts *attempts, struct procref *process);

/* Undo what a rehearsal recorded. */
void attempts_rewind(struct attempts *attempts);

/* Can parked processes, members of groups included, be held again, one after the other? */
bool attempts_have_room(struct attempts *attempts);

/* How many attempts are pending. */
size_t attempts_pending(const struct attempts *attempts);

/* How many attempts are is_sent. */
size_t attempts_sent(const struct attempts *attempts);

void attempts_free(struct attempts *attempts);
