/*
 * receive [COUNT]: say READY, then a line for each signal that arrives: "signo code value pid uid errno", the
 * value as wide as a pointer. Ends after COUNT signals. Raw system calls throughout: the C library keeps two signals for
 * itself, and turns SI_TKILL into SI_USER.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	uint64_t everything = ~(uint64_t)0;
	long count = argc > 1 ? atol(argv[1]) : -1;
	siginfo_t info;

	if (syscall(SYS_rt_sigprocmask, SIG_BLOCK, &everything, NULL, sizeof(everything)) < 0)
		return 1;
	puts("READY");
	fflush(stdout);
	while (count) {
		if (syscall(SYS_rt_sigtimedwait, &everything, &info, NULL, sizeof(everything)) < 0) {
			if (errno == EINTR)
				continue;
			return 1;
		}
		printf("%d %d %" PRIuPTR " %d %u %d\n", info.si_signo, info.si_code,
		       (uintptr_t)info.si_value.sival_ptr, info.si_pid, info.si_uid, info.si_errno);
		fflush(stdout);
		count -= count > 0;
	}
	return 0;
}
