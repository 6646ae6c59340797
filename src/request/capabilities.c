#include "request/capabilities.h"
#include "base/util.h"
#include "model/signame.h"
#include "request/request.h"

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

/* Selections, groups and threads are looked at while signals go out, too. */
static bool looks_again(const struct request *request)
{
	for (size_t i = 0; i < request->target_count; i++) {
		enum target_kind kind = request->targets[i].kind;

		if (kind == TARGET_ALL || kind == TARGET_THREAD ||
		    target_is_group(&request->targets[i]))
			return true;
	}
	return false;
}

/* Whether its queue has room is looked at as such a signal goes out. */
static bool sends_queued(const struct request *request)
{
	for (size_t i = 0; i < request->schedule.count; i++) {
		const struct step *step = &request->schedule.steps[i];

		if (step->sends && signame_is_queued(step->signo))
			return true;
	}
	return false;
}

unsigned request_powers(const struct request *request)
{
	const unsigned secrets = FACTS_ENVIRON | FACTS_LOCK;
	const struct selection *selection = &request->selection;
	unsigned facts = selection->facts | criteria_needs(&request->criteria);
	bool again = looks_again(request) || request->verbose || request->explain;
	unsigned needs = 0;

	if (request->mode != MODE_SEND)
		return 0;
	for (size_t i = 0; i < request->target_count; i++)
		needs |= request->targets[i].kind == TARGET_PIDFILE ? POWER_PIDFILE | POWER_LOOK : 0;
	if (request_has_signal(request))
		needs |= POWER_SIGNAL;
	if (facts || again)
		needs |= POWER_LOOK | (again ? POWER_LOOK_AGAIN : 0);
	if (sends_queued(request) && !request->delivery.payload.present)
		needs |= POWER_LOOK_AGAIN;
	if (facts & secrets)
		needs |= POWER_LOOK_DEEPER | (again ? POWER_DEEPER_AGAIN : 0);
	if (request_waits(request) && (request->verbose || request->wait.exit_status))
		needs |= POWER_ENDINGS;
	return needs | (request->wait.remove_pidfile ? POWER_UNLINK : 0);
}
