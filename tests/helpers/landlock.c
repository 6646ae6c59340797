/* SPDX-License-Identifier: MIT */
/*
 * landlock COMMAND...: run COMMAND in a Landlock domain that its signals cannot leave. The status
 * is 125 if the kernel has no such domains (they came with Linux 6.12).
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h, since version 6 of the interface. */
struct ruleset {
	uint64_t files, network, scoped;
};
enum { CREATE_RULESET = 444, RESTRICT_SELF = 446, SCOPE_SIGNAL = 2 };

int main(int argc, char *argv[])
{
	struct ruleset ruleset = {.scoped = SCOPE_SIGNAL};
	long fd = syscall(CREATE_RULESET, &ruleset, sizeof(ruleset), 0);

	if (argc < 2 || fd < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(RESTRICT_SELF, fd, 0) < 0) {
		perror("landlock");
		return 125;
	}
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
