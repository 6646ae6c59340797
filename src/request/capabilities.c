#include "request/capabilities.h"
#include "base/util.h"

#include <linux/capability.h>

static const struct {
	unsigned need;
	bool in[PHASES]; /* select, send, wait */
	unsigned capability;
} table[] = {
	{POWER_SIGNAL,       {false, true, false}, CAP_KILL           },
	{POWER_PIDFILE,      {true, false, false}, CAP_DAC_READ_SEARCH},
	{POWER_UNLINK,       {false, false, true}, CAP_DAC_OVERRIDE   },
	{POWER_UNLINK,       {false, false, true}, CAP_FOWNER         }, /* in a sticky directory */
	{POWER_LOOK,         {true, false, false}, CAP_SYS_PTRACE     },
	{POWER_LOOK_DEEPER,  {true, false, false}, CAP_SYS_PTRACE     },
	{POWER_LOOK_DEEPER,  {true, false, false}, CAP_DAC_READ_SEARCH},
	{POWER_LOOK_AGAIN,   {false, true, false}, CAP_SYS_PTRACE     },
	{POWER_DEEPER_AGAIN, {false, true, false}, CAP_SYS_PTRACE     },
	{POWER_DEEPER_AGAIN, {false, true, false}, CAP_DAC_READ_SEARCH},
	{POWER_ENDINGS,      {false, true, true},  CAP_SYS_PTRACE     },
	{POWER_DESCRIPTORS,  {true, false, false}, CAP_SYS_RESOURCE   },
	{POWER_CGROUP,       {true, false, false}, CAP_DAC_OVERRIDE   },
};

uint64_t power_in(unsigned needs, enum phase phase)
{
	uint64_t set = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if ((table[i].need & needs) && table[i].in[phase])
			set |= (uint64_t)1 << table[i].capability;
	}
	return set;
}

uint64_t power_from(unsigned needs, enum phase phase)
{
	uint64_t set = 0;

	for (; phase < PHASES; phase++)
		set |= power_in(needs, phase);
	return set;
}
