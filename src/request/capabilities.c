/* SPDX-License-Identifier: MIT */
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
	{NEEDS_SEND,         {false, true, false}, CAP_KILL           },
	{NEEDS_PIDFILE,      {true, false, false}, CAP_DAC_READ_SEARCH},
	{NEEDS_UNLINK,       {false, false, true}, CAP_DAC_OVERRIDE   },
	{NEEDS_UNLINK,       {false, false, true}, CAP_FOWNER         }, /* in a sticky directory */
	{NEEDS_LOOK,         {true, false, false}, CAP_SYS_PTRACE     },
	{NEEDS_LOOK_DEEPER,  {true, false, false}, CAP_SYS_PTRACE     },
	{NEEDS_LOOK_DEEPER,  {true, false, false}, CAP_DAC_READ_SEARCH},
	{NEEDS_LOOK_AGAIN,   {false, true, false}, CAP_SYS_PTRACE     },
	{NEEDS_DEEPER_AGAIN, {false, true, false}, CAP_SYS_PTRACE     },
	{NEEDS_DEEPER_AGAIN, {false, true, false}, CAP_DAC_READ_SEARCH},
	{NEEDS_LAST_LOOK,    {false, true, true},  CAP_SYS_PTRACE     },
};

uint64_t capabilities_in(unsigned needs, enum phase phase)
{
	uint64_t set = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if ((table[i].need & needs) && table[i].in[phase])
			set |= (uint64_t)1 << table[i].capability;
	}
	return set;
}

uint64_t capabilities_from(unsigned needs, enum phase phase)
{
	uint64_t set = 0;

	for (; phase < PHASES; phase++)
		set |= capabilities_in(needs, phase);
	return set;
}

static bool has_group(const struct request *request)
{
	for (size_t i = 0; i < request->target_count; i++) {
		if (target_is_group(&request->targets[i]))
			return true;
	}
	return false;
}

/* Facts of selections, groups and threads are read while signals are sent, too. */
static bool looks_again(const struct request *request)
{
	for (size_t i = 0; i < request->target_count; i++) {
		enum target_kind kind = request->targets[i].kind;

		if (kind == TARGET_ALL || kind == TARGET_THREAD)
			return true;
	}
	return has_group(request);
}

/*
 * Is a real-time signal sent? Before that, fdkill reads whether the queue of the process has room.
 */
static bool sends_queued(const struct request *request)
{
	for (size_t i = 0; i < request->schedule.count; i++) {
		const struct step *step = &request->schedule.steps[i];

		if (step->sends && signame_is_queued(step->signo))
			return true;
	}
	return false;
}

unsigned capabilities_needed(const struct request *request)
{
	const unsigned secrets = FACTS_ENVIRON | FACTS_LOCK;
	const struct selection *selection = &request->selection;
	unsigned facts = selection->facts | criteria_needs(&request->criteria);
	bool again = looks_again(request) || request->verbose || request->explain;
	unsigned needs = 0;

	if (request->mode != MODE_SEND)
		return 0;
	for (size_t i = 0; i < request->target_count; i++)
		needs |= request->targets[i].kind == TARGET_PIDFILE ? NEEDS_PIDFILE | NEEDS_LOOK : 0;
	if (request_has_signal(request))
		needs |= NEEDS_SEND;
	if (facts || again)
		needs |= NEEDS_LOOK;
	if (again || (sends_queued(request) && !request->delivery.payload.present))
		needs |= NEEDS_LOOK_AGAIN;
	if (facts & secrets)
		needs |= NEEDS_LOOK_DEEPER;
	if (again && (facts & secrets))
		needs |= NEEDS_DEEPER_AGAIN;
	if (request_waits(request) && (request->verbose || request->wait.exit_status || has_group(request)))
		needs |= NEEDS_LAST_LOOK;
	return needs | (request->wait.remove_pidfile ? NEEDS_UNLINK : 0);
}
