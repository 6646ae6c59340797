/*
 * Why it was not permitted, and what a signal will come to: for --explain, and in short without it.
 */
#pragma once

#include <stddef.h>

struct attempt;
struct run;

/*
 * Before SIGNO goes out in STEP (or would): what it will come to with everybody whose turn it is.
 * All that is known, with --explain, on standard output; with -v a warning if it will be nothing.
 */
void why_foresee(struct run *run, int signo, size_t step);

/* What was denied, in a few words. To be freed. */
char *why_denied(const struct run *run, const struct attempt *attempt);

/*
 * With --explain, after the line that tells of a failure: what is known of it, remains possible and
 * would have helped. On standard error.
 */
void why_failed(const struct run *run, const struct attempt *attempt);
