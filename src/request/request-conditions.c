/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/number.h"
#include "base/util.h"
#include "model/duration.h"
#include "request/request-parts.h"

#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(struct request *request, enum condition condition, const char *word,
		uint64_t number)
{
	criteria_add(&request->criteria, condition,
		     (struct criterion){.text = word, .number = number});
}

/*
 * Add each word of LIST, which commas separate. TAKE turns a word into a number: it returns NULL,
 * or the reason why it cannot.
 */
static int add_list(struct request *request, enum condition condition, const char *option,
		    const char *list, const char *(*take)(const char *word, uint64_t *number))
{
	for (const char *from = list;;) {
		size_t length = strcspn(from, ",");
		const char *word = request_own(request, xstrndup(from, length));
		uint64_t number = 0;

		if (!*word)
			return request_refuse_argument(request, option, list, "an item is empty");
		const char *reason = take(word, &number);
		if (reason)
			return request_refuse_argument(request, option, word, reason);
		add(request, condition, word, number);
		if (!from[length])
			break;
		from += length + 1;
	}
	return 0;
}

static const char *take_number(const char *word, int64_t least, int64_t most, uint64_t *number)
{
	int64_t value;
	const char *reason = number_parse(word, least, most, &value);

	if (!reason)
		*number = (uint64_t)value;
	return reason;
}

static const char *take_user(const char *word, uint64_t *number)
{
	const struct passwd *user = getpwnam(word);

	if (user)
		*number = user->pw_uid;
	else if (take_number(word, 0, UINT_MAX - 1, number))
		return "no such user";
	return NULL;
}

static const char *take_group(const char *word, uint64_t *number)
{
	const struct group *group = getgrnam(word);

	if (group)
		*number = group->gr_gid;
	else if (take_number(word, 0, UINT_MAX - 1, number))
		return "no such group";
	return NULL;
}

static const char *take_pid(const char *word, uint64_t *number)
{
	return take_number(word, 1, INT_MAX, number);
}

static const char *take_pgid(const char *word, uint64_t *number)
{
	const char *reason = take_number(word, 0, INT_MAX, number);

	if (reason || *number)
		return reason;
	/* Do not match 0 itself: /proc shows 0 for every group of another PID namespace. */
	*number = (uint64_t)getpgrp();
	return *number ? NULL : "our process group is in another PID namespace";
}

static const char *take_session(const char *word, uint64_t *number)
{
	const char *reason = take_number(word, 0, INT_MAX, number);

	if (reason || *number)
		return reason;
	*number = (uint64_t)getsid(0);
	return *number ? NULL : "our session is in another PID namespace";
}

static const char *take_terminal(const char *word, uint64_t *number)
{
	const char *name = after_prefix(word, "/dev/");
	auto_free char *path = xasprintf("/dev/%s", name ? name : word);
	struct sys_file file;

	if (streq(word, "-") || streq(word, "?")) /* no terminal, as in ps(1) */
		return NULL;
	if (sys_stat_at(AT_FDCWD, path, &file) < 0 || !file.device)
		return "no such terminal; write its name in /dev, as tty1 or pts/0, or - for no "
		       "terminal";
	*number = file.device;
	return NULL;
}

int apply_euid(struct request *request, const char *argument)
{
	return add_list(request, CONDITION_EUID, "--euid", argument, take_user);
}

int apply_uid(struct request *request, const char *argument)
{
	return add_list(request, CONDITION_UID, "--uid", argument, take_user);
}

int apply_group(struct request *request, const char *argument)
{
	return add_list(request, CONDITION_GID, "--group", argument, take_group);
}

int apply_parent(struct request *request, const char *argument)
{
	return add_list(request, CONDITION_PARENT, "--parent", argument, take_pid);
}

int apply_pgroup(struct request *request, const char *argument)
{
	return add_list(request, CONDITION_PGROUP, "--pgroup", argument, take_pgid);
}

int apply_session(struct request *request, const char *argument)
{
	return add_list(request, CONDITION_SESSION, "--session", argument, take_session);
}

int apply_terminal(struct request *request, const char *argument)
{
	return add_list(request, CONDITION_TERMINAL, "--terminal", argument, take_terminal);
}

static int add_age(struct request *request, enum condition condition, const char *option,
		   const char *argument)
{
	int64_t span;
	const char *reason = duration_parse(argument, &span);

	if (reason)
		return request_refuse_argument(request, option, argument, reason);
	add(request, condition, argument, (uint64_t)span);
	return 0;
}

int apply_older(struct request *request, const char *argument)
{
	return add_age(request, CONDITION_OLDER, "--older", argument);
}

int apply_younger(struct request *request, const char *argument)
{
	return add_age(request, CONDITION_YOUNGER, "--younger", argument);
}

/*
 * The other conditions are texts. An empty text would match all processes; it is most likely a
 * shell variable that is not set.
 */
static int refuse_empty(struct request *request, const char *option, const char *argument)
{
	if (!*argument)
		return request_refuse(
			request,
			"%s '': empty: it would match all processes; is a variable not set?",
			option);
	return 0;
}

int apply_name(struct request *request, const char *argument)
{
	if (refuse_empty(request, "--name", argument))
		return -1;
	if (strchr(argument, '/'))
		return request_refuse(
			request,
			"--name '%s': a name has no slash; for the executable, write --exe",
			argument);
	add(request, CONDITION_NAME, argument, 0);
	return 0;
}

int apply_match(struct request *request, const char *argument)
{
	if (refuse_empty(request, request->pkill ? "pattern" : "--match", argument))
		return -1;
	add(request, CONDITION_PATTERN, argument, 0);
	return 0;
}

int apply_env(struct request *request, const char *argument)
{
	if (refuse_empty(request, "--env", argument))
		return -1;
	if (*argument == '=')
		return request_refuse(request,
				      "--env '%s': the name is missing; write NAME or NAME=VALUE",
				      argument);
	add(request, CONDITION_ENVIRON, argument, 0);
	return 0;
}

int apply_runstates(struct request *request, const char *argument)
{
	if (refuse_empty(request, "--runstates", argument))
		return -1;
	if (!argument[strspn(argument, ",")])
		return request_refuse(request,
				      "--runstates '%s': it has no state; write some of D R S T t",
				      argument);
	for (const char *state = argument; *state; state++) {
		if (strchr("ZX", *state))
			return request_refuse(request,
					      "--runstates '%s': a process in state %c is dead and "
					      "cannot be signalled; write some of D R S T t",
					      argument, *state);
		if (strchr("IKWP", *state))
			return request_refuse(
				request,
				"--runstates '%s': only kernel threads are in state %c, and they "
				"are never selected; write some of D R S T t",
				argument, *state);
		if (!strchr("DRSTt,", *state))
			return request_refuse(
				request,
				"--runstates '%s': '%c' is not a state; write some of D R S T t",
				argument, *state);
	}
	add(request, CONDITION_STATE, argument, 0);
	return 0;
}

/*
 * Note the file, and the path that /proc/PID/exe shows for it. The file may be missing if its
 * directory exists.
 */
int apply_exe(struct request *request, const char *argument)
{
	const char *slash = strrchr(argument, '/');
	auto_free char *resolved = realpath(argument, NULL);
	struct sys_file file = {0};

	if (refuse_empty(request, "--exe", argument))
		return -1;
	if (!resolved && slash) {
		auto_free char *directory = xstrndup(argument, (size_t)(slash - argument) + 1);
		auto_free char *parent = realpath(directory, NULL);

		if (parent && sys_stat_at(AT_FDCWD, parent, &file) == 0)
			resolved = xasprintf("%s%s", streq(parent, "/") ? "" : parent, slash);
		/* A missing file has no inode; its device is that of the directory. */
		file = (struct sys_file){.id = {.device = file.id.device}};
	} else if (resolved && sys_stat_at(AT_FDCWD, resolved, &file) < 0) {
		free(steal_text(&resolved));
	}
	if (!resolved || file.is_directory)
		return request_refuse(request,
				      "--exe '%s': %s; write the whole path of the executable",
				      argument, resolved ? "a directory" : "no such file");
	criteria_add(&request->criteria, CONDITION_EXE,
		     (struct criterion){.text = request_own(request, steal_text(&resolved)),
					.word = argument,
					.file = file.id});
	return 0;
}

/* The path is as in /proc/PID/cgroup, or below the mount point. */
int apply_cgroup(struct request *request, const char *argument)
{
	static const char mount[] = "/sys/fs/cgroup";
	const char *below = after_prefix(argument, mount);
	const char *path = below && (*below == '/' || !*below) ? below : argument;
	size_t length = strlen(path);

	if (refuse_empty(request, "--cgroup", argument))
		return -1;
	if (*path != '/' && *path)
		return request_refuse(request,
				      "--cgroup '%s': it does not begin with /; write the path as "
				      "in /proc/PID/cgroup",
				      argument);
	while (length > 0 && path[length - 1] == '/')
		length--;
	char *word = length ? xstrndup(path, length) : xstrdup("/");
	add(request, CONDITION_CGROUP, request_own(request, word), 0);
	return 0;
}

int apply_ns(struct request *request, const char *argument)
{
	const char *reason = target_parse_identity(argument, &request->selecting.ns);

	if (reason)
		return request_refuse_argument(request, "--ns", argument, reason);
	request->selecting.ns_text = argument;
	return 0;
}

static const char *take_namespace(const char *word, uint64_t *number)
{
	for (size_t i = 0; i < NAMESPACE_KINDS; i++) {
		if (streq(word, facts_namespaces[i])) {
			*number = i;
			return NULL;
		}
	}
	return "no such namespace; write some of cgroup ipc mnt net pid time user uts";
}

int apply_nslist(struct request *request, const char *argument)
{
	/* The numbers are kinds of namespaces. request_check_conditions replaces them by inodes. */
	request->selecting.nslist = true;
	return add_list(request, CONDITION_NAMESPACE, "--nslist", argument, take_namespace);
}
