/* Pure: what will come of a signal, by what is known of the process it is for. */
#pragma once

#include "delivery.h"
#include "explain.h"

/*
 * What DELIVERY's signal (not 0) will come to, sent at SCOPE (thread or process) to a process with
 * these facts, which is not dead. FACTS_STAT, _STATUS, _THREADS and _FREEZER are looked at, as far
 * as they are known. Says nothing of permission.
 */
void effect_foresee(const struct sender *us, const struct facts *them,
		    const struct delivery *delivery, enum scope scope,
		    struct explanation *explanation);
