/* Pure: which capabilities (capabilities(7)) a request needs, and for how long. */
#pragma once

#include <stdint.h>

/* What a request does that may need more than its user's own rights. */
enum {
	POWER_SIGNAL = 1 << 0,      /* it sends: to other users' processes */
	POWER_PIDFILE = 1 << 1,     /* it opens pidfiles that another user keeps private */
	POWER_UNLINK = 1 << 2,      /* in the end it removes them */
	POWER_LOOK = 1 << 3,        /* it looks at processes, also in a /proc that hides them */
	POWER_LOOK_DEEPER = 1 << 4, /* at what owners keep to themselves: environments, descriptors */
	POWER_LOOK_AGAIN = 1 << 5,  /* the first also while it sends */
	POWER_DEEPER_AGAIN = 1 << 6, /* and the second */
	POWER_ENDINGS = 1 << 7,     /* how they ended: a zombie's 0 tells only who may know (ending.h) */
	POWER_DESCRIPTORS = 1 << 8, /* it raises the hard limit of open files */
	POWER_CGROUP = 1 << 9,      /* it opens cgroups that others own */
};

/* A run goes through these in turn, and never back. */
enum phase {
	PHASE_SELECT, /* targets are opened, and looked at as soon as they are held */
	PHASE_SEND,   /* from the first signal to the last that could be needed, and between them */
	PHASE_WAIT,   /* no signal will follow */
	PHASES,
};

/* The capabilities that NEEDS (POWER_ bits) come to in PHASE: bit N for capability N. */
uint64_t power_in(unsigned needs, enum phase phase);

/* The same for PHASE and all that follow. */
uint64_t power_from(unsigned needs, enum phase phase);
