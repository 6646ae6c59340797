/* SPDX-License-Identifier: MIT */
/* Pure: which capabilities (capabilities(7)) a request needs, and in which phase. */
#pragma once

#include <stdint.h>

struct request;

/* What a request does that the user may not be allowed to do without capabilities. */
enum {
	NEEDS_SEND = 1 << 0,         /* it sends to processes of other users */
	NEEDS_PIDFILE = 1 << 1,      /* it opens pidfiles that only another user may read */
	NEEDS_UNLINK = 1 << 2,       /* it removes them at the end */
	NEEDS_LOOK = 1 << 3,         /* it reads /proc/PID, also where /proc hides processes */
	NEEDS_LOOK_DEEPER = 1 << 4,  /* it reads what only the owner may: environ, fdinfo */
	NEEDS_LOOK_AGAIN = 1 << 5,   /* NEEDS_LOOK also while it sends */
	NEEDS_DEEPER_AGAIN = 1 << 6, /* NEEDS_LOOK_DEEPER also while it sends */
	NEEDS_LAST_LOOK = 1 << 7,    /* NEEDS_LOOK also while it waits: at the exit status of zombies
				      (ending.h), or at what is left of a group (select.h) */
};

/* A run enters these in turn, and never goes back. */
enum phase {
	PHASE_SELECT, /* it opens targets, and reads their facts as soon as it holds them */
	PHASE_SEND,   /* from the first signal to the last possible one, waits between included */
	PHASE_WAIT,   /* no signal follows */
	PHASES,
};

/* What REQUEST, parsed without a complaint, needs: a set of NEEDS_ bits. */
unsigned capabilities_needed(const struct request *request);

/* The capabilities that NEEDS (NEEDS_ bits) require in PHASE: bit N for capability N. */
uint64_t capabilities_in(unsigned needs, enum phase phase);

/* The same for PHASE and all later phases. */
uint64_t capabilities_from(unsigned needs, enum phase phase);
