/* SPDX-License-Identifier: MIT */
/* Pure: how an attempt can end, and what that means: for a message, and for the exit status. */
#pragma once

#include <stdbool.h>

struct attempts;

enum outcome {
	OUTCOME_PENDING,
	OUTCOME_SENT,
	OUTCOME_ENDED,         /* it was waited for, and has exited */
	OUTCOME_WOULD_SEND,    /* a rehearsal found no obstacle */
	OUTCOME_GONE,          /* no such process */
	OUTCOME_IDENTITY_GONE, /* the process with that inode is gone */
	OUTCOME_OTHER_BOOT,    /* the identity is of another boot */
	OUTCOME_ZOMBIE,        /* exited, not reaped */
	OUTCOME_NO_GROUP,      /* no such group, or it has ended: detail, or NULL */
	OUTCOME_NO_PIDFILE,
	OUTCOME_IS_THREAD,     /* a thread's number, where a process's was asked for */
	OUTCOME_DENIED,        /* not permitted */
	OUTCOME_NO_MATCH,      /* no process meets the conditions */
	OUTCOME_LEFT_ALONE,    /* it does not meet the conditions: cause.condition */
	OUTCOME_UNCHECKED,     /* whether it meets them cannot be known */
	OUTCOME_UNSPARED,      /* fdkill's ancestors cannot be read: cause.ancestor */
	OUTCOME_REFUSED,       /* by --max, or by the user's answer */
	OUTCOME_UNTRUSTED,     /* another user could have chosen what its pidfile says */
	OUTCOME_STALE,         /* it started after its pidfile was last written */
	OUTCOME_RUNS,          /* no signal was asked for, and it runs */
	OUTCOME_BAD_PIDFILE,   /* cause.detail says why */
	OUTCOME_UNSUPPORTED,   /* cause.detail is the Linux version that has it */
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
	OUTCOME_LOST,          /* a selection found it, and it ended before its signal */
};

/* The exit status of one outcome, or -1 if it does not count. OK_GONE: gone counts as reached. */
int outcome_exit_status(enum outcome outcome, bool ok_gone);

/* What a message says about it, if that is always the same; else NULL. */
const char *outcome_words(enum outcome outcome);

/* The exit status of the run. OK_GONE: as above. */
int attempts_exit_status(const struct attempts *attempts, bool ok_gone);

/*
 * The exit status of --status, as init scripts know it (LSB): 0 all run, 1 dead, though there is a
 * pidfile, 3 not running, 4 cannot be known.
 */
int attempts_service_status(const struct attempts *attempts);

/* STATUS as pkill(1) has it: 0 a process was reached, 1 none was, 3 failed. */
int attempts_pkill_status(int status);
