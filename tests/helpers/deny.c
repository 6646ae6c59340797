/* SPDX-License-Identifier: MIT */
/*
 * deny SYSCALL:ANSWER[:ARGUMENT=VALUE | :ARGUMENT&MASK]... -- COMMAND...: run COMMAND under a
 * seccomp filter that answers SYSCALL with ANSWER: the name of an errno, or "trap", which kills
 * with SIGSYS. With a condition, only calls are answered in which ARGUMENT (0 to 5; its low 32
 * bits) is VALUE, or has a bit of MASK. Numbers are written as in C.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *name;
	unsigned number;
} calls[] = {
	{"pidfd_send_signal", 424},
	{"pidfd_open", 434},
	{"ioctl", SYS_ioctl},
	{"getdents64", SYS_getdents64},
	{"open_by_handle_at", SYS_open_by_handle_at},
	{"name_to_handle_at", SYS_name_to_handle_at},
	{"getsockopt", SYS_getsockopt},
	{"fstatfs", SYS_fstatfs},
	{"capset", SYS_capset},
	{"epoll_create1", SYS_epoll_create1},
	{"process_mrelease", 448},
	{"waitid", SYS_waitid},
	{"unshare", SYS_unshare},
	{"kill", SYS_kill},
	{"tkill", SYS_tkill},
	{"tgkill", SYS_tgkill},
	{"rt_sigqueueinfo", SYS_rt_sigqueueinfo},
	{"rt_tgsigqueueinfo", SYS_rt_tgsigqueueinfo},
};

static const struct {
	const char *name;
	unsigned action;
} answers[] = {
	{"trap", SECCOMP_RET_KILL_PROCESS},
	{"ENOSYS", SECCOMP_RET_ERRNO | ENOSYS},
	{"EPERM", SECCOMP_RET_ERRNO | EPERM},
	{"EACCES", SECCOMP_RET_ERRNO | EACCES},
	{"EINVAL", SECCOMP_RET_ERRNO | EINVAL},
	{"ENOMEM", SECCOMP_RET_ERRNO | ENOMEM},
	{"ENOTTY", SECCOMP_RET_ERRNO | ENOTTY},
	{"EOPNOTSUPP", SECCOMP_RET_ERRNO | EOPNOTSUPP},
	{"ESTALE", SECCOMP_RET_ERRNO | ESTALE},
	{"ENOPROTOOPT", SECCOMP_RET_ERRNO | ENOPROTOOPT},
	{"EAGAIN", SECCOMP_RET_ERRNO | EAGAIN},
	{"EIO", SECCOMP_RET_ERRNO | EIO},
	{"ENFILE", SECCOMP_RET_ERRNO | ENFILE},
};

static struct sock_filter filter[256];
static size_t length;

static void emit(unsigned code, unsigned value, unsigned char if_true, unsigned char if_false)
{
	filter[length++] = (struct sock_filter){(unsigned short)code, if_true, if_false, value};
}

static unsigned find_call(const char *name)
{
	for (size_t i = 0; i < COUNT(calls); i++) {
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].number;
	}
	fprintf(stderr, "deny: unknown system call '%s'\n", name);
	exit(125);
}

static unsigned find_answer(const char *name)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		if (strcmp(answers[i].name, name) == 0)
			return answers[i].action;
	}
	fprintf(stderr, "deny: unknown answer '%s'\n", name);
	exit(125);
}

static void load(size_t offset)
{
	emit(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

/* "SYSCALL:ANSWER:CONDITION": apply the rule, or skip to the next one. */
static void add_rule(char *rule)
{
	char *call = strtok(rule, ":"), *answer = strtok(NULL, ":"), *condition = strtok(NULL, "");
	unsigned action = find_answer(answer ? answer : "");

	load(offsetof(struct seccomp_data, nr));
	emit(BPF_JMP | BPF_JEQ | BPF_K, find_call(call), 0, condition ? 3 : 1);
	if (condition) {
		char *rest;
		size_t argument = strtoul(condition, &rest, 0);
		unsigned value = (unsigned)strtoul(rest + 1, NULL, 0);

		load(offsetof(struct seccomp_data, args) + argument * sizeof(__u64));
		emit(BPF_JMP | (*rest == '&' ? BPF_JSET : BPF_JEQ) | BPF_K, value, 0, 1);
	}
	emit(BPF_RET | BPF_K, action, 0, 0);
}

int main(int argc, char *argv[])
{
	int i = 1;

	for (; i < argc && strcmp(argv[i], "--") != 0; i++)
		add_rule(argv[i]);
	if (i + 1 >= argc) {
		fputs("usage: deny SYSCALL:ANSWER[:ARGUMENT=VALUE]... -- COMMAND...\n", stderr);
		return 125;
	}
	emit(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	struct sock_fprog program = {.len = (unsigned short)length, .filter = filter};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		perror("deny");
		return 125;
	}
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}
