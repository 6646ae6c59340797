/* SPDX-License-Identifier: MIT */
/*
 * receive [-t] [COUNT]: say READY, then write a line for each signal that arrives: "signo code
 * value pid uid errno"; the value is as wide as a pointer. With -t each line, and READY, ends with
 * the time, in milliseconds of the monotonic clock. End after COUNT signals, or if none arrives for
 * ten minutes: no test waits longer. All calls are raw: the
 * C library keeps two signals for itself, and turns SI_TKILL into SI_USER.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void end_line(bool with_time)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (with_time)
		printf(" %lld", now.tv_sec * 1000LL + now.tv_nsec / 1000000);
	putchar('\n');
	fflush(stdout);
}

int main(int argc, char *argv[])
{
	uint64_t everything = ~(uint64_t)0;
	bool with_time = argc > 1 && strcmp(argv[1], "-t") == 0;
	long count = argc > 1 + with_time ? atol(argv[1 + with_time]) : -1;
	const struct timespec patience = {.tv_sec = 600};
	siginfo_t info;

	if (syscall(SYS_rt_sigprocmask, SIG_BLOCK, &everything, NULL, sizeof(everything)) < 0)
		return 1;
	printf("READY");
	end_line(with_time);
	while (count) {
		if (syscall(SYS_rt_sigtimedwait, &everything, &info, &patience, sizeof(everything)) < 0) {
			if (errno == EINTR)
				continue;
			return 1;
		}
		printf("%d %d %" PRIuPTR " %d %u %d", info.si_signo, info.si_code,
		       (uintptr_t)info.si_value.sival_ptr, info.si_pid, info.si_uid, info.si_errno);
		end_line(with_time);
		count -= count > 0;
	}
	/*
	 * Not exit(3): there LeakSanitizer starts a process with our name and group, which would be
	 * signalled too.
	 */
	_exit(fflush(stdout) ? 1 : 0);
}
