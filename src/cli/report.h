/* SPDX-License-Identifier: MIT */
/* What happened to each attempt, in words. */
#pragma once

struct attempt;
struct run;

/*
 * Callbacks of struct attempts; CONTEXT is the struct run. The signal of ATTEMPT's step was sent;
 * or it could not be queued, and another one follows.
 */
void report_sent(void *context, const struct attempt *attempt);
void report_missed(void *context, const struct attempt *attempt);

/*
 * ATTEMPT was settled: failures go to standard error, the rest to standard output. A callback of
 * struct attempts, too.
 */
void report_settled(void *context, const struct attempt *attempt);

/* If a selection found processes, and all of them ended before they were signalled. */
void report_losses(const struct run *run);

/* After a rehearsal, which checks only the first signal: what would follow it. */
void report_schedule(const struct run *run);

/*
 * What ATTEMPT sends to: "1234 (nginx)", "thread 1235 (nginx)", "group 77". To be freed, as are the
 * next ones.
 */
char *report_receiver(const struct attempt *attempt);

/* Why ATTEMPT failed; report-failure.c. */
char *report_failure(const struct run *run, const struct attempt *attempt);

/*
 * Why the process of ATTEMPT does not meet the conditions (LEFT_ALONE), or why that cannot be
 * checked (UNCHECKED, LEFT_OUT); report-guard.c.
 */
char *report_mismatch(const struct run *run, const struct attempt *attempt);
char *report_unchecked(const struct attempt *attempt);
