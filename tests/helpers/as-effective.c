/* SPDX-License-Identifier: MIT */
/*
 * as-effective [-f] UID EUID: sleep with the real and saved user UID and the effective user EUID.
 * With -f it changes the effective user back and forth, many times a second, as daemons of root do.
 */
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	bool flips = argc > 1 && strcmp(argv[1], "-f") == 0;
	const struct timespec moment = {.tv_nsec = 50000};

	argv += flips;
	if (argc != 3 + flips ||
	    setresuid((uid_t)atoi(argv[1]), (uid_t)atoi(argv[2]), (uid_t)atoi(argv[1])) < 0) {
		perror("as-effective");
		return 125;
	}
	while (flips) {
		if (seteuid((uid_t)atoi(argv[1])) < 0 || nanosleep(&moment, NULL) < 0 ||
		    seteuid((uid_t)atoi(argv[2])) < 0 || nanosleep(&moment, NULL) < 0)
			return 125;
	}
	for (;;)
		pause();
}
