/* SPDX-License-Identifier: MIT */
#include "fake-sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What each open descriptor belongs to, by number. */
static struct descriptor {
	enum fake_kind kind;
	struct fake_process *process;
	struct fake_watch watch;
} descriptors[FAKE_DESCRIPTORS];

struct fake_world fake;

/* Closed by a direct close(2)? */
static void notice_closed(void)
{
	fake.used = 0;
	for (int fd = 0; fd < FAKE_DESCRIPTORS; fd++) {
		if (descriptors[fd].kind && fcntl(fd, F_GETFD) < 0)
			descriptors[fd] = (struct descriptor){0};
		fake.used += descriptors[fd].kind != FAKE_NOTHING;
	}
}

int fake_leaks(void)
{
	notice_closed();
	return fake.used;
}

void fake_reset(int version)
{
	for (int fd = 0; fd < FAKE_DESCRIPTORS; fd++) {
		if (descriptors[fd].kind)
			close(fd);
		descriptors[fd] = (struct descriptor){0};
	}
	fake = (struct fake_world){.version = version, .now = 1000};
}

struct fake_process *fake_add(pid_t pid)
{
	struct fake_process *process = &fake.processes[fake.count++];

	*process = (struct fake_process){
		.pid = pid,
		.tgid = pid,
		.pgid = pid,
		.ppid = 1,
		.session = pid,
		.inode = 1000 + fake.count,
	};
	return process;
}

struct fake_process *fake_recycle(struct fake_process *process)
{
	struct fake_process *newcomer = fake_add(process->pid);

	newcomer->tgid = process->tgid;
	newcomer->pgid = process->pgid;
	newcomer->ppid = process->ppid;
	newcomer->session = process->session;
	newcomer->uid = process->uid;
	process->life = FAKE_REAPED;
	return newcomer;
}

int fake_open_descriptor(enum fake_kind kind, struct fake_process *process)
{
	notice_closed();
	if (fake.soft_limit && fake.used >= fake.soft_limit)
		return -EMFILE;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fd >= FAKE_DESCRIPTORS)
		abort();
	descriptors[fd] = (struct descriptor){.kind = kind, .process = process};
	return fd;
}

int fake_pidfd(struct fake_process *process)
{
	return fake_open_descriptor(process ? FAKE_PIDFD : FAKE_OTHER, process);
}

int fake_directory(struct fake_process *process)
{
	return fake_open_descriptor(FAKE_DIRECTORY, process);
}

int fake_socket(struct fake_process *process)
{
	return fake_open_descriptor(FAKE_SOCKET, process);
}

int fake_enter(enum fake_call call)
{
	fake.calls++;
	if (fake.before)
		fake.before(fake.calls, call);
	notice_closed();
	return fake.errors[call];
}

enum fake_kind fake_kind_of(int fd)
{
	return fd >= 0 && fd < FAKE_DESCRIPTORS ? descriptors[fd].kind : FAKE_NOTHING;
}

bool fake_is_pidfd(int fd)
{
	return fake_kind_of(fd) == FAKE_PIDFD || fake_kind_of(fd) == FAKE_THREAD_PIDFD;
}

struct fake_process *fake_find(pid_t pid)
{
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.processes[i].pid == pid && fake.processes[i].life != FAKE_REAPED)
			return &fake.processes[i];
	}
	return NULL;
}

struct fake_process *fake_behind(int fd)
{
	return descriptors[fd].process;
}

struct fake_watch *fake_watch_of(int fd)
{
	return &descriptors[fd].watch;
}

void fake_catch_up(void)
{
	for (size_t i = 0; i < fake.count; i++) {
		struct fake_process *process = &fake.processes[i];

		if (process->exits_at && process->exits_at <= fake.now && process->life == FAKE_ALIVE)
			process->life = FAKE_ZOMBIE;
		if (process->reaped_at && process->reaped_at <= fake.now)
			process->life = FAKE_REAPED;
	}
}
