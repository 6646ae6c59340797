/* SPDX-License-Identifier: MIT */
/* --explain: why a signal was not permitted, and what it will do. */
#pragma once

struct attempt;
struct pass;
struct run;

/*
 * Before PASS: what its signal will do to each process that it goes to. With --explain all that is
 * known, on standard output; with -v alone a warning, if the signal will have no effect.
 */
void explain_effects(struct run *run, const struct pass *pass);

/* Why a signal was denied, in a few words. To be freed. */
char *explain_denial(const struct run *run, const struct attempt *attempt);

/* With --explain, after the message about a failure: its explanation, on standard error. */
void explain_failure(const struct run *run, const struct attempt *attempt);
