/* SPDX-License-Identifier: MIT */
/* See race-tool.h. ptrace(2) stops the command before the kernel begins the call. */
#include "race-tool.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIDFILE "race.pid"
#define LIMIT 60 /* seconds, for one run */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Calls that name a process, and frequent ones; the rest is shown by number. */
static const struct {
	unsigned long number;
	const char *name;
} names[] = {
	{SYS_openat,	     "openat"	     },
	{SYS_read,		   "read"		 },
	{SYS_close,		    "close"		   },
	{SYS_write,		    "write"		   },
	{SYS_getdents64,	 "getdents64"	     },
	{SYS_newfstatat,	 "newfstatat"	     },
	{SYS_fstatfs,	      "fstatfs"	       },
	{SYS_readlinkat,	 "readlinkat"	     },
	{SYS_fcntl,		    "fcntl"		   },
	{SYS_ioctl,		    "ioctl"		   },
	{SYS_ppoll,		    "ppoll"		   },
	{SYS_epoll_ctl,		"epoll_ctl"	   },
	{SYS_waitid,	     "waitid"	     },
	{SYS_kill,		   "kill"		 },
	{434,		   "pidfd_open"	  },
	{424,		   "pidfd_send_signal"},
	{SYS_open_by_handle_at, "open_by_handle_at"},
	{SYS_exit_group,	 "exit_group"	     },
};

static volatile int running = -1; /* pidfd of the tool, for the handler */
static volatile sig_atomic_t gave_up;

void die(const char *what)
{
	perror(what);
	exit(125);
}

static void give_up(int signo)
{
	(void)signo;
	gave_up = 1;
	syscall(SYS_pidfd_send_signal, running, SIGKILL, NULL, 0);
}

/* WORD with the braces filled in; the caller frees it. */
static char *fill_in(const char *word, const struct victim *victim, unsigned long long inode)
{
	const struct {
		const char *name;
		unsigned long long value;
	} blanks[] = {
		{"{PID}",	  (unsigned)victim->pid   },
		{"{PARENT}", (unsigned)victim->parent},
		{"{INODE}",  inode			 },
	};
	char *filled = NULL;
	size_t size, i;
	FILE *stream = open_memstream(&filled, &size);

	while (stream && *word) {
		for (i = 0; i < COUNT(blanks); i++) {
			if (strncmp(word, blanks[i].name, strlen(blanks[i].name)) == 0)
				break;
		}
		if (i == COUNT(blanks)) {
			fputc(*word++, stream);
		} else {
			fprintf(stream, "%llu", blanks[i].value);
			word += strlen(blanks[i].name);
		}
	}
	if (!stream || fclose(stream))
		die("memory");
	return filled;
}

static void write_pidfile(pid_t pid)
{
	FILE *stream = fopen(PIDFILE, "w");

	if (!stream || fprintf(stream, "%d\n", pid) < 0 || fclose(stream))
		die(PIDFILE);
}

static void become_tool(char *command[], const struct victim *victim)
{
	struct stat status;
	int null = open("/dev/null", O_RDWR);

	if (fstat(victim->fd, &status) < 0 || null < 0)
		die("fstat");
	write_pidfile(victim->pid);
	for (char **word = command; *word; word++)
		*word = fill_in(*word, victim, status.st_ino);
	for (int i = 0; i < 3; i++)
		dup2(null, i);
	close(null);
	close(victim->fd);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	execvp(command[0], command);
	_exit(127);
}

struct tool tool_start(char *command[], const struct victim *victim)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	const struct sigaction action = {.sa_handler = give_up, .sa_flags = SA_RESTART};
	struct tool tool = {.pid = fork()};
	int status;

	if (tool.pid == 0)
		become_tool(command, victim);
	if (tool.pid < 0 || waitpid(tool.pid, &status, 0) < 0 || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, tool.pid, 0, options) < 0 ||
	    ptrace(PTRACE_CONT, tool.pid, 0, 0) < 0 || waitpid(tool.pid, &status, 0) < 0 ||
	    !WIFSTOPPED(status))
		die(command[0]);
	running = (int)syscall(SYS_pidfd_open, tool.pid, 0);
	gave_up = 0;
	sigaction(SIGALRM, &action, NULL);
	alarm(LIMIT);
	return tool;
}

static void ended(struct tool *tool, int status)
{
	alarm(0);
	tool->wait_status = status;
	tool->hung = gave_up;
	close(running);
	running = -1;
}

static void describe(struct tool *tool, const struct __ptrace_syscall_info *call)
{
	size_t i = 0;

	while (i < COUNT(names) && names[i].number != call->entry.nr)
		i++;
	snprintf(tool->call, sizeof(tool->call), "%s %llu (%#llx, %#llx)",
		 i < COUNT(names) ? names[i].name : "system call",
		 (unsigned long long)call->entry.nr, (unsigned long long)call->entry.args[0],
		 (unsigned long long)call->entry.args[1]);
}

bool tool_go_on(struct tool *tool)
{
	struct __ptrace_syscall_info call;
	int status;

	for (long signo = 0;;) {
		ptrace(PTRACE_SYSCALL, tool->pid, 0, signo);
		if (waitpid(tool->pid, &status, 0) < 0)
			die("waitpid");
		if (!WIFSTOPPED(status)) {
			ended(tool, status);
			return false;
		}
		signo = 0;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			signo = status >> 16 ? 0 : WSTOPSIG(status);
		} else if (ptrace(PTRACE_GET_SYSCALL_INFO, tool->pid, sizeof(call), &call) > 0 &&
			   call.op == PTRACE_SYSCALL_INFO_ENTRY) {
			describe(tool, &call);
			return true;
		}
	}
}

void tool_let_go(struct tool *tool)
{
	int status;

	ptrace(PTRACE_DETACH, tool->pid, 0, 0);
	if (waitpid(tool->pid, &status, 0) < 0)
		die("waitpid");
	ended(tool, status);
}

int tool_status(const struct tool *tool)
{
	return WIFEXITED(tool->wait_status) ? WEXITSTATUS(tool->wait_status)
					    : 128 + WTERMSIG(tool->wait_status);
}
