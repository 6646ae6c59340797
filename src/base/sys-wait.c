/* SPDX-License-Identifier: MIT */
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_process_mrelease
#define SYS_process_mrelease 448
#endif

int64_t sys_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * (int64_t)1000000000 + now.tv_nsec;
}

void sys_sleep(int64_t nanoseconds)
{
	const int64_t second = 1000000000;

	nanosleep(&(struct timespec){.tv_sec = nanoseconds / second, .tv_nsec = nanoseconds % second}, NULL);
}

int sys_watch_open(void)
{
	return or_errno(epoll_create1(EPOLL_CLOEXEC));
}

int sys_watch_add(int watch, int fd, uint64_t id)
{
	return or_errno(epoll_ctl(watch, EPOLL_CTL_ADD, fd,
				&(struct epoll_event){.events = EPOLLIN, .data.u64 = id}));
}

int sys_watch_reap_only(int watch, int fd, uint64_t id)
{
	return or_errno(epoll_ctl(watch, EPOLL_CTL_MOD, fd,
				&(struct epoll_event){.events = 0, .data.u64 = id}));
}

void sys_watch_remove(int watch, int fd)
{
	epoll_ctl(watch, EPOLL_CTL_DEL, fd, NULL);
}

/* Milliseconds until DEADLINE, rounded up: epoll_wait(2) would else return before it. */
static int milliseconds_until(int64_t deadline)
{
	const int64_t millisecond = 1000000;

	if (deadline == INT64_MAX)
		return -1;
	int64_t left = deadline - sys_now();
	if (left <= 0)
		return 0;
	int64_t rounded = (left - 1) / millisecond + 1;
	return rounded > INT_MAX ? INT_MAX : (int)rounded;
}

int sys_watch_wait(int watch, struct sys_event *events, int size, int64_t deadline)
{
	struct epoll_event ready[64];
	int count;

	if (size > (int)(sizeof(ready) / sizeof(ready[0])))
		size = sizeof(ready) / sizeof(ready[0]);
	count = or_errno(epoll_wait(watch, ready, size, milliseconds_until(deadline)));
	for (int i = 0; i < count; i++)
		events[i] = (struct sys_event){
			.id = ready[i].data.u64,
			.reaped = ready[i].events & EPOLLHUP,
		};
	return count;
}

int sys_pidfd_child_status(int pidfd, int *status)
{
	const idtype_t by_pidfd = (idtype_t)3; /* P_PIDFD, which glibc 2.31 does not declare */
	siginfo_t info = {0};

	if (waitid(by_pidfd, (id_t)pidfd, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
		return -errno;
	if (info.si_pid == 0)
		return -EAGAIN;
	/* As a wait(2) status: an exit status, or a signal and whether a core was dumped. */
	*status = info.si_code == CLD_EXITED  ? (info.si_status & 0xff) << 8
		  : info.si_code == CLD_DUMPED ? info.si_status | 0x80
					       : info.si_status;
	return 0;
}

int sys_pidfd_release_memory(int pidfd)
{
	return or_errno(syscall(SYS_process_mrelease, pidfd, 0));
}

int sys_catch_open(const int *signals)
{
	sigset_t set, blocked;
	struct sigaction action;

	sigemptyset(&set);
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (; *signals; signals++) {
		if (sigaction(*signals, NULL, &action) == 0 && action.sa_handler != SIG_IGN &&
		    !sigismember(&blocked, *signals))
			sigaddset(&set, *signals);
	}
	/* Block only what can be read: without the descriptor, a blocked signal has no effect. */
	int fd = or_errno(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
	if (fd >= 0)
		sigprocmask(SIG_BLOCK, &set, NULL);
	return fd;
}

int sys_catch_read(int fd)
{
	struct signalfd_siginfo info;

	return read(fd, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : 0;
}

void sys_die_of(int signo)
{
	sigset_t set;
	int pidfd = sys_pidfd_open(getpid(), 0);

	sigaction(signo, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	sigemptyset(&set);
	sigaddset(&set, signo);
	sys_pidfd_send_signal(pidfd, signo, NULL, 0);
	/* It is delivered as soon as it is unblocked. */
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}
