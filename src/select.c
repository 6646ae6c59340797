#include "stages.h"
#include "crowd.h"
#include "inspect.h"
#include "pidfile.h"
#include "signame.h"
#include "sys.h"
#include "util.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What select_one is busy with. */
struct search {
	struct attempts *attempts;
	const struct selection *selection;
	const struct delivery *delivery;
	const struct target *target;
};

static struct attempt *add(const struct search *search, enum scope scope)
{
	return attempts_add(search->attempts, search->target, scope);
}

static void settle(const struct search *search, struct attempt *attempt, enum outcome outcome,
		   const char *detail)
{
	attempt->detail = detail;
	attempt_settle(search->attempts, attempt, outcome);
}

/* What is known of everybody before the first signal: of a process, not of a group. */
static void learn(const struct search *search, struct attempt *attempt)
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

/* ATTEMPT gets REF, unless that is fdkill, or held already. ERROR is what opening it came to. */
static void hold(const struct search *search, struct attempt *attempt, struct procref *ref,
		 int error, const char *version)
{
	if (error < 0) {
		attempt_fail(search->attempts, attempt, error, version);
		return;
	}
	if (attempt->scope != SCOPE_GROUP && procref_pid(ref) == getpid()) {
		attempt->number = getpid();
		procref_close(ref);
		settle(search, attempt, OUTCOME_OURSELVES, NULL);
	} else if (attempts_hold(search->attempts, attempt, ref)) {
		learn(search, attempt);
	} else {
		attempts_drop_last(search->attempts);
	}
}

static enum scope scope_of(const struct search *search, enum scope natural)
{
	enum scope wanted = search->delivery->scope;

	return wanted == SCOPE_OF_TARGET ? natural : wanted;
}

/* The number, and then the inode that its holder must have. */
static int open_identity(struct procref *ref, const struct target *target)
{
	uint64_t expected = target->identity.inode, inode;
	int error = procref_open(ref, target->identity.pid);

	if (error < 0 || !expected)
		return error == -ENOENT && expected ? -ESRCH : error;
	error = procref_inode(ref, &inode);
	if (error == 0 && inode != expected)
		error = -ESRCH;
	if (error < 0)
		procref_close(ref);
	return error;
}

static int open_inode(struct procref *ref, const struct target *target)
{
	return procref_open_inode(ref, target->identity.inode);
}

static int open_fd(struct procref *ref, const struct target *target)
{
	return procref_from_fd(ref, target->number);
}

static int open_peer(struct procref *ref, const struct target *target)
{
	return procref_open_peer(ref, target->number);
}

static int open_thread(struct procref *ref, const struct target *target)
{
	return procref_open_thread(ref, target->number);
}

/* How one process is got hold of, and the Linux version that first can. */
static const struct {
	int (*open)(struct procref *ref, const struct target *target);
	const char *version;
} ways[] = {
	[TARGET_PID] = {open_identity, "6.9"}, /* the inode is what may be lacking */
	[TARGET_INODE] = {open_inode, "6.14"},
	[TARGET_FD] = {open_fd, "5.3"},
	[TARGET_PEER] = {open_peer, "6.5"},
	[TARGET_THREAD] = {open_thread, "6.9"},
};

/* WHERE is the target itself, or what its pidfile says. */
static void select_process(const struct search *search, struct attempt *attempt,
			   const struct target *where)
{
	struct procref ref = PROCREF_NONE;
	int error;

	do
		error = ways[where->kind].open(&ref, where);
	while (attempts_made_room(search->attempts, error));
	attempt->scope = scope_of(search, ref.is_thread ? SCOPE_THREAD : SCOPE_PROCESS);
	hold(search, attempt, &ref, error, ways[where->kind].version);
}

static void select_identity(const struct search *search, struct attempt *attempt,
			    const struct target *where)
{
	const struct identity *identity = &where->identity;
	char boot_id[BOOT_ID_SIZE];
	int error = *identity->boot_id ? procfs_boot_id(boot_id) : 0;

	attempt->number = identity->pid;
	attempt->has_identity = identity->inode;
	if (error < 0) {
		attempt->error = -error;
		settle(search, attempt, OUTCOME_FAILED, "the boot id cannot be read");
	} else if (*identity->boot_id && !streq(identity->boot_id, boot_id)) {
		settle(search, attempt, OUTCOME_OTHER_BOOT, NULL);
	} else {
		select_process(search, attempt, where);
	}
}

static void select_pidfile(const struct search *search, struct attempt *attempt)
{
	struct target content = {.kind = TARGET_PID, .text = search->target->text};
	const char *reason;
	int error;

	do
		reason = pidfile_read(search->target->path, search->selection->as_root,
				      &content.identity, &error);
	while (reason && attempts_made_room(search->attempts, -error));
	if (!reason) {
		select_identity(search, attempt, &content);
		return;
	}
	attempt->error = error;
	settle(search, attempt, error == ENOENT ? OUTCOME_NO_PIDFILE : OUTCOME_BAD_PIDFILE, reason);
}

static void look_again_later(const struct search *search)
{
	struct attempts *attempts = search->attempts;

	attempts->selecting = grow(attempts->selecting, attempts->selecting_count,
				   &attempts->selecting_capacity, sizeof(*attempts->selecting));
	attempts->selecting[attempts->selecting_count++] = search->target;
}

static void fail_listing(const struct search *search, int error, enum scope scope)
{
	struct attempt *attempt = add(search, scope);

	if (error != -ENOTSUP) {
		attempt_fail(search->attempts, attempt, error, "6.9");
		return;
	}
	attempt->error = ENOTSUP;
	settle(search, attempt, OUTCOME_FAILED,
	       "its processes cannot be listed: there is no /proc of our PID namespace");
}

static pid_t group_of(const struct target *target)
{
	return target->kind == TARGET_OWN_GROUP ? getpgrp() : target->number;
}

/* Hold who belongs to the target now. Returns how many are new, or -errno. */
static int hold_crowd(const struct search *search)
{
	const struct target *target = search->target;
	unsigned facts = search->selection->facts;

	if (target->kind == TARGET_ALL)
		return crowd_hold_all(search->attempts, target, facts);
	return crowd_hold_group(search->attempts, target, group_of(target), facts);
}

static void select_crowd(const struct search *search)
{
	size_t before = search->attempts->count;
	int found = hold_crowd(search);

	for (size_t i = before; i < search->attempts->count; i++)
		learn(search, search->attempts->items[i]);
	if (found < 0) {
		fail_listing(search, found, SCOPE_PROCESS);
		return;
	}
	if (found == 0 && before == search->attempts->count && target_is_group(search->target))
		settle(search, add(search, SCOPE_GROUP), OUTCOME_NO_GROUP, NULL);
	look_again_later(search);
}

/* A descriptor for the group as a whole: the kernel goes by the number of the process, which must be
 * or have been its leader, and must not have been reaped. */
static bool open_group(const struct search *search, struct procref *ref, pid_t pgid)
{
	int error;

	do
		error = procref_open(ref, pgid);
	while (attempts_made_room(search->attempts, error));

	if (error == 0 && !procref_knows_scopes()) {
		procref_close(ref);
		return false;
	}
	return error == 0;
}

static void select_group(const struct search *search)
{
	pid_t pgid = group_of(search->target);
	bool own = pgid == getpgrp();
	struct procref ref = PROCREF_NONE;

	if (pgid == 0) {
		settle(search, add(search, SCOPE_GROUP), OUTCOME_FAILED,
		       "our process group is of another PID namespace");
		return;
	}
	/* The group's call would hit fdkill with what it cannot ignore. */
	bool one_by_one = own && signame_is_uncatchable(search->delivery->signo);
	if (one_by_one || !open_group(search, &ref, pgid)) {
		select_crowd(search);
		return;
	}
	struct attempt *attempt = add(search, SCOPE_GROUP);
	if (!attempts_hold(search->attempts, attempt, &ref)) {
		attempts_drop_last(search->attempts);
		return;
	}
	/* Of our own group we have to know whether anybody else is in it: we cannot tell by the call. */
	bool look = own || search->selection->members;
	int listed = look ? crowd_list_members(search->attempts, attempt, pgid) : 1;
	if (listed == 0 && own)
		settle(search, attempt, OUTCOME_NO_GROUP, NULL);
	else if (listed < 0 && search->selection->identities)
		attempt_fail(search->attempts, attempt, listed, "6.9");
}

static void select_one(const struct search *search)
{
	switch (search->target->kind) {
	case TARGET_PID:
	case TARGET_INODE:
		select_identity(search, add(search, SCOPE_PROCESS), search->target);
		break;
	case TARGET_FD:
	case TARGET_PEER:
	case TARGET_THREAD:
		select_process(search, add(search, SCOPE_PROCESS), search->target);
		break;
	case TARGET_PIDFILE:
		select_pidfile(search, add(search, SCOPE_PROCESS));
		break;
	case TARGET_GROUP:
	case TARGET_OWN_GROUP:
		select_group(search);
		break;
	case TARGET_ALL:
		select_crowd(search);
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
	int found = 0;

	attempts->rounds++;
	for (size_t i = 0; i < attempts->selecting_count; i++) {
		struct search search = {attempts, selection, delivery, attempts->selecting[i]};
		int more = hold_crowd(&search);

		if (more < 0)
			fail_listing(&search, more, SCOPE_PROCESS);
		else if (more > 0 && attempts->rounds > ROUNDS)
			settle(&search, add(&search, SCOPE_PROCESS), OUTCOME_FAILED,
			       "new processes keep appearing; STOP them first");
		found += more > 0 ? more : 0;
	}
	return found > 0 && attempts->rounds <= ROUNDS;
}
