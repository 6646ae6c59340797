/* SPDX-License-Identifier: MIT */
#include "run/attempt.h"
#include "base/sys.h"
#include "base/util.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

struct attempt *attempts_add(struct attempts *attempts, const struct target *target,
			     enum scope scope)
{
	assert(scope != SCOPE_OF_TARGET);
	struct attempt *attempt = xcalloc(1, sizeof(*attempt));

	*attempt = (struct attempt){
		.index = attempts->count,
		.target = target,
		.scope = scope,
		.process = PROCREF_NONE,
		.look = attempts->look,
		.cause.condition = CONDITION_NONE,
	};
	attempts->items = grow(attempts->items, attempts->count, &attempts->capacity,
			       sizeof(*attempts->items));
	attempts->items[attempts->count++] = attempt;
	return attempt;
}

struct pidfile *attempts_add_pidfile(struct attempts *attempts)
{
	struct pidfile *pidfile = xcalloc(1, sizeof(*pidfile));

	*pidfile = PIDFILE_NONE;
	attempts->pidfiles = grow(attempts->pidfiles, attempts->pidfile_count,
				  &attempts->pidfile_capacity, sizeof(*attempts->pidfiles));
	attempts->pidfiles[attempts->pidfile_count++] = pidfile;
	return pidfile;
}

struct attempt *attempts_next(const struct attempts *attempts, const struct attempt *previous)
{
	size_t index = previous ? previous->index + 1 : 0;

	return index < attempts->count ? attempts->items[index] : NULL;
}

struct attempt *attempts_next_pending(const struct attempts *attempts, const struct attempt *previous)
{
	struct attempt *next = attempts_next(attempts, previous);

	while (next && next->outcome != OUTCOME_PENDING)
		next = attempts_next(attempts, next);
	return next;
}

struct member *attempt_next_member(const struct attempt *attempt, const struct member *previous)
{
	const struct members *members = attempt->members;
	size_t index = members && previous ? (size_t)(previous - members->items) + 1 : 0;

	return members && index < members->count ? &members->items[index] : NULL;
}

void attempt_drop_members(struct attempt *attempt)
{
	FOREACH_MEMBER(attempt, member) {
		procref_close(&member->process);
		facts_free(&member->facts);
	}
	if (attempt->members)
		free(attempt->members->items);
	free(attempt->members);
	attempt->members = NULL;
}

static void free_attempt(struct attempt *attempt)
{
	procref_close(&attempt->process);
	facts_free(&attempt->facts);
	attempt_drop_members(attempt);
	free(attempt);
}

void attempts_drop_last(struct attempts *attempts)
{
	assert(attempts->count > 0);
	assert(attempts->items[attempts->count - 1]->process.fd < 0);
	free_attempt(attempts->items[--attempts->count]);
}

/*
 * Does HELD hold the process of REF, with SCOPE? The caller has compared the numbers. Inodes
 * decide, because they are never reused. Before Linux 6.9 the number decides, if it is known and
 * the held process has not exited.
 */
static bool is_same(struct attempt *held, struct procref *ref, enum scope scope)
{
	uint64_t inode, other;

	/* HELD may have been skipped only because of its pidfile, so it does not count. */
	if (held->scope != scope || (held->pidfile && held->outcome == OUTCOME_NOT_MEANT))
		return false;
	bool has_inode = held->process.inode || held->process.fd >= 0;
	if (has_inode && procref_inode(&held->process, &inode) == 0 && procref_inode(ref, &other) == 0)
		return inode == other;
	return held->number > 0 && held->process.fd >= 0 && procref_has_exited(&held->process) == 0;
}

static struct attempt **find_bucket(struct attempts *attempts, size_t hash)
{
	return &attempts->buckets[hash & (attempts->bucket_count - 1)];
}

static size_t hash_number(int number)
{
	return (size_t)(unsigned)number * 2654435761U;
}

static void insert(struct attempts *attempts, struct attempt *attempt)
{
	size_t hash = hash_number(attempt->number);

	while (*find_bucket(attempts, hash))
		hash++;
	*find_bucket(attempts, hash) = attempt;
}

/* Keep the table at most half full. */
static void keep_buckets_sparse(struct attempts *attempts)
{
	if (2 * attempts->count < attempts->bucket_count)
		return;
	free(attempts->buckets);
	while (2 * attempts->count >= attempts->bucket_count)
		attempts->bucket_count = attempts->bucket_count ? 2 * attempts->bucket_count : 16;
	attempts->buckets = xcalloc(attempts->bucket_count, sizeof(struct attempt *));
	FOREACH_ATTEMPT(attempts, attempt) {
		if (attempt->process.fd >= 0 || attempt->process.inode)
			insert(attempts, attempt);
	}
}

/* The attempt that holds the process of REF, whose number is NUMBER, with SCOPE; or NULL. */
static struct attempt *find_holder(struct attempts *attempts, struct procref *ref, int number,
				   enum scope scope)
{
	size_t hash = hash_number(number);

	for (struct attempt **bucket; *(bucket = find_bucket(attempts, hash)); hash++) {
		if ((*bucket)->number == number && is_same(*bucket, ref, scope))
			return *bucket;
	}
	return NULL;
}

/* 0 if REF can be parked, or -errno (procref_can_park). */
static int can_park(struct procref *ref, enum scope scope)
{
	return scope == SCOPE_GROUP ? procref_can_park_group(ref) : procref_can_park(ref);
}

/* Park attempts that are older than NEWEST, until there is room. */
static void park_older(struct attempts *attempts, size_t newest)
{
	while (room_is_exceeded(&attempts->room) && attempts->park_from < newest) {
		struct attempt *older = attempts->items[attempts->park_from++];

		if (older->process.fd >= 0 && can_park(&older->process, older->scope) == 0)
			attempts_release(attempts, &older->process);
	}
}

/* Words: why there is no room for REF. It cannot be parked because of ERROR. To be freed. */
static char *format_shortage(const struct room *room, const struct procref *ref, enum scope scope,
			     int error)
{
	if (ref->is_thread)
		return xasprintf("each thread needs a descriptor, but a limit of %zu open files leaves "
				 "only %zu; raise the limit (ulimit -n)",
				 room->limit, room->most);
	return xasprintf("not every target can be held at once; raise the limit of open files "
			 "(ulimit -n)%s",
			 error != -EOPNOTSUPP     ? ""
			 : scope == SCOPE_GROUP ? ", or use Linux 6.14"
						: ", or use Linux 6.9");
}

/*
 * Is there room for REF, which is counted already? ATTEMPT, the newest, is to hold it. A process
 * that can be parked may exceed the room by one: it is parked when the next attempt needs room.
 */
static bool has_room(struct attempts *attempts, const struct attempt *attempt, struct procref *ref)
{
	park_older(attempts, attempt->index);
	if (!room_is_exceeded(&attempts->room))
		return true;
	int error = can_park(ref, attempt->scope);
	if (error < 0 && !attempts->shortage)
		attempts->shortage = format_shortage(&attempts->room, ref, attempt->scope, error);
	return error == 0;
}

int attempts_hold(struct attempts *attempts, struct attempt *attempt, struct procref *ref)
{
	int number = procref_pid(ref);

	assert(ref->fd >= 0 && attempt->process.fd < 0 && attempt->outcome == OUTCOME_PENDING);
	assert(attempt->index + 1 == attempts->count);
	keep_buckets_sparse(attempts);
	struct attempt *holder = find_holder(attempts, ref, number, attempt->scope);
	if (holder) {
		holder->look = attempts->look;
		procref_close(ref);
		return 0;
	}
	attempt->number = number;
	room_take(&attempts->room, ref->fd);
	if (!has_room(attempts, attempt, ref)) {
		room_give_back(&attempts->room);
		procref_close(ref);
		return -EMFILE;
	}
	attempt->process = *ref;
	*ref = PROCREF_NONE;
	insert(attempts, attempt);
	return 1;
}

void attempts_keep_pidfile(struct attempts *attempts, const struct pidfile *pidfile)
{
	const int fds[] = {pidfile->file, pidfile->directory};

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		if (fds[i] >= 0)
			room_take(&attempts->room, fds[i]);
	}
	park_older(attempts, attempts->count);
}

void attempts_let_go_pidfile(struct attempts *attempts, struct pidfile *pidfile)
{
	if (pidfile->file >= 0)
		room_give_back(&attempts->room);
	if (pidfile->directory >= 0)
		room_give_back(&attempts->room);
	pidfile_let_go(pidfile);
}

void attempt_settle(struct attempts *attempts, struct attempt *attempt, enum outcome outcome)
{
	assert(attempt->outcome == OUTCOME_PENDING && outcome != OUTCOME_PENDING);
	attempt->outcome = outcome;
	if (attempts->settled)
		attempts->settled(attempts->context, attempt);
}

/* Does the target of ATTEMPT, or its pidfile, name the process by an inode? */
static bool had_identity(const struct attempt *attempt)
{
	const struct target *target = attempt->target;

	if (attempt->pidfile)
		return attempt->pidfile->identity.inode;
	return (target->kind == TARGET_PID || target->kind == TARGET_INODE) && target->identity.inode;
}

static enum outcome outcome_of_loss(const struct attempt *attempt)
{
	if (attempt->is_selected)
		return OUTCOME_LOST;
	if (attempt->scope == SCOPE_GROUP)
		return OUTCOME_NO_GROUP;
	return had_identity(attempt) ? OUTCOME_IDENTITY_GONE : OUTCOME_GONE;
}

enum outcome attempt_outcome_of_end(const struct attempt *attempt)
{
	enum outcome loss = outcome_of_loss(attempt);

	if (loss == OUTCOME_LOST || loss == OUTCOME_NO_GROUP)
		return loss;
	return procref_is_reaped(&attempt->process) ? loss : OUTCOME_ZOMBIE;
}

static enum outcome outcome_of_error(const struct attempt *attempt, int error)
{
	switch (-error) {
	case ESRCH:
		return outcome_of_loss(attempt);
	case ENOENT:
		return attempt->is_selected ? OUTCOME_LOST : OUTCOME_IS_THREAD;
	case EPERM:
	case EACCES:
		return attempt->target->kind == TARGET_ALL ? OUTCOME_LEFT_OUT : OUTCOME_DENIED;
	case EOPNOTSUPP:
	case ENOSYS:
		return OUTCOME_UNSUPPORTED;
	case PROCREF_EFILTER:
		return OUTCOME_FILTERED;
	case EINVAL:
		return OUTCOME_OUTSIDE;
	case EAGAIN:
		return OUTCOME_QUEUE_FULL;
	case EMFILE:
	case ENFILE:
		return OUTCOME_NOT_HELD;
	default:
		return OUTCOME_FAILED;
	}
}

void attempt_fail(struct attempts *attempts, struct attempt *attempt, int error,
		  const char *version)
{
	enum outcome outcome = outcome_of_error(attempt, error);

	attempt->cause.error = -error;
	if (outcome == OUTCOME_UNSUPPORTED)
		attempt->cause.detail = error == -ENOSYS ? "5.3" : version;
	if (outcome == OUTCOME_NOT_HELD) {
		attempt->cause.detail = attempts->shortage;
		attempts->out_of_descriptors = true;
	}
	attempt_settle(attempts, attempt, outcome);
}

void attempts_settle_rest(struct attempts *attempts, enum outcome outcome, const char *detail)
{
	FOREACH_PENDING(attempts, attempt) {
		attempt->cause.detail = detail;
		attempt_settle(attempts, attempt, outcome);
	}
}

int attempts_unpark(struct attempts *attempts, struct procref *process)
{
	if (process->fd >= 0)
		return 0;
	int error = procref_unpark(process);
	if (error == 0)
		room_take(&attempts->room, process->fd);
	return error;
}

void attempts_release(struct attempts *attempts, struct procref *process)
{
	if (process->fd < 0)
		return;
	procref_release(process);
	room_give_back(&attempts->room);
}

/*
 * Can PROCESS be held again? Returns 1; 0 if there is no room; -ESRCH if it is held or gone, which
 * says nothing about the room.
 */
static int has_room_again(struct procref *process)
{
	if (process->fd >= 0)
		return -ESRCH;
	auto_borrow struct borrow borrow = procref_borrow(process);
	if (borrow.error == -ESRCH)
		return -ESRCH;
	return borrow.error != -EMFILE && borrow.error != -ENFILE;
}

bool attempts_have_room(struct attempts *attempts)
{
	FOREACH_PENDING(attempts, attempt) {
		int has_room = has_room_again(&attempt->process);

		FOREACH_MEMBER(attempt, member) {
			if (has_room < 0)
				has_room = has_room_again(&member->process);
		}
		if (has_room >= 0)
			return has_room;
	}
	return true;
}

void attempts_rewind(struct attempts *attempts)
{
	FOREACH_ATTEMPT(attempts, attempt) {
		attempt->step = 0;
		attempt->signo = 0;
		attempt->is_sent = false;
	}
}

size_t attempts_pending(const struct attempts *attempts)
{
	size_t pending = 0;

	FOREACH_PENDING(attempts, attempt)
		pending++;
	return pending;
}

size_t attempts_sent(const struct attempts *attempts)
{
	size_t sent = 0;

	FOREACH_ATTEMPT(attempts, attempt)
		sent += attempt->is_sent;
	return sent;
}

void attempts_free(struct attempts *attempts)
{
	for (size_t i = 0; i < attempts->count; i++)
		free_attempt(attempts->items[i]);
	for (size_t i = 0; i < attempts->pidfile_count; i++) {
		pidfile_close(attempts->pidfiles[i]);
		free(attempts->pidfiles[i]);
	}
	free(attempts->pidfiles);
	free(attempts->items);
	free(attempts->buckets);
	free(attempts->selecting);
	free(attempts->shortage);
	*attempts = (struct attempts){0};
}
