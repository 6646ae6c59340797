/* SPDX-License-Identifier: MIT */
/*
 * peer KIND COMMAND...: run COMMAND with a socket as descriptor 9. KIND is "client": a connection
 * from a child, which is the peer, and a line says how the child ended; "pair": a socketpair that
 * the process of COMMAND made; "lone": not connected; "udp": not a Unix socket.
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(125);
}

/* A socket whose other end CHILD has. */
static int accept_client(pid_t *child)
{
	/* The kernel chooses an abstract name (unix(7), autobind). */
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	socklen_t length = sizeof(address.sun_family);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	if (bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 1) < 0)
		die("listen");
	length = sizeof(address);
	getsockname(listener, (struct sockaddr *)&address, &length);
	*child = fork();
	if (*child == 0) {
		int client = socket(AF_UNIX, SOCK_STREAM, 0);

		if (connect(client, (struct sockaddr *)&address, length) < 0)
			die("connect");
		for (;;)
			pause();
	}
	return accept(listener, NULL, NULL);
}

static int run_beside_client(char *argv[])
{
	pid_t child;
	int status, result, fd = accept_client(&child);
	pid_t command = fork();

	if (command == 0) {
		dup2(fd, 9);
		execvp(argv[0], argv);
		die(argv[0]);
	}
	waitpid(command, &result, 0);
	result = WIFEXITED(result) ? WEXITSTATUS(result) : 1;
	if (result)
		kill(child, SIGKILL);
	waitpid(child, &status, 0);
	printf("the client died of %d\n", WTERMSIG(status));
	return result;
}

int main(int argc, char *argv[])
{
	int pair[2];

	if (argc < 3)
		return 125;
	if (strcmp(argv[1], "client") == 0)
		return run_beside_client(argv + 2);
	if (strcmp(argv[1], "pair") == 0) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
			die("socketpair");
		dup2(pair[0], 9);
	} else if (strcmp(argv[1], "lone") == 0) {
		dup2(socket(AF_UNIX, SOCK_STREAM, 0), 9);
	} else {
		dup2(socket(AF_INET, SOCK_DGRAM, 0), 9);
	}
	execvp(argv[2], argv + 2);
	die(argv[2]);
}
