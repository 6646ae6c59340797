#include "request.h"
#include "options.h"
#include "say.h"
#include "signame.h"
#include "util.h"


static void apply_signal(struct request *request, const char *argument)
{
	struct delivery *delivery = &request->delivery;
	int signo;
	const char *reason = signame_parse(argument, &signo);

	if (reason) {
		const char *near = signame_suggest(argument);

		usage_error("signal '%s': %s%s%s%s", argument, reason, near ? "; did you mean " : "",
			    near ? near : "", near ? "?" : " (fdkill -l lists them)");
	}
	if (delivery->explicit_signal)
		usage_error("signal '%s': only one signal can be sent, and one was given already",
			    argument);
	delivery->signo = signo;
	delivery->explicit_signal = true;
}

static void apply_info(struct request *request, const char *argument)
{
	char *word;
	const char *reason = delivery_parse_info(argument, &request->delivery.payload, &word);

	if (reason) {
		auto_free char *owned = word;

		usage_error("--info: '%s': %s", owned, reason);
	}
}

static void apply_queue(struct request *request, const char *argument)
{
	const char *reason = delivery_parse_value(argument, &request->delivery.payload);

	if (reason)
		usage_error("--queue: '%s': %s", argument, reason);
}

static void apply_scope(struct request *request, const char *argument)
{
	const char *reason = delivery_parse_scope(argument, &request->delivery.scope);

	if (reason)
		usage_error("--scope: '%s': %s", argument, reason);
}

static void apply_pidfile(struct request *request, const char *argument)
{
	request_add_target(request, request_own(request, xasprintf("pidfile:%s", argument)));
}

/* The rest only set something. */
#define APPLY(name, statement)                                                                     \
	static void apply_##name(struct request *request, const char *argument)                    \
	{                                                                                          \
		(void)argument;                                                                    \
		statement;                                                                         \
	}

APPLY(cont, request->delivery.cont = true)
APPLY(all_processes, request_add_everybody(request))
APPLY(dry_run, request->dry_run = true)
APPLY(print, request->print = true)
APPLY(boot_id, request->boot_id = true)
APPLY(ok_gone, request->ok_gone = true)
APPLY(count, request->count = true)
APPLY(verbose, request->verbose = true)
APPLY(quiet, request->quiet = true)
APPLY(list, request->mode = MODE_LIST)
APPLY(table, request->mode = MODE_TABLE)
APPLY(help, request->mode = MODE_HELP)
APPLY(version, request->mode = MODE_VERSION)

const struct option_row request_options[] = {
	{.help = "What is sent:"},
	{.name = "signal", .letters = "sn", .argument = "SIGNAL", .is_signal = true,
	 .help = "the signal, by name or number, also as -SIGNAL;\nTERM if none is given, 0 sends nothing",
	 .apply = apply_signal},
	{.name = "queue", .letters = "q", .argument = "VALUE",
	 .help = "send VALUE along, as sigqueue(3) does", .apply = apply_queue},
	{.name = "info", .letters = "", .argument = "KEY=VALUE,...",
	 .help = "send siginfo along: code, value, errno, pid, uid", .apply = apply_info},
	{.name = "scope", .letters = "", .argument = "SCOPE",
	 .help = "thread: only the thread of that number;\n"
		 "group: the group numbered like the process (fd:N)",
	 .apply = apply_scope},
	{.name = "cont", .letters = "",
	 .help = "continue each target afterwards, so that a stopped\none acts on the signal",
	 .apply = apply_cont},

	{.help = "To whom:"},
	{.name = "pidfile", .letters = "F", .argument = "FILE",
	 .help = "the process that FILE names; - is standard input", .apply = apply_pidfile},
	{.name = "all-processes", .letters = "",
	 .help = "everybody we may signal, except PID 1, fdkill and\nits ancestors",
	 .apply = apply_all_processes},

	{.help = "Safety and output:"},
	{.name = "dry-run", .letters = "",
	 .help = "say what would be sent, check that it could be",
	 .apply = apply_dry_run},
	{.name = "print", .letters = "",
	 .help = "send nothing; print each target as PID:INODE", .apply = apply_print},
	{.name = "boot-id", .letters = "",
	 .help = "with --print: PID:INODE@BOOTID, good for storing", .apply = apply_boot_id},
	{.name = "ok-gone", .letters = "",
	 .help = "a target that has ended already counts as reached", .apply = apply_ok_gone},
	{.name = "count", .letters = "", .help = "print how many targets were sent to",
	 .apply = apply_count},
	{.name = "verbose", .letters = "v", .help = "print a line for each target that was reached",
	 .excludes = "quiet", .apply = apply_verbose},
	{.name = "quiet", .letters = "", .help = "no words about targets; the exit status tells",
	 .apply = apply_quiet},

	{.help = "Signals, and this program:"},
	{.name = "list", .letters = "l",
	 .help = "list signals; with operands, turn names into\n"
		 "numbers, and numbers, statuses, 0xMASKs into names",
	 .excludes = "signal table all-processes pidfile", .apply = apply_list},
	{.name = "table", .letters = "L", .help = "list signals with numbers and what they do",
	 .excludes = "signal all-processes pidfile", .apply = apply_table},
	{.name = "help", .letters = "h", .help = "show this, and end", .apply = apply_help},
	{.name = "version", .letters = "V", .help = "show the version, and end",
	 .apply = apply_version},
	{0},
};
