#include "search.h"
#include "inspect.h"

struct attempt *search_add(const struct search *search, enum scope scope)
{
	return attempts_add(search->attempts, search->target, scope);
}

void search_settle(const struct search *search, struct attempt *attempt, enum outcome outcome,
		   const char *detail)
{
	attempt->detail = detail;
	attempt_settle(search->attempts, attempt, outcome);
}

void search_learn(const struct search *search, struct attempt *attempt)
{
	unsigned wanted = search->selection->facts;
	uint64_t inode;
	int error = 0;

	if (search->selection->identities) {
		error = procref_inode(&attempt->process, &inode);
		if (error < 0) {
			attempt_fail(search->attempts, attempt, error, "6.9");
			return;
		}
	}
	if (wanted && !attempt->facts.has_stat) {
		do
			error = inspect(&attempt->process, wanted, &attempt->facts);
		while (attempts_made_room(search->attempts, error));
	}
}

static void select_one(const struct search *search)
{
	switch (search->target->kind) {
	case TARGET_GROUP:
	case TARGET_OWN_GROUP:
		search_group(search);
		break;
	case TARGET_ALL:
		search_crowd(search);
		break;
	case TARGET_PID:
	case TARGET_INODE:
	case TARGET_FD:
	case TARGET_PEER:
	case TARGET_THREAD:
	case TARGET_PIDFILE:
		search_one(search);
		break;
	case TARGET_STDIN: /* its words became targets of their own */
		break;
	}
}

void select_targets(struct attempts *attempts, const struct selection *selection,
		    const struct delivery *delivery)
{
	for (size_t i = 0; i < selection->count; i++)
		select_one(&(struct search){attempts, selection, delivery, &selection->targets[i]});
}

bool select_again(struct attempts *attempts, const struct selection *selection,
		  const struct delivery *delivery)
{
	enum { ROUNDS = 100 }; /* who forks faster than that has to be stopped first */
	size_t before = attempts->count;

	attempts->rounds++;
	for (size_t i = 0; i < attempts->selecting_count; i++) {
		struct search search = {attempts, selection, delivery, attempts->selecting[i]};

		if (attempts->rounds <= ROUNDS)
			search_newcomers(&search);
		else
			search_settle(&search, search_add(&search, SCOPE_PROCESS), OUTCOME_FAILED,
				      "new processes keep appearing; STOP them first");
	}
	return attempts->count > before && attempts->rounds <= ROUNDS;
}
