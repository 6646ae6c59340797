/* power: who needs which capability when. */
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
	{"to send", POWER_SIGNAL, {0, BIT(KILL), 0}},
	{"another user's pidfile", POWER_PIDFILE, {BIT(DAC_READ_SEARCH), 0, 0}},
	{"and to remove it", POWER_PIDFILE | POWER_UNLINK,
	 {BIT(DAC_READ_SEARCH), 0, BIT(DAC_OVERRIDE) | BIT(FOWNER)}},
	{"to look", POWER_LOOK, {BIT(SYS_PTRACE), 0, 0}},
	{"to look deeper", POWER_LOOK_DEEPER, {BIT(SYS_PTRACE) | BIT(DAC_READ_SEARCH), 0, 0}},
	{"to look again and send", POWER_LOOK | POWER_LOOK_AGAIN | POWER_SIGNAL,
	 {BIT(SYS_PTRACE), BIT(SYS_PTRACE) | BIT(KILL), 0}},
	{"to look deeper again", POWER_DEEPER_AGAIN, {0, BIT(SYS_PTRACE) | BIT(DAC_READ_SEARCH), 0}},
	{"how they ended", POWER_SIGNAL | POWER_ENDINGS,
	 {0, BIT(KILL) | BIT(SYS_PTRACE), BIT(SYS_PTRACE)}},
	{"more descriptors", POWER_DESCRIPTORS, {BIT(SYS_RESOURCE), 0, 0}},
	{"a cgroup", POWER_CGROUP | POWER_SIGNAL, {BIT(DAC_OVERRIDE), BIT(KILL), 0}},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const uint64_t *in = rows[i].in;
		unsigned needs = rows[i].needs;

		ok(power_in(needs, PHASE_SELECT) == in[PHASE_SELECT] &&
			   power_in(needs, PHASE_SEND) == in[PHASE_SEND] &&
			   power_in(needs, PHASE_WAIT) == in[PHASE_WAIT],
		   "%s: each phase", rows[i].words);
		ok(power_from(needs, PHASE_SELECT) ==
				   (in[PHASE_SELECT] | in[PHASE_SEND] | in[PHASE_WAIT]) &&
			   power_from(needs, PHASE_SEND) == (in[PHASE_SEND] | in[PHASE_WAIT]) &&
			   power_from(needs, PHASE_WAIT) == in[PHASE_WAIT],
		   "%s: what is still to come", rows[i].words);
	}
	return tap_done();
}
