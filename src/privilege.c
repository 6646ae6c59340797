#include "privilege.h"
#include "util.h"

#include <cap-ng.h>
#include <sys/prctl.h>

static const struct {
	unsigned need;
	unsigned capability;
} table[] = {
	{PRIVILEGE_SEND,    CAP_KILL           },
	{PRIVILEGE_READ,    CAP_DAC_READ_SEARCH},
	{PRIVILEGE_INSPECT, CAP_SYS_PTRACE     },
};

static bool is_needed(unsigned capability, unsigned needs)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].capability == capability && (table[i].need & needs))
			return true;
	}
	return false;
}

static bool have_excess(capng_type_t set, unsigned needs)
{
	for (unsigned capability = 0; capability <= CAP_LAST_CAP; capability++) {
		if (!is_needed(capability, needs) && capng_have_capability(set, capability))
			return true;
	}
	return false;
}

/* Keep what is needed and was there. Asking for more than we have would fail. */
static void keep(unsigned needs)
{
	bool had[ARRAY_SIZE(table)];

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		had[i] = capng_have_capability(CAPNG_PERMITTED, table[i].capability);
	capng_clear(CAPNG_SELECT_BOTH);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (had[i] && (table[i].need & needs))
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
				     table[i].capability);
	}
}

const char *privilege_reduce(unsigned needs)
{
	if (capng_get_caps_process() < 0)
		return "the capabilities of this process cannot be read";
	if (capng_have_capabilities(CAPNG_SELECT_CAPS) == CAPNG_NONE)
		return NULL;
	/* The bounding set can only be cleared with CAP_SETPCAP; its lack is no failure. */
	bool can_bound = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);

	keep(needs);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return "no_new_privs cannot be set";
	if (can_bound)
		capng_apply(CAPNG_SELECT_BOUNDS);
	if (capng_apply(CAPNG_SELECT_CAPS) < 0)
		return "the capabilities that are not needed cannot be dropped";
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	capng_setpid(0);
	if (capng_get_caps_process() < 0 || have_excess(CAPNG_EFFECTIVE, needs) ||
	    have_excess(CAPNG_PERMITTED, needs) || have_excess(CAPNG_INHERITABLE, needs))
		return "the capabilities that are not needed are still there";
	return NULL;
}

bool privilege_may_kill(void)
{
	return capng_get_caps_process() == 0 &&
	       capng_have_capability(CAPNG_EFFECTIVE, CAP_KILL);
}
