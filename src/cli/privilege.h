/* SPDX-License-Identifier: MIT */
/*
 * Least privilege: fdkill drops the capabilities that it does not need.
 *
 * On entering a phase (request/capabilities.h) fdkill has, of the capabilities it was started with:
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
 * Set-user-ID or set-group-ID, fdkill would give its rights to every user. Returns NULL, or why it
 * refuses to run.
 */
const char *privilege_refusal(void);

/*
 * Enter PHASE_SELECT with NEEDS: once, after the command line was parsed and before any target is
 * opened. Returns NULL, or what could not be done.
 */
const char *privilege_begin(struct privilege *privilege, unsigned needs);

/* Enter a later phase. Returns NULL, or what could not be done. */
const char *privilege_enter(const struct privilege *privilege, enum phase phase);

/* Was fdkill started as root or with CAP_KILL, so that it can signal other users' processes? */
bool privilege_is_powerful(const struct privilege *privilege);

/* Do we have CAP_KILL, as far as our user namespace reaches? */
bool privilege_may_kill(const struct privilege *privilege);
