/* SPDX-License-Identifier: MIT */
#include "cli/privilege.h"
#include "base/util.h"

#include <cap-ng.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t bit(unsigned capability)
{
	return (uint64_t)1 << capability;
}

/* The set TYPE, as libcap-ng has read it last. */
static uint64_t set_of(capng_type_t type)
{
	uint64_t set = 0;

	for (unsigned capability = 0; capability <= CAP_LAST_CAP; capability++) {
		if (capng_have_capability(type, capability))
			set |= bit(capability);
	}
	return set;
}

/*
 * AT_SECURE is also set for file capabilities, which are allowed: so compare the ids. They may have
 * differed before the exec, so look at the file. If that fails, refuse.
 */
static bool is_set_id(void)
{
	struct stat program;

	if (!getauxval(AT_SECURE) || (getuid() == geteuid() && getgid() == getegid()))
		return false;
	return stat("/proc/self/exe", &program) < 0 || (program.st_mode & (S_ISUID | S_ISGID));
}

const char *privilege_refusal(void)
{
	if (!is_set_id())
		return NULL;
	return "fdkill is set-user-ID or set-group-ID, so every user would get its rights; remove that bit, "
	       "and give it CAP_KILL if it needs power (setcap cap_kill+ep)";
}

/* Add the capabilities of SET to the set TYPE that will be applied. */
static void choose(capng_type_t type, uint64_t set)
{
	for (unsigned capability = 0; capability <= CAP_LAST_CAP; capability++) {
		if (set & bit(capability))
			capng_update(CAPNG_ADD, type, capability);
	}
}

/* Ask the kernel: libcap-ng reads this set in /proc by number, which may be of another process. */
static bool is_bounding_empty(void)
{
	for (unsigned capability = 0; capability <= CAP_LAST_CAP; capability++) {
		if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1)
			return false;
	}
	return true;
}

/*
 * Keep only these capabilities. CAN_BOUND: empty the bounding set, too. Returns NULL, or words
 * about what could not be done.
 */
static const char *reduce(uint64_t effective, uint64_t permitted, bool can_bound)
{
	capng_clear(CAPNG_SELECT_BOTH);
	choose(CAPNG_EFFECTIVE, effective);
	choose(CAPNG_PERMITTED, permitted);
	/* First the bounding set: that needs CAP_SETPCAP. */
	if (can_bound)
		capng_apply(CAPNG_SELECT_BOUNDS);
	/* A capability that is not inheritable cannot be ambient either. */
	if (capng_apply(CAPNG_SELECT_CAPS) < 0)
		return "the capabilities that are not needed cannot be dropped";
	if (capng_get_caps_process() < 0 || set_of(CAPNG_EFFECTIVE) != effective ||
	    set_of(CAPNG_PERMITTED) != permitted || set_of(CAPNG_INHERITABLE) ||
	    (can_bound && !is_bounding_empty()))
		return "the capabilities that are not needed are still there";
	return NULL;
}

const char *privilege_begin(struct privilege *privilege, unsigned needs)
{
	*privilege = (struct privilege){.needs = needs};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return "no_new_privs cannot be set";
	if (capng_get_caps_process() < 0)
		return "the capabilities of this process cannot be read";
	if (capng_have_capabilities(CAPNG_SELECT_CAPS) == CAPNG_NONE)
		return NULL;
	privilege->had = set_of(CAPNG_PERMITTED);
	/* Without CAP_SETPCAP the bounding set stays as it is: no failure. */
	return reduce(privilege->had & capabilities_in(needs, PHASE_SELECT),
		      privilege->had & capabilities_from(needs, PHASE_SELECT),
		      capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP));
}

const char *privilege_enter(const struct privilege *privilege, enum phase phase)
{
	uint64_t had = privilege->had;
	uint64_t effective = had & capabilities_in(privilege->needs, phase);
	uint64_t permitted = had & capabilities_from(privilege->needs, phase);
	enum phase before = phase - 1;

	/* Do not reduce if nothing changes: that costs system calls. */
	if (effective == (had & capabilities_in(privilege->needs, before)) &&
	    permitted == (had & capabilities_from(privilege->needs, before)))
		return NULL;
	return reduce(effective, permitted, false);
}

bool privilege_may_kill(const struct privilege *privilege)
{
	return privilege->had & capabilities_from(privilege->needs, PHASE_SELECT) & bit(CAP_KILL);
}

bool privilege_is_powerful(const struct privilege *privilege)
{
	return geteuid() == 0 || privilege->had & bit(CAP_KILL);
}
