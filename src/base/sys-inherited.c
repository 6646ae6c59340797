/* SPDX-License-Identifier: MIT */
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <termios.h>

/* Signals that limits, terminals and readers cause: their purpose is not to end fdkill. */
static const int ignored[] = {
	SIGPIPE, /* the reader of our output has closed it */
	SIGXFSZ, /* RLIMIT_FSIZE: the write fails with EFBIG instead */
	SIGXCPU, /* the soft RLIMIT_CPU and RLIMIT_RTTIME; the hard ones still end us */
	SIGTTOU, /* "stty tostop" in a background job: the write succeeds instead */
	SIGIO,   /* O_ASYNC or a lease, set on a descriptor by this PID before exec(3) */
};

void sys_outlive_inherited(void)
{
	const struct itimerval off = {0};

	for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
		signal(ignored[i], SIG_IGN);
	/* Timers of setitimer(2) and alarm(2) survive exec(3); those of timer_create(2) do not. */
	setitimer(ITIMER_REAL, &off, NULL);
	setitimer(ITIMER_VIRTUAL, &off, NULL);
	setitimer(ITIMER_PROF, &off, NULL);
}

size_t sys_terminal_width(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int sys_forget_typed(int terminal)
{
	struct sigaction before;
	int error;

	/* If TTOU were ignored, a background job would discard the foreground job's input. */
	sigaction(SIGTTOU, &(struct sigaction){.sa_handler = SIG_DFL}, &before);
	do
		error = or_errno(tcflush(terminal, TCIFLUSH));
	while (error == -EINTR);
	sigaction(SIGTTOU, &before, NULL);
	return error;
}
