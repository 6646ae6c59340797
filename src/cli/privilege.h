/*
 * The power that root or file capabilities gave us, and how little of it a request needs.
 *
 * On entering a phase (capabilities.h) fdkill has, of the capabilities it was started with:
 *
 *	effective	what the phase needs
 *	permitted	what it and the later phases need
 *	inheritable, ambient	none
 *	bounding	none, if we had CAP_SETPCAP; else as it was
 *
 * and no_new_privs is set. The sets are read back: what libcap-ng returns proves nothing.
 */
#pragma once

#include "request/capabilities.h"

#include <stdbool.h>

struct privilege {
	unsigned needs; /* NEEDS_ bits */
	uint64_t had;   /* capabilities that were permitted at the start: bit N for capability N */
};

/*
 * Installed set-user-ID or set-group-ID it would serve whoever runs it. Returns NULL, or why we
 * refuse to run.
 */
const char *privilege_refusal(void);

/*
 * Enter PHASE_SELECT with NEEDS: once, before any target is opened; the words of the command line
 * and what they refer to (standard input, an executable, the process of --ns) have been read by
 * then. Returns NULL, or what could not be done.
 */
const char *privilege_begin(struct privilege *privilege, unsigned needs);

/* Enter a later phase. Returns NULL, or what could not be done. */
const char *privilege_enter(const struct privilege *privilege, enum phase phase);

/* Was fdkill started with power over other users' processes: as root, or with CAP_KILL? */
bool privilege_is_powerful(const struct privilege *privilege);

/* May we signal whomever we like, as far as our user namespace reaches (CAP_KILL)? */
bool privilege_may_kill(const struct privilege *privilege);
