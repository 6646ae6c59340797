/* SPDX-License-Identifier: MIT */
/* The fake clock, and the events during a wait. */
#include "fake-sys.h"

#include <errno.h>

int64_t sys_now(void)
{
	return fake.now;
}

void sys_sleep(int64_t nanoseconds)
{
	fake.now += nanoseconds;
	fake_catch_up();
}

int sys_watch_open(void)
{
	int error = fake_enter(FAKE_WATCH_OPEN);

	return error ? error : fake_open_descriptor(FAKE_WATCH, NULL);
}

int sys_watch_add(int watch, int fd, uint64_t id)
{
	int error = fake_enter(FAKE_WATCH_ADD);

	(void)watch;
	if (!error)
		*fake_watch_of(fd) = (struct fake_watch){.is_in_set = true, .id = id};
	return error;
}

int sys_watch_reap_only(int watch, int fd, uint64_t id)
{
	(void)watch;
	*fake_watch_of(fd) = (struct fake_watch){.is_in_set = true, .reap_only = true, .id = id};
	return 0;
}

void sys_watch_remove(int watch, int fd)
{
	(void)watch;
	*fake_watch_of(fd) = (struct fake_watch){0};
}

static bool is_ready(int fd)
{
	const struct fake_watch *watch = fake_watch_of(fd);

	if (!watch->is_in_set || fake_kind_of(fd) == FAKE_NOTHING)
		return false;
	if (fake_kind_of(fd) == FAKE_OTHER)
		return fake.caught_at && fake.caught_at <= fake.now;
	if (fake_behind(fd)->life == FAKE_REAPED)
		return !watch->reap_only || fake.version >= 612;
	return fake_behind(fd)->life == FAKE_ZOMBIE && !watch->reap_only;
}

static int take_events(struct sys_event *events, int size)
{
	int count = 0;

	for (int fd = 0; fd < FAKE_DESCRIPTORS && count < size; fd++) {
		if (!is_ready(fd))
			continue;
		events[count++] = (struct sys_event){
			.id = fake_watch_of(fd)->id,
			.reaped = fake_kind_of(fd) != FAKE_OTHER &&
				  fake_behind(fd)->life == FAKE_REAPED && fake.version >= 612,
		};
	}
	return count;
}

static int64_t sooner(int64_t then, int64_t at)
{
	return at > fake.now && at < then ? at : then;
}

static int64_t next_moment(void)
{
	int64_t next = sooner(INT64_MAX, fake.caught_at);

	for (size_t i = 0; i < fake.count; i++) {
		next = sooner(next, fake.processes[i].exits_at);
		next = sooner(next, fake.processes[i].reaped_at);
	}
	return next;
}

int sys_watch_wait(int watch, struct sys_event *events, int size, int64_t deadline)
{
	int error = fake_enter(FAKE_WAIT);

	(void)watch;
	fake.waits++;
	if (error) {
		fake.errors[FAKE_WAIT] = error == -EINTR ? 0 : error; /* it interrupts only once */
		return error;
	}
	for (;;) {
		fake_catch_up();
		int count = take_events(events, size);
		int64_t next = next_moment();

		if (count || (deadline <= fake.now && deadline != INT64_MAX))
			return count;
		if (next == INT64_MAX && deadline == INT64_MAX) {
			fake.hangs = true;
			return -EDEADLK;
		}
		if (next < deadline) {
			fake.now = next;
			continue;
		}
		fake.now = deadline + fake.jump;
		if (fake.jump < 0)
			fake.jump = 0; /* too early only once */
		fake_catch_up();
		return take_events(events, size);
	}
}

int sys_catch_open(const int *signals)
{
	(void)signals;
	return fake_open_descriptor(FAKE_OTHER, NULL);
}

int sys_catch_read(int fd)
{
	(void)fd;
	return fake.caught_at && fake.caught_at <= fake.now ? fake.caught : 0;
}

void sys_die_of(int signo)
{
	(void)signo;
}

int sys_pidfd_exit_status(int pidfd, int *status)
{
	const struct fake_process *process = fake_behind(pidfd);

	if (fake.version < 613)
		return -EOPNOTSUPP;
	if (process->life != FAKE_REAPED)
		return -EAGAIN;
	if (fake.version < 615)
		return -ENODATA;
	*status = process->status;
	return 0;
}

int sys_pidfd_child_status(int pidfd, int *status)
{
	const struct fake_process *process = fake_behind(pidfd);

	if (!process->is_child || process->life == FAKE_REAPED)
		return -ECHILD;
	if (process->life == FAKE_ALIVE)
		return -EAGAIN;
	*status = process->status;
	return 0;
}

int sys_pidfd_release_memory(int pidfd)
{
	(void)pidfd;
	fake.released++;
	return 0;
}
