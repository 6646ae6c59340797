#include "request/request.h"
#include "base/util.h"
#include "request/request-apply.h"

static void act(struct request *request, enum action action)
{
	if (action > request->action)
		request->action = action;
}

/* The rest only set something. */
#define APPLY(name, statement)                                                                     \
	static void apply_##name(struct request *request, const char *argument)                    \
	{                                                                                          \
		(void)argument;                                                                    \
		statement;                                                                         \
	}

APPLY(cont, request->delivery.cont = true)
APPLY(wait, request->wait.wait = true)
APPLY(exit_status, request->wait.exit_status = true)
APPLY(remove_pidfile, request->wait.remove_pidfile = true)
APPLY(mrelease, request->delivery.release_memory = true)
APPLY(all_processes, request_add_everybody(request))
APPLY(dry_run, act(request, ACTION_REHEARSE))
APPLY(print, act(request, ACTION_PRINT))
APPLY(boot_id, request->boot_id = true)
APPLY(ok_gone, request->ok_gone = true)
APPLY(count, request->count = true)
APPLY(verbose, request->verbose = true)
APPLY(explain, request->explain = true)
APPLY(quiet, request->quiet = true)
APPLY(full, request->criteria.full = true)
APPLY(exact, request->criteria.exact = true)
APPLY(ignore_case, request->criteria.ignore_case = true)
APPLY(inverse, request->criteria.inverse = true)
APPLY(newest, request->selecting.newest = true)
APPLY(oldest, request->selecting.oldest = true)
APPLY(include_ancestors, request->selecting.include_ancestors = true)
APPLY(require_handler, request->selecting.require_handler = true)
APPLY(locked, request->selecting.locked = true)
APPLY(interactive, request->consent.ask = ASK_ONCE)
APPLY(ask_each, request->consent.ask = ASK_EACH)
APPLY(all_or_none, request->consent.all_or_none = true)
APPLY(status, act(request, ACTION_STATUS))
APPLY(nothing, (void)request)
APPLY(list, request->mode = MODE_LIST)
APPLY(table, request->mode = MODE_TABLE)
APPLY(help, request->mode = MODE_HELP)
APPLY(version, request->mode = MODE_VERSION)

static const struct option_row rows[] = {
	{.help = "What is sent:"},
	{.name = "signal", .letters = "sn", .pkill_letters = "", .argument = "SIGNAL", .is_signal = true,
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

	{.help = "Conditions: guards of targets, or, without targets, who is meant:"},
	{.name = "name", .letters = "", .argument = "NAME",
	 .help = "called NAME: all of it, however long", .apply = apply_name},
	{.name = "match", .letters = "", .argument = "ERE",
	 .help = "the name fits the regular expression ERE", .apply = apply_match},
	{.name = "full", .letters = "f", .help = "--match is for the whole command line",
	 .apply = apply_full},
	{.name = "exact", .letters = "x", .help = "--match has to fit as a whole", .apply = apply_exact},
	{.name = "ignore-case", .letters = "i", .help = "of --name and --match",
	 .apply = apply_ignore_case},
	{.name = "exe", .letters = "", .argument = "FILE", .help = "FILE is its executable",
	 .apply = apply_exe},
	{.name = "euid", .letters = "u", .argument = "USER,...", .help = "it runs as USER",
	 .apply = apply_euid},
	{.name = "uid", .letters = "U", .argument = "USER,...", .help = "its real user is USER",
	 .apply = apply_uid},
	{.name = "group", .letters = "G", .argument = "GROUP,...", .help = "its real group is GROUP",
	 .apply = apply_group},
	{.name = "parent", .letters = "P", .argument = "PID,...", .help = "a child of PID",
	 .apply = apply_parent},
	{.name = "pgroup", .letters = "g", .argument = "PGID,...",
	 .help = "in the process group PGID; 0 is ours", .apply = apply_pgroup},
	{.name = "session", .letters = "", .pkill_letters = "s", .argument = "SID,...",
	 .help = "in the session SID; 0 is ours", .apply = apply_session},
	{.name = "terminal", .letters = "", .pkill_letters = "t", .argument = "TTY,...",
	 .help = "on the terminal TTY: pts/0; - is none", .apply = apply_terminal},
	{.name = "older", .letters = "O", .argument = "DURATION", .help = "started that long ago, or longer",
	 .apply = apply_older},
	{.name = "younger", .letters = "", .argument = "DURATION", .help = "started less long ago",
	 .apply = apply_younger},
	{.name = "newest", .letters = "", .pkill_letters = "n",
	 .help = "of all that remain, the one that started last", .apply = apply_newest},
	{.name = "oldest", .letters = "", .pkill_letters = "o",
	 .help = "of all that remain, the one that started first", .apply = apply_oldest},
	{.name = "runstates", .letters = "", .pkill_letters = "r", .argument = "STATES",
	 .help = "in one of these states: D R S T t", .apply = apply_runstates},
	{.name = "env", .letters = "", .argument = "NAME[=VALUE]",
	 .help = "it was started with that in its environment", .apply = apply_env},
	{.name = "cgroup", .letters = "", .argument = "PATH", .help = "in that cgroup, or below it",
	 .apply = apply_cgroup},
	{.name = "ns", .letters = "", .argument = "PID", .help = "in the same namespaces as PID",
	 .apply = apply_ns},
	{.name = "nslist", .letters = "", .argument = "KIND,...", .help = "--ns is about these kinds only",
	 .apply = apply_nslist},
	{.name = "require-handler", .letters = "H", .help = "it has a handler for the signal",
	 .apply = apply_require_handler},
	{.name = "locked", .letters = "", .help = "it holds a lock on its pidfile", .apply = apply_locked},
	{.name = "logpidfile", .pkill_letters = "L", .help = "the same", .apply = apply_locked},
	{.name = "inverse", .letters = "", .help = "whoever does not meet all of the conditions",
	 .apply = apply_inverse},
	{.name = "include-ancestors", .letters = "",
	 .help = "select also whom fdkill descends from", .apply = apply_include_ancestors},
	{.name = "ignore-ancestors", .pkill_letters = "A",
	 .help = "nothing: that is so in any case", .apply = apply_nothing},
	{.name = "pid", .pkill_letters = "p", .argument = "PID,...",
	 .help = "these processes, if they meet the conditions", .apply = apply_pid},

	{.help = "Waiting:"},
	{.name = "wait", .letters = "w", .help = "until every target has exited", .apply = apply_wait},
	{.name = "within", .letters = "W", .argument = "DURATION",
	 .help = "at most that long, then status 124; 0 looks once", .apply = apply_within},
	{.name = "kill-after", .letters = "k", .argument = "DURATION",
	 .help = "send KILL to who has not exited by then, and wait", .apply = apply_kill_after},
	{.name = "retry", .letters = "", .argument = "SCHEDULE",
	 .help = "signals and times in turn: TERM/30/KILL/5", .apply = apply_retry},
	{.name = "timeout", .letters = "", .argument = "MS", .second = "SIGNAL",
	 .help = "wait for MS milliseconds, then send SIGNAL; may be\ngiven again",
	 .apply = apply_timeout},
	{.name = "wait-count", .letters = "", .argument = "N",
	 .help = "until N of the targets have exited", .apply = apply_wait_count},
	{.name = "exit-status", .letters = "",
	 .help = "wait, and exit with the target's own status", .apply = apply_exit_status},
	{.name = "remove-pidfile", .letters = "",
	 .help = "wait, then remove the pidfile if it still names\nthat process",
	 .apply = apply_remove_pidfile},
	{.name = "mrelease", .letters = "", .pkill_letters = "m",
	 .help = "free the memory at once of who was sent KILL", .apply = apply_mrelease},

	{.help = "Safety and output:"},
	{.name = "max", .letters = "", .argument = "N",
	 .help = "if there are more than N, nobody", .apply = apply_max},
	{.name = "interactive", .letters = "I", .help = "ask once, on the terminal", .excludes = "ask-each",
	 .apply = apply_interactive},
	{.name = "ask-each", .letters = "", .help = "ask for each", .apply = apply_ask_each},
	{.name = "all-or-none", .letters = "",
	 .help = "unless every target can be signalled, nobody", .apply = apply_all_or_none},
	{.name = "status", .letters = "",
	 .help = "send nothing; the exit status tells whether it\nruns, as of an init script",
	 .excludes = "signal queue info scope cont wait within kill-after retry timeout wait-count "
		     "exit-status remove-pidfile mrelease dry-run print count max interactive ask-each "
		     "all-or-none require-handler",
	 .apply = apply_status},
	{.name = "dry-run", .letters = "",
	 .help = "say what would be sent, check that it could be",
	 .apply = apply_dry_run},
	{.name = "print", .letters = "",
	 .help = "send nothing; print each target as PID:INODE", .apply = apply_print},
	{.name = "boot-id", .letters = "",
	 .help = "with --print: PID:INODE@BOOTID, good for storing", .apply = apply_boot_id},
	{.name = "ok-gone", .letters = "",
	 .help = "a target that has ended already counts as reached", .apply = apply_ok_gone},
	{.name = "count", .letters = "", .pkill_letters = "c", .help = "print how many targets were sent to",
	 .apply = apply_count},
	{.name = "verbose", .letters = "v", .pkill_letters = "", .help = "print a line for each target that was reached",
	 .excludes = "quiet", .apply = apply_verbose},
	{.name = "echo", .pkill_letters = "e", .help = "the same", .apply = apply_verbose},
	{.name = "explain", .letters = "",
	 .help = "why it was not permitted, and what the\nsignal will come to",
	 .excludes = "quiet print", .apply = apply_explain},
	{.name = "quiet", .letters = "", .help = "no words about targets; the exit status tells",
	 .apply = apply_quiet},

	{.help = "Signals, and this program:"},
	{.name = "list", .letters = "l", .pkill_letters = "",
	 .help = "list signals; with operands, turn names into\n"
		 "numbers, and numbers, statuses, 0xMASKs into names",
	 .excludes = "signal table all-processes pidfile", .apply = apply_list},
	{.name = "table", .letters = "L", .pkill_letters = "", .help = "list signals with numbers and what they do",
	 .excludes = "signal all-processes pidfile", .apply = apply_table},
	{.name = "help", .letters = "h", .help = "show this, and end", .apply = apply_help},
	{.name = "version", .letters = "V", .help = "show the version, and end",
	 .apply = apply_version},
	{0},
};

struct option_row *request_make_options(bool pkill)
{
	struct option_row *table = xcalloc(ARRAY_SIZE(rows), sizeof(*table)), *next = table;

	for (size_t i = 0; rows[i].help; i++) {
		*next = rows[i];
		if (!rows[i].apply) {
			next++;
			continue;
		}
		if (pkill && rows[i].pkill_letters)
			next->letters = rows[i].pkill_letters;
		/* A row without letters of its own is pkill's alone. */
		next += next->letters != NULL;
	}
	return table;
}
