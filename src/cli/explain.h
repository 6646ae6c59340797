/* SPDX-License-Identifier: MIT */
/* --explain: why a signal was not permitted, and what it will do. */
#pragma once

struct attempt;
struct pass;
struct run;

/*
 * Say before PASS what its signal will do to each process. With --explain, print all that is known
 * on standard output. With -v alone, only warn if the signal will have no effect.
 */
void explain_effects(struct run *run, const struct pass *pass);

/* Why a signal was denied, in a few words. To be freed. */
char *explain_denial(const struct run *run, const struct attempt *attempt);

/* With --explain, print the explanation of a failure on standard error, after its message. */
void explain_failure(const struct run *run, const struct attempt *attempt);
