/* SPDX-License-Identifier: MIT */
/* Why a signal was not permitted, what it will do, and why a process survives it. */
#pragma once

#include "model/delivery.h"
#include "model/facts.h"
#include "proc/procref.h"

struct attempt;
struct pass;
struct run;

/*
 * Say before PASS what its signal will do to each process. With --explain, print all that is known
 * on standard output. With -v alone, only warn if the signal will have no effect. Without both,
 * warn if it will certainly be dropped.
 */
void explain_effects(struct run *run, const struct pass *pass);

/* Why a signal was denied, in a few words. To be freed. */
char *explain_denial(const struct run *run, const struct attempt *attempt);

/*
 * Why PROCESS is still alive after SIGNO was sent at SCOPE, and how to stop its systemd unit. To be
 * freed, or NULL if nothing is known.
 */
char *explain_survival(const struct run *run, struct procref *process, enum scope scope, int signo);

/* The systemd unit of a process, as proctext_unit. FACTS_CGROUP need not be known. */
char *explain_find_unit(const struct facts *facts, int64_t *manager);

/*
 * "systemctl stop nginx" for the unit nginx.service of MANAGER, as proctext_unit gave them. To be
 * freed, and printed by say or complain, which escape.
 */
char *explain_stop_of_unit(const char *unit, int64_t manager);

/* With --explain, print the explanation of a failure on standard error, after its message. */
void explain_failure(const struct run *run, const struct attempt *attempt);
