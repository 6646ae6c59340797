/* The power that root or file capabilities gave us, and how little of it sending needs. */
#pragma once

#include <stdbool.h>

enum privilege_need {
	PRIVILEGE_SEND = 1,    /* CAP_KILL */
	PRIVILEGE_READ = 2,    /* CAP_DAC_READ_SEARCH: another user's pidfile */
	PRIVILEGE_INSPECT = 4, /* CAP_SYS_PTRACE: a /proc that hides processes */
};

/*
 * Keep of our capabilities what NEEDS (a set of the above) names, and no more; no program run from here could gain any.
 * The sets are read back: what libcap-ng returns proves nothing. Returns NULL, or
 * what could not be done. To be called once, before anything is opened.
 */
const char *privilege_reduce(unsigned needs);

/* May we signal whomever we like, as far as our user namespace reaches (CAP_KILL)? */
bool privilege_may_kill(void);
