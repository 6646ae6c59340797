/* SPDX-License-Identifier: MIT */
/*
 * threads [leaderless | blocking]: a process of three threads. The two that are not the leader
 * write "TID tid"; then it says READY. The thread that takes a signal writes "TID got SIGNO". With
 * "leaderless" the leader has ended by then (pthread_exit). With "blocking" the leader blocks USR1
 * and TERM, and the other threads do not.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Handlers run in the thread a signal is directed to. */
static void tell(int signo)
{
	char line[64];
	int length = snprintf(line, sizeof(line), "%ld got %d\n", syscall(SYS_gettid), signo);

	if (write(STDOUT_FILENO, line, (size_t)length) < 0)
		_exit(1);
}

static pthread_barrier_t barrier;

static void *work(void *unused)
{
	printf("TID %ld\n", syscall(SYS_gettid));
	fflush(stdout);
	pthread_barrier_wait(&barrier);
	for (;;)
		poll(NULL, 0, -1);
	return unused;
}

int main(int argc, char *argv[])
{
	pthread_t thread;
	struct sigaction action = {.sa_handler = tell};

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	pthread_barrier_init(&barrier, NULL, 3);
	for (int i = 0; i < 2; i++)
		pthread_create(&thread, NULL, work, NULL);
	pthread_barrier_wait(&barrier);
	if (argc > 1 && strcmp(argv[1], "blocking") == 0) {
		sigset_t set;

		sigemptyset(&set);
		sigaddset(&set, SIGUSR1);
		sigaddset(&set, SIGTERM);
		pthread_sigmask(SIG_BLOCK, &set, NULL);
	}
	puts("READY");
	fflush(stdout);
	if (argc > 1 && strcmp(argv[1], "leaderless") == 0)
		pthread_exit(NULL);
	for (;;)
		poll(NULL, 0, -1);
}
