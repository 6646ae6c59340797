#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <termios.h>

/* Signals that are not sent to end us: limits, terminals and readers cause them. */
static const int ignored[] = {
	SIGPIPE, /* a reader of our output went away */
	SIGXFSZ, /* RLIMIT_FSIZE: the write fails with EFBIG instead */
	SIGXCPU, /* the soft RLIMIT_CPU and RLIMIT_RTTIME; the hard ones still end us */
	SIGTTOU, /* "stty tostop" in a background job: the write succeeds instead */
	SIGIO,   /* O_ASYNC or a lease on a descriptor that our PID owns since before exec(3) */
};

void sys_outlive_inherited(void)
{
	const struct itimerval off = {0};

	for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
		signal(ignored[i], SIG_IGN);
	/* Of setitimer(2) and alarm(2): they survive exec(3). Those of timer_create(2) do not. */
	setitimer(ITIMER_REAL, &off, NULL);
	setitimer(ITIMER_VIRTUAL, &off, NULL);
	setitimer(ITIMER_PROF, &off, NULL);
}

int sys_forget_typed(int terminal)
{
	struct sigaction before;
	int error;

	/* With TTOU ignored, we would take away what was typed for the foreground job. */
	sigaction(SIGTTOU, &(struct sigaction){.sa_handler = SIG_DFL}, &before);
	do
		error = or_errno(tcflush(terminal, TCIFLUSH));
	while (error == -EINTR);
	sigaction(SIGTTOU, &before, NULL);
	return error;
}
