/* SPDX-License-Identifier: MIT */
/* Pure: how an attempt can end, the words for it, and the exit status. */
#pragma once

#include <stdbool.h>

struct attempts;
struct attempt;

enum outcome {
	OUTCOME_PENDING,
	OUTCOME_SENT,          /* the signal was sent, and fdkill does not wait for its end */
	OUTCOME_ENDED,         /* it was waited for, and has exited */
	OUTCOME_WOULD_SEND,    /* a rehearsal found no obstacle */
	OUTCOME_GONE,          /* no such process */
	OUTCOME_IDENTITY_GONE, /* the process with that inode is gone */
	OUTCOME_OTHER_BOOT,    /* the identity is of another boot */
	OUTCOME_ZOMBIE,        /* exited, not reaped */
	OUTCOME_NO_GROUP,      /* no such group, or it has ended; cause.detail: words, or NULL */
	OUTCOME_UNSEEN,        /* a group has processes, but no look has seen one */
	OUTCOME_NO_LEADER,     /* it leads no group: --scope=group has no group to signal */
	OUTCOME_LEADER_GONE,   /* --scope=group: the process is gone, and its group is not */
	OUTCOME_NO_PIDFILE,    /* the pidfile does not exist */
	OUTCOME_EMPTY_PIDFILE, /* the pidfile names no process */
	OUTCOME_NO_INPUT,      /* standard input names no process */
	OUTCOME_IS_THREAD,     /* the number of a thread, but a PID is needed */
	OUTCOME_DENIED,        /* not permitted */
	OUTCOME_NO_MATCH,      /* no process meets the conditions */
	OUTCOME_NO_KNOWN_MATCH, /* the same, but some could not be checked */
	OUTCOME_UNSETTLED,     /* a selection kept changing, so processes may be missing */
	OUTCOME_NONE_PERMITTED, /* --all-processes found only processes that may not be signalled */
	OUTCOME_LEFT_ALONE,    /* it does not meet the conditions: cause.condition */
	OUTCOME_NOT_MEANT,     /* the same, of a process that a pidfile names: the file is stale */
	OUTCOME_UNCHECKED,     /* whether it meets them cannot be checked: cause.condition */
	OUTCOME_UNSPARED,      /* fdkill's ancestors cannot be read: cause.ancestor */
	OUTCOME_REFUSED,       /* by the user's answer, or because its group is not known */
	OUTCOME_TOO_MANY,      /* --max allows fewer processes */
	OUTCOME_UNTRUSTED,     /* another user could have chosen what its pidfile says */
	OUTCOME_STALE,         /* it started after its pidfile was last written */
	OUTCOME_RUNS,          /* --status: it runs */
	OUTCOME_BAD_PIDFILE,   /* cause.detail says why */
	OUTCOME_UNSUPPORTED,   /* cause.detail is the Linux version that is needed */
	OUTCOME_FILTERED,      /* a seccomp filter forbids the system call */
	OUTCOME_OUTSIDE,       /* outside our PID namespace */
	OUTCOME_QUEUE_FULL,    /* the receiver's RLIMIT_SIGPENDING */
	OUTCOME_NOT_HELD,      /* no descriptor was left to hold it, or to hold it again */
	OUTCOME_UNFINISHED,    /* the deadline passed during the selection */
	OUTCOME_SURVIVED,      /* it was waited for, and is still alive */
	OUTCOME_FAILED,        /* cause.error, and cause.detail if it is set */
	/* The exit status does not count these. */
	OUTCOME_OURSELVES,     /* fdkill was named */
	OUTCOME_HELD_BACK,     /* --all-or-none: another target cannot be signalled */
	OUTCOME_LEFT_OUT,      /* a selection may not signal it, or cannot check it */
	OUTCOME_LOST,          /* a selection found it, but it ended before its signal */
};

/* The exit status of one outcome, or -1 if it does not count. OK_GONE: gone counts as reached. */
int outcome_exit_status(enum outcome outcome, bool ok_gone);

/* The words of its message if they are always the same, a static string; else NULL. */
const char *outcome_words(enum outcome outcome);

/*
 * The exit status of ATTEMPT, as above, among all ATTEMPTS. A group is reached if one of its
 * members is, or can still be, as with kill(2). Then members that may not be signalled do not
 * count; after a wait they count as alive.
 */
int attempts_status_of(const struct attempts *attempts, const struct attempt *attempt, bool ok_gone);

/* The exit status of the run. OK_GONE: as above. */
int attempts_exit_status(const struct attempts *attempts, bool ok_gone);

/*
 * The exit status of --status, as init scripts know it (LSB): 0 if all run, 1 dead, but its pidfile
 * exists, 3 not running, 4 unknown. If the attempts differ, the worst decides: 4, then 1, then 3.
 */
int attempts_service_status(const struct attempts *attempts);

/*
 * The status of fdpkill instead of STATUS, as pkill(1) returns it: 0 if a process was reached, 1 if
 * none was. Statuses of failures and of the deadline stay.
 */
int attempts_pkill_status(int status);
