/* as-effective UID EUID: sleep with the real and saved user UID, and the effective user EUID. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	if (argc != 3 || setresuid((uid_t)atoi(argv[1]), (uid_t)atoi(argv[2]), (uid_t)atoi(argv[1])) < 0) {
		perror("as-effective");
		return 125;
	}
	for (;;)
		pause();
}
