/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/signame.h"
#include "proc/procref.h"
#include "request/request-parts.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void append(struct request *request, const struct target *target)
{
	request->targets = grow(request->targets, request->target_count, &request->target_capacity,
				sizeof(*request->targets));
	request->targets[request->target_count++] = *target;
}

/* Can a message propose "--name WORD" without quotes for the shell? */
static bool is_plain_name(const char *word)
{
	size_t length =
		strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+");

	return isalpha((unsigned char)*word) && !word[length];
}

/* Refuse a word that is most likely a name. */
static int refuse_name(struct request *request, const char *word)
{
	if (request->criteria.full)
		return request_refuse(request,
				      "'%s': not a target; to match command lines, write -a -f --match %s", word,
				      word);
	return request_refuse(
		request,
		"'%s': not a target; for processes of that name, write -a --name %s; see fdkill --help",
		word, word);
}

/* Refuse a word that has the form of no target, and guess its meaning. */
static int refuse_word(struct request *request, const char *word)
{
	const char *behind_pid = after_prefix(word, "pid:");
	struct identity identity;
	int signo;

	if (*word == '%')
		return request_refuse(request,
				      "'%s': not a target: only your shell knows its jobs; use the "
				      "kill of the shell, or $(jobs -p %s)",
				      word, word);
	if (streq(word, "-"))
		return request_refuse(request, "'-': not a target; is a variable empty, as in "
					       "-$PGID? To read PIDs from standard input, write -F -");
	if (streq(word, "-0"))
		return request_refuse(request, "'-0': not a target; for the process group of the caller, "
					       "write 0");
	if (*word == '-')
		return request_refuse(request, "'%s': not a target; write options before --", word);
	if (behind_pid && !target_parse_identity(behind_pid, &identity))
		return request_refuse(request, "'%s': not a target; write %s", word, behind_pid);
	if (!signame_parse(word, &signo))
		return request_refuse(request, "'%s': not a target; for the signal, write -%s",
				      word, word);
	if (strchr(word, '/'))
		return request_refuse(request,
				      "'%s': not a target; for a pidfile, write -F %s; for an executable, "
				      "write -a --exe %s",
				      word, word, word);
	if (!is_plain_name(word))
		return request_refuse(request, "'%s': not a target; see fdkill --help", word);
	return refuse_name(request, word);
}

/* Is it zero, in more than one digit? A shell would signal its own group. */
static bool is_zero(const char *word)
{
	return *word && !word[strspn(word, "0 ")];
}

int request_add_target(struct request *request, const char *word)
{
	struct target target;
	const char *reason = target_parse(word, &target);

	if (!*word)
		return request_refuse(request, "target '': empty; is a variable not set?");
	if (reason == target_of_no_form)
		return refuse_word(request, word);
	if (reason && is_zero(word))
		return request_refuse(request,
				      "target '%s': no process has the PID 0; for the process group of the "
				      "caller, write 0",
				      word);
	if (reason && strpbrk(word, " \t\n,"))
		return request_refuse(request, "target '%s': %s; write each target as a word of its own",
				      word, reason);
	if (reason)
		return request_refuse(request, "target '%s': %s", word, reason);
	if (target.kind != TARGET_STDIN) {
		append(request, &target);
		return 0;
	}
	if (request->has_stdin)
		return request_refuse(
			request, "standard input: it can be read only once; write -F - only once");
	request->has_stdin = true;
	return 0;
}

void request_add_all(struct request *request)
{
	append(request, &(struct target){.kind = TARGET_ALL, .text = "--all-processes"});
}

void request_add_selection(struct request *request)
{
	append(request, &(struct target){.kind = TARGET_SELECTION, .text = ""});
}

/* The file behind a descriptor that is not a process, " but /etc/passwd", or "" if unknown. */
static char *describe_fd(int fd)
{
	char link[256];
	auto_free char *path = xasprintf("/proc/self/fd/%d", fd);

	if (sys_readlink_at(AT_FDCWD, path, link, sizeof(link)) < 0)
		return xstrdup("");
	return xasprintf(" but %s", link);
}

static int check_fd(struct request *request, const struct target *target)
{
	if (sys_fd_flags(target->number) < 0)
		return request_refuse(request, "%s: descriptor %d is not open", target->text,
				      target->number);
	if (procref_is_process_fd(target->number))
		return 0;
	auto_free char *what = describe_fd(target->number);
	return request_refuse(request,
			      "%s: not a process%s; open a pidfd, or a /proc/PID directory for "
			      "reading (exec 3</proc/$pid)",
			      target->text, what);
}

static int check_peer(struct request *request, const struct target *target)
{
	int pid = sys_peer_pid(target->number);

	if (pid == -EBADF)
		return request_refuse(request, "%s: descriptor %d is not open", target->text,
				      target->number);
	if (pid == -ENOTSOCK || pid == -EAFNOSUPPORT || pid == -EOPNOTSUPP)
		return request_refuse(request, "%s: not a Unix socket", target->text);
	if (pid < 0)
		return request_refuse(request, "%s: the socket has no peer: %s", target->text,
				      pid == -ENOTCONN ? "it is not connected" : strerror(-pid));
	if (pid == getpid())
		return request_refuse(request, "%s: the peer is fdkill itself", target->text);
	if (pid == 1)
		return request_refuse(
			request, "%s: the peer is PID 1, which made the socket for another process",
			target->text);
	return 0;
}

static int check_descriptor(struct request *request, const struct target *target)
{
	if (target->kind == TARGET_FD)
		return check_fd(request, target);
	return target->kind == TARGET_PEER ? check_peer(request, target) : 0;
}

int request_check_descriptors(struct request *request)
{
	for (size_t i = 0; i < request->target_count; i++) {
		if (check_descriptor(request, &request->targets[i]))
			return -1;
	}
	return 0;
}

/* Read up to SIZE bytes. Returns their count, 0 at the end, or -1 with a complaint. */
static ssize_t read_some(struct request *request, char *text, size_t size)
{
	ssize_t count;

	do
		count = read(STDIN_FILENO, text, size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return request_fail(request, "standard input: %s; nothing was sent",
				    strerror(errno));
	if (memchr(text, '\0', (size_t)count))
		return request_refuse(
			request,
			"standard input: it has a NUL byte; write white space between PIDs");
	return count;
}

/* All of standard input, to be freed, or NULL with a complaint. It may be endless: yes(1). */
static char *read_stdin(struct request *request)
{
	enum { MOST = 16 << 20 }; /* two million PIDs */
	auto_free char *text = NULL;
	size_t length = 0, capacity = 0;
	ssize_t count;

	do {
		if (length > MOST) {
			request_refuse(
				request,
				"standard input: it has more than %d MiB; write a list of PIDs",
				MOST >> 20);
			return NULL;
		}
		if (capacity - length < 4096) {
			capacity = capacity ? 2 * capacity : 65536;
			text = xreallocarray(text, capacity, 1);
		}
		count = read_some(request, text + length, capacity - length - 1);
		if (count < 0)
			return NULL;
		length += (size_t)count;
	} while (count);
	text[length] = '\0';
	return steal_text(&text);
}

static int add_from_stdin(struct request *request, const char *word)
{
	struct target target = {.kind = TARGET_PID, .text = word};
	const char *reason = target_parse_identity(word, &target.identity);

	if (reason)
		return request_refuse(request, "standard input: '%s': %s; write PID or PID:INODE",
				      word, reason);
	append(request, &target);
	return 0;
}

int request_read_stdin(struct request *request)
{
	static const char blanks[] = " \t\r\n\v\f";
	char *rest = NULL;

	if (isatty(STDIN_FILENO) && !request->quiet)
		request->announce("reading PIDs from the terminal; end the input with Ctrl-D");
	char *text = read_stdin(request);

	if (!text)
		return -1;
	request_own(request, text);
	if (!text[strspn(text, blanks)])
		append(request, &(struct target){.kind = TARGET_STDIN, .text = "standard input"});
	for (char *word = strtok_r(text, blanks, &rest); word;
	     word = strtok_r(NULL, blanks, &rest)) {
		if (add_from_stdin(request, word))
			return -1;
	}
	return 0;
}
