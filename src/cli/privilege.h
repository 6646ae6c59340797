/* SPDX-License-Identifier: MIT */
/*
 * Least privilege: fdkill drops the capabilities that it does not need.
 *
 * In each phase (request/capabilities.h) fdkill has, of the capabilities that it had at the start:
 *
 *	effective	what the phase needs
 *	permitted	what it and the later phases need
 *	inheritable, ambient	none
 *	bounding	none, if we had CAP_SETPCAP; else as it was
 *
 * and no_new_privs is set. The sets are read back: success from libcap-ng proves nothing.
 */
#pragma once

#include "request/capabilities.h"

#include <stdbool.h>

struct privilege {
	unsigned needs; /* NEEDS_ bits */
	uint64_t had;   /* capabilities that were permitted at the start: bit N for capability N */
};

/*
 * fdkill refuses to run set-user-ID or set-group-ID, because every user would get its rights.
 * Returns NULL, or the words of a message, a static string.
 */
const char *privilege_refusal(void);

/*
 * Enter PHASE_SELECT with NEEDS: once, after the command line was parsed and before any target is
 * opened. Returns NULL, or words about what could not be done, a static string.
 */
const char *privilege_begin(struct privilege *privilege, unsigned needs);

/* Enter a later phase. Returns as privilege_begin. */
const char *privilege_enter(const struct privilege *privilege, enum phase phase);

/* Was fdkill started as root or with CAP_KILL, so that it can signal other users' processes? */
bool privilege_is_powerful(const struct privilege *privilege);

/*
 * Was fdkill started with CAP_KILL, and does the request need it? It counts in our user namespace.
 */
bool privilege_may_kill(const struct privilege *privilege);
