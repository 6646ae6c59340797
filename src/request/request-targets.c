#include "request/request.h"
#include "base/sys.h"
#include "base/util.h"
#include "cli/message.h"
#include "model/signame.h"
#include "proc/procref.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *request_own(struct request *request, char *text)
{
	request->owned = grow(request->owned, request->owned_count, &request->owned_capacity,
			      sizeof(*request->owned));
	request->owned[request->owned_count++] = text;
	return text;
}

static void append(struct request *request, const struct target *target)
{
	request->targets = grow(request->targets, request->target_count,
				&request->target_capacity, sizeof(*request->targets));
	request->targets[request->target_count++] = *target;
}

/* A word of no form: what was meant? */
__attribute__((noreturn)) static void refuse_word(const char *word)
{
	int signo;

	if (*word == '%')
		usage_error("'%s': a job of your shell: use the shell's own kill, or $(jobs -p %s)",
			    word, word);
	if (*word == '-')
		usage_error("'%s': options go before --, and what follows it are targets", word);
	if (!signame_parse(word, &signo))
		usage_error("'%s': not a target; for the signal, write -%s", word, word);
	usage_error("'%s': not a target; for processes of that name, write --name %s; see fdkill "
		    "--help",
		    word, word);
}

void request_add_target(struct request *request, const char *word)
{
	struct target target;
	const char *reason = target_parse(word, &target);

	if (reason == target_of_no_form)
		refuse_word(word);
	if (reason)
		usage_error("target '%s': %s", word, reason);
	if (target.kind != TARGET_STDIN) {
		append(request, &target);
		return;
	}
	if (request->has_stdin)
		usage_error("standard input can be read only once");
	request->has_stdin = true;
}

void request_add_everybody(struct request *request)
{
	append(request, &(struct target){.kind = TARGET_ALL, .text = "--all-processes"});
}

void request_add_selection(struct request *request)
{
	append(request, &(struct target){.kind = TARGET_SELECTION, .text = ""});
}

/* What a descriptor that is no process is, if /proc tells: " (/etc/passwd)". */
static char *describe_fd(int fd)
{
	char link[256];
	auto_free char *path = xasprintf("/proc/self/fd/%d", fd);

	if (sys_readlink_at(AT_FDCWD, path, link, sizeof(link)) < 0)
		return xstrdup("");
	return xasprintf(" but %s", link);
}

static void check_fd(const struct target *target)
{
	if (sys_fd_flags(target->number) < 0)
		usage_error("%s: descriptor %d is not open", target->text, target->number);
	if (procref_is_process_fd(target->number))
		return;
	auto_free char *what = describe_fd(target->number);
	usage_error("%s: not a process%s; a pidfd is one, or a /proc/PID directory opened for "
		    "reading (exec 3</proc/$pid)",
		    target->text, what);
}

static void check_peer(const struct target *target)
{
	int pid = sys_peer_pid(target->number);

	if (pid == -EBADF)
		usage_error("%s: descriptor %d is not open", target->text, target->number);
	if (pid == -ENOTSOCK || pid == -EAFNOSUPPORT || pid == -EOPNOTSUPP)
		usage_error("%s: not a Unix socket", target->text);
	if (pid < 0)
		usage_error("%s: the socket has no peer: %s", target->text,
			    pid == -ENOTCONN ? "it is not connected" : strerror(-pid));
	if (pid == getpid())
		usage_error("%s: the peer is fdkill itself", target->text);
	if (pid == 1)
		usage_error("%s: the peer is PID 1, which made the socket for another", target->text);
}

void request_check_descriptors(const struct request *request)
{
	for (size_t i = 0; i < request->target_count; i++) {
		if (request->targets[i].kind == TARGET_FD)
			check_fd(&request->targets[i]);
		else if (request->targets[i].kind == TARGET_PEER)
			check_peer(&request->targets[i]);
	}
}

/* Up to SIZE bytes of standard input; 0 at its end. */
static size_t read_some(const struct request *request, char *text, size_t size)
{
	ssize_t count;

	do
		count = read(STDIN_FILENO, text, size);
	while (count < 0 && errno == EINTR);
	if (count < 0) {
		complain("standard input: %s; nothing was sent", strerror(errno));
		exit(request_failure(request));
	}
	if (memchr(text, '\0', (size_t)count))
		usage_error("standard input holds a NUL; PIDs are separated by white space");
	return (size_t)count;
}

/* The whole of standard input, which may be endless: /dev/zero, yes(1). */
static char *read_stdin(const struct request *request)
{
	enum { MOST = 16 << 20 }; /* two million PIDs */
	char *text = NULL;
	size_t length = 0, capacity = 0, count;

	do {
		if (length > MOST)
			usage_error("standard input holds more than %d MiB; it takes a list of PIDs",
				    MOST >> 20);
		if (capacity - length < 4096) {
			capacity = capacity ? 2 * capacity : 65536;
			text = xreallocarray(text, capacity, 1);
		}
		count = read_some(request, text + length, capacity - length - 1);
		length += count;
	} while (count);
	text[length] = '\0';
	return text;
}

void request_read_stdin(struct request *request)
{
	char *text = read_stdin(request), *rest = NULL;

	request_own(request, text);
	if (!text[strspn(text, " \t\r\n\v\f")] && !request->quiet && !request->ok_gone)
		complain("standard input names no process");
	for (char *word = strtok_r(text, " \t\r\n\v\f", &rest); word;
	     word = strtok_r(NULL, " \t\r\n\v\f", &rest)) {
		struct target target = {.kind = TARGET_PID, .text = word};
		const char *reason = target_parse_identity(word, &target.identity);

		if (reason)
			usage_error("standard input: '%s': %s; PID and PID:INODE are what is read "
				    "there",
				    word, reason);
		append(request, &target);
	}
}
