/* SPDX-License-Identifier: MIT */
/* What happened to each attempt, in words. */
#pragma once

struct attempt;
struct member;
struct run;

/*
 * Callbacks of struct attempts; CONTEXT is the struct run. report_sent: the signal of ATTEMPT's
 * step was sent. report_missed: it could not be queued, and a later step sends another one.
 */
void report_sent(void *context, const struct attempt *attempt);
void report_missed(void *context, const struct attempt *attempt);

/*
 * ATTEMPT was settled: failures go to standard error, the rest to standard output. A callback of
 * struct attempts, too.
 */
void report_settled(void *context, const struct attempt *attempt);

/* Complain if all processes that a selection found ended before they were signalled. */
void report_losses(const struct run *run);

/* After --dry-run, print the whole schedule: only its first signal was checked. */
void report_schedule(const struct run *run);

/*
 * What gets the signal of ATTEMPT: "1234 (nginx)", "thread 1235 (nginx)", "group 77". To be freed,
 * as are the results of the functions below.
 */
char *report_receiver(const struct attempt *attempt);

/*
 * The same for the end of a line, with the user and the command line of the process if they were
 * read: "1234 root nginx -g daemon on;", "thread 1235 root nginx -g daemon on;", "group 77".
 */
char *report_receiver_in_full(const struct attempt *attempt);

/* The same for a member of a group. */
char *report_member(const struct member *member);

/* Words: why ATTEMPT failed; report-failure.c. */
char *report_failure(const struct run *run, const struct attempt *attempt);

/*
 * With -v, name the values of conditions that select no process, if other values of the same
 * condition do; report-guard.c.
 */
void report_unmatched(const struct run *run);

/* With -v, name the pidfiles that have more than a PID. */
void report_pidfiles(const struct run *run);

/*
 * Why the process of ATTEMPT does not meet the conditions (LEFT_ALONE), or why that cannot be
 * checked (UNCHECKED, LEFT_OUT); report-guard.c.
 */
char *report_mismatch(const struct run *run, const struct attempt *attempt);
char *report_unchecked(const struct attempt *attempt);
