/* SPDX-License-Identifier: MIT */
/*
 * defaults COMMAND...: run COMMAND with the defaults, whatever was inherited. Every test runs under
 * it. Each signal has its default action, and none is blocked. The umask is 022. Soft limits are as
 * high as the hard ones allow, except for three: no core files, 1024 descriptors, 8 MB of stack.
 * Standard input is /dev/null, and no descriptor above standard error is open. The locale is C.
 * Of the environment only the variables listed below stay. TMPDIR stays if the tests can work in
 * it; otherwise it is /tmp. If the hard limit of descriptors is too low, COMMAND does not run, and
 * a line of TAP says so.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { DESCRIPTORS = 1024, NEEDED_DESCRIPTORS = 128, STACK = 8 << 20 };

enum { CLOSE_RANGE = 436 }; /* close_range(2), Linux 5.9 */

static const char *const kept[] = {
	/* Settings of make check and of its user. */
	"FDKILL",
	"FDPKILL",
	"HELPERS",
	"SOURCE",
	"SANITIZERS",
	"NO_KILL",
	"LOW_PIDS",
	"RACE_STEP",
	"STORM_SECONDS",
	/* Where programs are found; how they are instrumented. */
	"PATH",
	"LD_LIBRARY_PATH",
	"LD_PRELOAD",
	"ASAN_OPTIONS",
	"LSAN_OPTIONS",
	"UBSAN_OPTIONS",
	"MALLOC_PERTURB_",
	"GCOV_PREFIX",
	"GCOV_PREFIX_STRIP",
	"LLVM_PROFILE_FILE",
};

static void die(const char *what)
{
	perror(what);
	exit(125);
}

/* By raw system calls: the C library keeps two signals for itself. */
static void reset_signals(void)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} action = {.handler = SIG_DFL};
	uint64_t none = 0;

	for (int signo = 1; signo <= 64; signo++) {
		if (signo != SIGKILL && signo != SIGSTOP &&
		    syscall(SYS_rt_sigaction, signo, &action, NULL, sizeof(none)) < 0)
			die("rt_sigaction");
	}
	if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof(none)) < 0)
		die("rt_sigprocmask");
}

static void set_soft_limit(unsigned resource, rlim_t wanted)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) < 0)
		die("getrlimit");
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	if (setrlimit(resource, &limit) < 0)
		die("setrlimit");
	if (resource == RLIMIT_NOFILE && limit.rlim_max < NEEDED_DESCRIPTORS) {
		printf("1..0 # SKIP %d descriptors are needed, and the hard limit is %d\n",
		       NEEDED_DESCRIPTORS, (int)limit.rlim_max);
		exit(0);
	}
}

static void reset_limits(void)
{
	for (unsigned resource = 0; resource < RLIM_NLIMITS; resource++)
		set_soft_limit(resource, RLIM_INFINITY);
	set_soft_limit(RLIMIT_CORE, 0);
	set_soft_limit(RLIMIT_NOFILE, DESCRIPTORS);
	set_soft_limit(RLIMIT_STACK, STACK);
}

static void reset_descriptors(void)
{
	int fd;

	close(STDIN_FILENO);
	for (fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
		close(fd);
	syscall(CLOSE_RANGE, fd, UINT_MAX, 0);
	/* Standard output and error may be closed too. */
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd < STDERR_FILENO);
	if (fd < 0)
		die("/dev/null");
	if (fd > STDERR_FILENO)
		close(fd);
}

/*
 * Root owns PATH, which is resolved, and every directory above it. Other users can enter them and
 * cannot change them. Elsewhere fdkill refuses root's pidfiles. Some tests run as the user nobody.
 */
static bool is_safe_for_root(const char *path)
{
	char above[PATH_MAX];
	struct stat status;

	snprintf(above, sizeof(above), "%s", path);
	for (char *end = above + strlen(above); end; end = strrchr(above, '/')) {
		*end = '\0';
		if (stat(*above ? above : "/", &status) < 0 || status.st_uid != 0 ||
		    !(status.st_mode & S_IXOTH) ||
		    ((status.st_mode & (S_IWGRP | S_IWOTH)) && !(status.st_mode & S_ISVTX)))
			return false;
	}
	return true;
}

/* Can the tests work in GIVEN? PATH is its resolved form. fdkill's messages shorten long ones. */
static bool suits(const char *given, char path[PATH_MAX])
{
	const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
	struct statvfs system;

	return given && *given == '/' && realpath(given, path) && !path[strspn(path, plain)] &&
	       strlen(path) < 100 && access(path, R_OK | W_OK | X_OK) == 0 &&
	       statvfs(path, &system) == 0 && !(system.f_flag & ST_NOEXEC) &&
	       (geteuid() != 0 || is_safe_for_root(path));
}

static void reset_environment(void)
{
	const char *values[COUNT(kept)];
	char path[PATH_MAX];

	for (size_t i = 0; i < COUNT(kept); i++)
		values[i] = getenv(kept[i]);
	if (!suits(getenv("TMPDIR"), path))
		strcpy(path, "/tmp");
	clearenv();
	for (size_t i = 0; i < COUNT(kept); i++) {
		if (values[i])
			setenv(kept[i], values[i], 1);
	}
	setenv("HOME", "/", 1);
	setenv("LC_ALL", "C", 1);
	setenv("SHELL", "/bin/sh", 1);
	setenv("TERM", "dumb", 1);
	setenv("TMPDIR", path, 1);
}

int main(int argc, char *argv[])
{
	if (argc < 2) {
		fputs("usage: defaults COMMAND...\n", stderr);
		return 125;
	}
	reset_limits();
	reset_descriptors();
	reset_environment();
	reset_signals();
	umask(022);
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
