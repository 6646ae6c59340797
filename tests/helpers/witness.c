/* SPDX-License-Identifier: MIT */
/*
 * witness FILE SYSCALL... -- COMMAND...: run COMMAND. Each time that it makes one of these system
 * calls, append a line to FILE: the name of the call, and the privileges that /proc/PID/status
 * shows then: "pidfd_open CapInh=0... CapPrm=... NoNewPrivs=1". The call waits until the line is
 * written. The status is COMMAND's.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *name;
	int number;
} calls[] = {
	{"pidfd_open", 434},
	{"pidfd_send_signal", 424},
	{"epoll_wait", SYS_epoll_wait},
	{"unlinkat", SYS_unlinkat},
	{"write", SYS_write},
};

static struct sock_filter filter[2 * COUNT(calls) + 2];
static size_t length;

static void die(const char *what)
{
	perror(what);
	exit(125);
}

static void emit(unsigned code, unsigned value, unsigned char if_false)
{
	filter[length++] = (struct sock_filter){(unsigned short)code, 0, if_false, value};
}

static void add_call(const char *name)
{
	for (size_t i = 0; i < COUNT(calls); i++) {
		if (strcmp(calls[i].name, name) != 0)
			continue;
		emit(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i].number, 1);
		emit(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF, 0);
		return;
	}
	errno = EINVAL;
	die(name);
}

/* Send the descriptor FD over SOCKET; with FD -1, receive one and return it. */
static int pass(int socket, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof(fd))] = {0};
	struct iovec data = {&byte, 1};
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control,
				 .msg_controllen = sizeof(control)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	if (fd >= 0) {
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
		return (int)sendmsg(socket, &message, 0);
	}
	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) <= 0 || !(header = CMSG_FIRSTHDR(&message)))
		exit(125);
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* Root may set a filter without no_new_privs. So the lines show when COMMAND itself sets it. */
static void run(int socket, char *argv[])
{
	struct sock_fprog program = {.len = (unsigned short)length, .filter = filter};
	const unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
	long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);

	if (listener < 0 && errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	if (listener < 0 || pass(socket, (int)listener) < 0)
		die("witness");
	close((int)listener);
	close(socket);
	execvp(*argv, argv);
	die(*argv);
}

static void write_line(FILE *out, int number, unsigned pid)
{
	char path[64], name[64], value[64], line[1024];

	for (size_t i = 0; i < COUNT(calls); i++) {
		if (calls[i].number == number)
			fputs(calls[i].name, out);
	}
	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	FILE *status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status)) {
		if (sscanf(line, "%63[^:]: %63s", name, value) == 2 &&
		    (strncmp(name, "Cap", 3) == 0 || strcmp(name, "NoNewPrivs") == 0))
			fprintf(out, " %s=%s", name, value);
	}
	if (status)
		fclose(status);
	putc('\n', out);
	fflush(out);
}

static void answer(int listener, FILE *out)
{
	struct seccomp_notif call = {0};

	/* This fails if the call has been interrupted. */
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
		return;
	write_line(out, call.data.nr, call.pid);
	struct seccomp_notif_resp answer = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

int main(int argc, char *argv[])
{
	int i = 2, sockets[2], status;

	emit(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0);
	for (; i < argc && strcmp(argv[i], "--") != 0; i++)
		add_call(argv[i]);
	emit(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0);
	if (i + 1 >= argc || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		return 125;
	FILE *out = fopen(argv[1], "ae");
	if (!out)
		die(argv[1]);
	pid_t pid = fork();
	if (pid == 0)
		run(sockets[1], argv + i + 1);
	close(sockets[1]);
	int listener = pass(sockets[0], -1);
	/* Before its last process is reaped, older kernels report no POLLHUP for the listener. */
	struct pollfd pollers[] = {
		{.fd = listener, .events = POLLIN},
		{.fd = (int)syscall(434, pid, 0), .events = POLLIN},
	};
	while (poll(pollers, 2, -1) > 0 && (pollers[0].revents & POLLIN))
		answer(listener, out);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
