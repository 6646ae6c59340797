#include "proc/look.h"
#include "proc/inspect.h"
#include "proc/procfs.h"

#include <stddef.h>

/* A pidfd, if only for a moment, tells these sooner than a file would. */
static bool read_ids(const struct look *look, struct facts *facts)
{
	struct procref ref = PROCREF_NONE;

	if (look->pin)
		return inspect_ids(look->pin, facts);
	bool known = procref_open(&ref, look->pid) == 0 && inspect_ids(&ref, facts);
	procref_close(&ref);
	return known;
}

int look_read(void *context, unsigned wanted, struct facts *facts)
{
	const struct look *look = context;

	if ((wanted & FACTS_IDS) && read_ids(look, facts))
		wanted &= ~(unsigned)FACTS_IDS;
	int error = procfs_read(look->root, look->name, wanted, facts);
	return look->pin ? procref_confirm(look->pin, error) : error;
}
