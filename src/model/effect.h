/* SPDX-License-Identifier: MIT */
/* Pure: what a signal will do, as far as the facts of its receiver tell. */
#pragma once

#include "model/delivery.h"
#include "model/denial.h"

/*
 * Does SIGNO need room in the queue of a process with these facts, and is there none? Then the
 * kernel returns EAGAIN. But it returns success for a signal to a whole process without siginfo,
 * and loses that signal. False if FACTS_STATUS is not known.
 */
bool effect_queue_is_full(const struct facts *facts, int signo, const struct delivery *delivery,
			  enum scope scope);

/*
 * Words: why the kernel drops SIGNO (not 0), if the process is PID 1 of a PID namespace and has no
 * handler for it; to be freed. NULL if it is not dropped. Uses FACTS_STATUS.
 */
char *effect_of_init(const struct self *self, const struct facts *facts, int signo);

/*
 * What SIGNO (not 0) will do, sent at SCOPE (thread or process) to a process with these facts that
 * is not dead. Uses FACTS_STAT, _STATUS, _THREADS and _FREEZER, as far as they are known. Says
 * nothing about permission.
 */
void effect_predict(const struct self *self, const struct facts *facts, int signo,
		    const struct delivery *delivery, enum scope scope,
		    struct explanation *explanation);
