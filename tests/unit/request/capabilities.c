/* SPDX-License-Identifier: MIT */
/* capabilities: which capability is needed in which phase. */
#include "request/capabilities.h"
#include "../tap.h"
#include "base/util.h"

#include <inttypes.h>
#include <linux/capability.h>

#define BIT(name) ((uint64_t)1 << CAP_##name)

static const struct {
	const char *words;
	unsigned needs;
	uint64_t in[PHASES];
} rows[] = {
	{"nothing", 0, {0, 0, 0}},
	{"to send", NEEDS_SEND, {0, BIT(KILL), 0}},
	{"another user's pidfile", NEEDS_PIDFILE, {BIT(DAC_READ_SEARCH), 0, 0}},
	{"to remove a pidfile", NEEDS_PIDFILE | NEEDS_UNLINK,
	 {BIT(DAC_READ_SEARCH), 0, BIT(DAC_OVERRIDE) | BIT(FOWNER)}},
	{"to look", NEEDS_LOOK, {BIT(SYS_PTRACE), 0, 0}},
	{"to look deeper", NEEDS_LOOK_DEEPER, {BIT(SYS_PTRACE) | BIT(DAC_READ_SEARCH), 0, 0}},
	{"to look again and send", NEEDS_LOOK | NEEDS_LOOK_AGAIN | NEEDS_SEND,
	 {BIT(SYS_PTRACE), BIT(SYS_PTRACE) | BIT(KILL), 0}},
	{"to look deeper again", NEEDS_DEEPER_AGAIN, {0, BIT(SYS_PTRACE) | BIT(DAC_READ_SEARCH), 0}},
	{"how they ended", NEEDS_SEND | NEEDS_LAST_LOOK,
	 {0, BIT(KILL) | BIT(SYS_PTRACE), BIT(SYS_PTRACE)}},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const uint64_t *in = rows[i].in;
		unsigned needs = rows[i].needs;

		ok(capabilities_in(needs, PHASE_SELECT) == in[PHASE_SELECT] &&
			   capabilities_in(needs, PHASE_SEND) == in[PHASE_SEND] &&
			   capabilities_in(needs, PHASE_WAIT) == in[PHASE_WAIT],
		   "%s: each phase", rows[i].words);
		ok(capabilities_from(needs, PHASE_SELECT) ==
				   (in[PHASE_SELECT] | in[PHASE_SEND] | in[PHASE_WAIT]) &&
			   capabilities_from(needs, PHASE_SEND) == (in[PHASE_SEND] | in[PHASE_WAIT]) &&
			   capabilities_from(needs, PHASE_WAIT) == in[PHASE_WAIT],
		   "%s: what is still to come", rows[i].words);
	}
	return tap_done();
}
