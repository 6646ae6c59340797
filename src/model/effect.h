/* Pure: what will come of a signal, by what is known of the process it is for. */
#pragma once

#include "model/delivery.h"
#include "model/denial.h"

/*
 * Has the queue of a process with these facts no room for DELIVERY's signal, which needs it? Then
 * the kernel answers EAGAIN; or, of a signal to a whole process without siginfo, that it was sent,
 * and loses it. False if FACTS_STATUS is not known.
 */
bool effect_queue_is_full(const struct facts *them, const struct delivery *delivery,
			  enum scope scope);

/*
 * What DELIVERY's signal (not 0) will come to, sent at SCOPE (thread or process) to a process with
 * these facts, which is not dead. FACTS_STAT, _STATUS, _THREADS and _FREEZER are looked at, as far
 * as they are known. Says nothing of permission.
 */
void effect_foresee(const struct sender *us, const struct facts *them,
		    const struct delivery *delivery, enum scope scope,
		    struct explanation *explanation);
