#include "request.h"
#include "argv.h"
#include "number.h"
#include "options.h"
#include "privilege.h"
#include "procfs.h"
#include "say.h"
#include "signame.h"
#include "util.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void request_help(FILE *out)
{
	fputs("Usage: fdkill [-s SIGNAL | -SIGNAL] [OPTION]... TARGET...\n"
	      "       fdkill -l [SIGNAL | STATUS | 0xMASK]...  |  fdkill -L\n"
	      "Send a signal to processes that are held by a pidfd: to them, or to nobody.\n"
	      "\nTargets:\n"
	      "  PID, PID:INODE[@BOOTID]     a process; with INODE only if it is still that one\n"
	      "  ino:INODE                   the process with that pidfs inode\n"
	      "  fd:N, peer:N                who is behind descriptor N: a pidfd or a /proc/PID\n"
	      "                              directory; the other end of a Unix socket\n"
	      "  tid:TID, pgid:PGID, 0       a thread; a process group; our own, without fdkill\n"
	      "  pidfile:FILE, -             who FILE, or standard input, names\n",
	      out);
	options_help(request_options, out);
	fputs("\nExit status: 0 all reached, 1 gone, 2 usage, 3 failed, 4 not permitted, 64 some\n"
	      "reached and some not.\n",
	      out);
}

/* What else "-WORD" may have been meant for: an option with its argument, or a process group. */
static char *other_reading(const char *word)
{
	const struct option_row *row = options_by_letter(request_options, *word);
	int64_t pgid;

	if (row && row->argument && word[1])
		return xasprintf("; for the option, write --%s=%s", row->name, word + 1);
	if (!number_parse(word, 2, INT_MAX, &pgid))
		return xasprintf("; for the process group, write pgid:%s or -- -%s", word, word);
	return xstrdup("");
}

__attribute__((noreturn)) static void refuse_letters(const char *word)
{
	const char *near = signame_suggest(word + 1);

	usage_error("'%s': neither a signal nor options%s%s%s", word,
		    near ? "; did you mean -" : "", near ? near : "",
		    near ? "?" : "; see fdkill --help");
}

__attribute__((noreturn)) static void refuse_argv(enum argv_fault fault, const char *word)
{
	auto_free char *other = other_reading(word + 1);

	switch (fault) {
	case ARGV_UNKNOWN:
		refuse_letters(word);
	case ARGV_SECOND_SIGNAL:
		usage_error("'%s': a second signal; only one can be sent%s", word, other);
	case ARGV_LATE_SIGNAL:
		usage_error("'%s': a signal goes before the first target%s", word, other);
	case ARGV_SIGNAL_OR_GROUP:
		usage_error("'%s': not a signal%s", word, other);
	case ARGV_EVERYBODY:
		usage_error("'-1': not a target; for everybody we may signal, write --all-processes; "
			    "for the signal HUP, write -HUP before the targets");
	case ARGV_FINE:
		break;
	}
	abort();
}

/* getopt_long(3) said "?" or ":". */
__attribute__((noreturn)) static void refuse_option(char *const argv[], int answer)
{
	const char *word = argv[optind - 1];

	if (answer == ':' && optopt >= OPTIONS_LONG)
		usage_error("--%s: its argument is missing: --%s=%s",
			    request_options[optopt - OPTIONS_LONG].name,
			    request_options[optopt - OPTIONS_LONG].name,
			    request_options[optopt - OPTIONS_LONG].argument);
	if (answer == ':')
		usage_error("-%c: its argument is missing: %s", optopt,
			    options_by_letter(request_options, (char)optopt)->argument);
	if (optopt >= OPTIONS_LONG)
		usage_error("--%s: takes no argument", request_options[optopt - OPTIONS_LONG].name);

	const struct option_row *other, *near;
	const char *name = word + 2;

	options_by_name(request_options, name, strcspn(name, "="), &other);
	if (other)
		usage_error("'%s': ambiguous: --%s is one of the options it may stand for", word,
			    other->name);
	near = options_suggest(request_options, name);
	usage_error("'%s': no such option%s%s%s", word, near ? "; did you mean --" : "",
		    near ? near->name : "", near ? "?" : "; see fdkill --help");
}

static void take_option(struct request *request, bool *seen, int answer)
{
	size_t index = answer >= OPTIONS_LONG
			       ? (size_t)(answer - OPTIONS_LONG)
			       : (size_t)(options_by_letter(request_options, (char)answer) -
					  request_options);

	seen[index] = true;
	request_options[index].apply(request, optarg);
}

static void take_words(struct request *request)
{
	auto_free char *letters = options_getopt_letters(request_options);
	auto_free struct option *names = options_getopt_names(request_options);
	auto_free bool *seen = xcalloc(options_count(request_options), sizeof(*seen));
	const struct option_row *one, *other;
	int argc = 0;

	while (request->argv[argc])
		argc++;
	request->words = xcalloc((size_t)argc + 1, sizeof(*request->words));
	opterr = 0;
	for (int answer; (answer = getopt_long(argc, request->argv, letters, names, NULL)) != -1;) {
		if (answer == 1)
			request->words[request->word_count++] = optarg;
		else if (answer == '?' || answer == ':')
			refuse_option(request->argv, answer);
		else
			take_option(request, seen, answer);
	}
	while (request->argv[optind])
		request->words[request->word_count++] = request->argv[optind++];
	if (options_conflict(request_options, seen, &one, &other))
		usage_error("--%s and --%s exclude each other", one->name, other->name);
}

/* Does the scope fit the target? */
static void check_scope(const struct request *request, const struct target *target)
{
	enum scope scope = request->delivery.scope;
	bool many = target_is_group(target) || target->kind == TARGET_ALL;

	if (scope == SCOPE_GROUP && target->kind != TARGET_FD)
		usage_error("%s: --scope=group is for fd:N; a group is named by pgid:PGID",
			    target->text);
	if (scope == SCOPE_THREAD && many)
		usage_error("%s: --scope=thread is for one process, not for many", target->text);
	if (scope == SCOPE_PROCESS && (many || target->kind == TARGET_THREAD))
		usage_error("%s: --scope=process does not fit it", target->text);
	if (target->kind == TARGET_THREAD && !request->delivery.explicit_signal)
		usage_error("%s: name the signal: one that is fatal by default, as TERM is, ends the "
			    "whole process",
			    target->text);
}

static void check_delivery(const struct request *request)
{
	const struct delivery *delivery = &request->delivery;
	char name[SIGNAME_SIZE];

	signame_format(delivery->signo, name);
	if (delivery->payload.present && !delivery_allows_payload(delivery->signo))
		usage_error("%s takes no siginfo: nobody could receive it", name);
	if (delivery->cont && !delivery_allows_cont(delivery->signo))
		usage_error("--cont makes no sense with %s", name);
	if (request->boot_id && !request->print)
		usage_error("--boot-id goes with --print");
	for (size_t i = 0; i < request->target_count; i++)
		check_scope(request, &request->targets[i]);
}

static void check(struct request *request)
{
	for (size_t i = 0; i < request->word_count; i++)
		request_add_target(request, request->words[i]);
	check_delivery(request);
	if (request->target_count == 0 && !request->has_stdin)
		usage_error("no target; write fdkill [-SIGNAL] PID..., or see fdkill --help");
	request_check_descriptors(request);
	if (request->has_stdin)
		request_read_stdin(request);
}

void request_parse(struct request *request, char *argv[])
{
	enum argv_fault fault;
	const char *word;

	*request = (struct request){.delivery = {.signo = SIGTERM}};
	request->argv = argv_normalise(request_options, argv, &fault, &word);
	if (!request->argv)
		refuse_argv(fault, word);
	take_words(request);
	if (request->mode != MODE_SEND)
		return;
	check(request);
	if (request->boot_id && procfs_boot_id(request->this_boot) < 0) {
		complain("--boot-id: the boot id cannot be read");
		exit(3);
	}
	request->delivery.rehearse = request->dry_run || request->print;
	request->selection = (struct selection){
		.targets = request->targets,
		.count = request->target_count,
		.facts = request->verbose || request->delivery.rehearse ? FACTS_STAT : 0,
		.identities = request->print,
		.members = request->verbose || request->delivery.rehearse,
		.as_root = geteuid() == 0,
	};
}

unsigned request_privileges(const struct request *request)
{
	bool looks_around = request->selection.facts || request->selection.members;
	unsigned needs = request->mode == MODE_SEND ? PRIVILEGE_SEND : 0;

	for (size_t i = 0; i < request->target_count; i++) {
		enum target_kind kind = request->targets[i].kind;

		needs |= kind == TARGET_PIDFILE ? PRIVILEGE_READ : 0;
		looks_around |= kind == TARGET_ALL || target_is_group(&request->targets[i]);
	}
	return needs | (looks_around ? PRIVILEGE_INSPECT : 0);
}

void request_free(struct request *request)
{
	for (size_t i = 0; i < request->owned_count; i++)
		free(request->owned[i]);
	free(request->owned);
	free(request->targets);
	free(request->words);
	argv_free(request->argv);
}
