/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/util.h"
#include "request/request-parts.h"

/* Choose ACTION, unless a later one in enum action is chosen already. */
static void choose_action(struct request *request, enum action action)
{
	if (action > request->action)
		request->action = action;
}

/* These options take no argument, and are one statement. */
#define APPLY(name, statement)                                                                     \
	static int apply_##name(struct request *request, const char *argument)                     \
	{                                                                                          \
		(void)argument;                                                                    \
		statement;                                                                         \
		return 0;                                                                          \
	}

APPLY(cont, request->delivery.cont = true)
APPLY(wait, request->wait.wait = true)
APPLY(exit_status, request->wait.exit_status = true)
APPLY(remove_pidfile, request->wait.remove_pidfile = true)
APPLY(mrelease, request->delivery.release_memory = true)
APPLY(all_processes, request_add_all(request))
APPLY(dry_run, choose_action(request, ACTION_REHEARSE))
APPLY(print, choose_action(request, ACTION_PRINT))
APPLY(boot_id, request->boot_id = true)
APPLY(ok_gone, request->ok_gone = true)
APPLY(count, request->count = true)
APPLY(verbose, request->verbose = true)
APPLY(quiet, request->quiet = true)
APPLY(full, request->criteria.full = true)
APPLY(exact, request->criteria.exact = true)
APPLY(ignore_case, request->criteria.ignore_case = true)
APPLY(inverse, request->criteria.inverse = true)
APPLY(all_matching, request->selecting.all_matching = true)
APPLY(newest, request->selecting.newest = true)
APPLY(oldest, request->selecting.oldest = true)
APPLY(include_ancestors, request->selecting.include_ancestors = true)
APPLY(require_handler, request->selecting.require_handler = true)
APPLY(locked, request->selecting.locked = true)
APPLY(interactive, request->consent.ask = ASK_ONCE)
APPLY(ask_each, request->consent.ask = ASK_EACH)
APPLY(all_or_none, request->consent.all_or_none = true)
APPLY(status, choose_action(request, ACTION_STATUS))
APPLY(nothing, (void)request)
APPLY(list, request->mode = MODE_LIST)
APPLY(table, request->mode = MODE_TABLE)
APPLY(help, request->mode = MODE_HELP)
APPLY(usage, request->mode = MODE_USAGE)
APPLY(version, request->mode = MODE_VERSION)

/* It is a question, so it sends nothing. */
static int apply_explain(struct request *request, const char *argument)
{
	(void)argument;
	request->explain = true;
	choose_action(request, ACTION_REHEARSE);
	return 0;
}

static bool is_always_signal(const char *argument)
{
	(void)argument;
	return true;
}

static const struct option_row rows[] = {
	{.help = "The signal:"},
	{.name = "signal", .letters = "sn", .pkill_letters = "", .argument = "SIGNAL", .names_signal = is_always_signal,
	 .is_common = true, .is_common_in_pkill = true,
	 .help = "the signal, by name or number, also as -SIGNAL;\nTERM if none is given; 0 sends nothing",
	 .apply = apply_signal},

	{.help = "Targets that an option names:", .pkill_help = "Processes that an option names:"},
	{.name = "pidfile", .letters = "F", .argument = "FILE", .dashed = DASHED_BARE, .is_common = true,
	 .help = "the process that FILE names; - is standard input",
	 .pkill_help = "only the process that FILE names, if it matches", .excludes = "pid",
	 .apply = apply_pidfile},
	{.name = "pid", .pkill_letters = "p", .argument = "PID,...",
	 .help = "only these processes, if they match", .apply = apply_pid},
	{.name = "all-processes", .letters = "",
	 .help = "every process you may signal, except PID 1,\nthis program and its ancestors",
	 .apply = apply_all_processes},

	{.name = "all-matching", .letters = "a", .pkill_letters = "", .is_common = true,
	 .help = "every process that meets the conditions",
	 .pkill_help = "does nothing: all that match are signalled anyway", .apply = apply_all_matching},

	{.help = "Conditions; they guard the targets, or select with -a or --all-processes:",
	 .pkill_help = "Conditions; a process has to meet all of them:"},
	{.name = "name", .letters = "", .argument = "NAME", .is_common = true,
	 .help = "its name is exactly NAME, however long", .apply = apply_name},
	{.name = "match", .letters = "", .argument = "ERE", .dashed = DASHED_ALL,
	 .help = "its name matches the regular expression ERE",
	 .pkill_help = "another PATTERN; one of them has to match", .apply = apply_match},
	{.name = "full", .letters = "f", .is_common_in_pkill = true,
	 .help = "--match looks at the whole command line",
	 .pkill_help = "PATTERN is matched against the whole command line", .apply = apply_full},
	{.name = "exact", .letters = "x", .is_common_in_pkill = true,
	 .help = "--match has to match from beginning to end",
	 .pkill_help = "PATTERN has to match from beginning to end", .apply = apply_exact},
	{.name = "ignore-case", .letters = "i", .help = "--name and --match ignore case",
	 .pkill_help = "PATTERN and --name ignore case", .apply = apply_ignore_case},
	{.name = "exe", .letters = "", .argument = "FILE", .help = "its executable is FILE",
	 .apply = apply_exe},
	{.name = "euid", .letters = "u", .argument = "USER,...", .is_common = true,
	 .is_common_in_pkill = true, .help = "its effective user is USER", .apply = apply_euid},
	{.name = "uid", .letters = "U", .argument = "USER,...", .help = "its real user is USER",
	 .apply = apply_uid},
	{.name = "group", .letters = "G", .argument = "GROUP,...", .help = "its real group is GROUP",
	 .apply = apply_group},
	{.name = "parent", .letters = "P", .argument = "PID,...", .is_common_in_pkill = true,
	 .help = "its parent is PID", .apply = apply_parent},
	{.name = "terminal", .letters = "", .pkill_letters = "t", .argument = "TTY,...", .dashed = DASHED_BARE,
	 .help = "its terminal is TTY, such as pts/0; - means none", .apply = apply_terminal},
	{.name = "older", .letters = "O", .argument = "DURATION",
	 .help = "it was started at least DURATION ago", .apply = apply_older},
	{.name = "younger", .letters = "", .argument = "DURATION",
	 .help = "it was started less than DURATION ago", .apply = apply_younger},
	{.name = "newest", .letters = "", .pkill_letters = "n", .is_common_in_pkill = true,
	 .help = "keep only the match that was started last", .apply = apply_newest},
	{.name = "oldest", .letters = "", .pkill_letters = "o",
	 .help = "keep only the match that was started first", .apply = apply_oldest},
	{.name = "inverse", .letters = "", .help = "invert: processes that fail at least one condition",
	 .apply = apply_inverse},

	{.help = "Waiting:"},
	{.name = "wait", .letters = "w", .instead = "-W", .is_common = true, .is_common_in_pkill = true,
	 .help = "send, then wait until every target has exited",
	 .pkill_help = "send, then wait until all of them have exited", .apply = apply_wait},
	{.name = "within", .letters = "W", .argument = "DURATION", .is_common = true,
	 .help = "send, wait DURATION at most; status 124 if alive",
	 .apply = apply_within},
	{.name = "kill-after", .letters = "k", .argument = "DURATION", .is_common = true,
	 .is_common_in_pkill = true,
	 .help = "if it is still alive after DURATION, send KILL\nand wait, for ever without -W",
	 .apply = apply_kill_after},
	{.name = "retry", .letters = "", .argument = "SCHEDULE", .names_signal = schedule_names_signals,
	 .help = "send and wait in turn, for example TERM/30/KILL/5", .apply = apply_retry},
	{.name = "timeout", .letters = "", .argument = "MS", .second = "SIGNAL",
	 .help = "wait for MS milliseconds, then send SIGNAL; the\noption can be repeated",
	 .apply = apply_timeout},
	{.name = "wait-count", .letters = "", .argument = "N",
	 .help = "send, then wait until N targets have exited", .apply = apply_wait_count},
	{.name = "exit-status", .letters = "",
	 .help = "send, wait, and exit with the target's own status", .apply = apply_exit_status},
	{.name = "remove-pidfile", .letters = "",
	 .help = "send, wait, then remove the pidfile if it still\nnames that process",
	 .apply = apply_remove_pidfile},

	{.help = "Safety and output:"},
	{.name = "dry-run", .letters = "", .is_common = true, .is_common_in_pkill = true,
	 .help = "send nothing; show what would be sent",
	 .apply = apply_dry_run},
	{.name = "verbose", .letters = "v", .pkill_letters = "", .is_common = true,
	 .help = "send, and print a line for each signal sent",
	 .excludes = "quiet", .apply = apply_verbose},
	{.name = "echo", .pkill_letters = "e", .is_common_in_pkill = true,
	 .help = "send, and print a line for each signal sent", .apply = apply_verbose},
	{.name = "list-name", .pkill_letters = "", .help = "the same as --echo", .apply = apply_verbose},
	{.name = "explain", .letters = "", .is_common = true,
	 .help = "send nothing; explain what the signal would do,\n"
		 "whether it is permitted, and what would help",
	 .excludes = "quiet print status", .apply = apply_explain},
	{.name = "quiet", .letters = "", .help = "send, and print nothing about the targets",
	 .apply = apply_quiet},
	{.name = "count", .letters = "", .pkill_letters = "c",
	 .help = "send, and print how many targets were signalled",
	 .pkill_help = "send, and print how many processes were signalled", .apply = apply_count},
	{.name = "interactive", .letters = "I",
	 .help = "ask once, on the terminal, before anything is sent", .excludes = "ask-each",
	 .apply = apply_interactive},
	{.name = "ask-each", .letters = "", .help = "ask about each process before anything is sent",
	 .apply = apply_ask_each},
	{.name = "max", .letters = "", .argument = "N",
	 .help = "signal nothing if more than N processes would be\nsignalled", .apply = apply_max},
	{.name = "all-or-none", .letters = "",
	 .help = "signal nothing unless every target can be\nsignalled", .apply = apply_all_or_none},
	{.name = "ok-gone", .letters = "",
	 .help = "a target that has already ended counts as reached", .apply = apply_ok_gone},
	{.name = "print", .letters = "",
	 .help = "send nothing; print each target as PID:INODE", .apply = apply_print},
	{.name = "boot-id", .letters = "",
	 .help = "--print prints PID:INODE@BOOTID, to keep in a file", .apply = apply_boot_id},
	{.name = "status", .letters = "",
	 .help = "send nothing; the exit status says whether it runs\n"
		 "(0 runs, 1 dead, 3 not running, 4 unknown)",
	 .excludes = "signal queue info scope cont wait within kill-after retry timeout wait-count "
		     "exit-status remove-pidfile mrelease dry-run print count max interactive ask-each "
		     "all-or-none require-handler",
	 .apply = apply_status},

	{.help = "Conditions that few need:"},
	{.name = "pgroup", .letters = "g", .argument = "PGID,...",
	 .help = "its process group is PGID (0: this program's)", .apply = apply_pgroup},
	{.name = "session", .letters = "", .pkill_letters = "s", .argument = "SID,...",
	 .help = "its session is SID (0: this program's)", .apply = apply_session},
	{.name = "runstates", .letters = "", .pkill_letters = "r", .argument = "STATES",
	 .help = "its state is one of these letters: D R S T t", .apply = apply_runstates},
	{.name = "env", .letters = "", .argument = "NAME[=VALUE]",
	 .help = "it was started with this environment variable", .apply = apply_env},
	{.name = "cgroup", .letters = "", .argument = "PATH",
	 .help = "it is in the cgroup PATH, or below it", .apply = apply_cgroup},
	{.name = "ns", .letters = "", .argument = "PID", .help = "it is in the same namespaces as PID",
	 .apply = apply_ns},
	{.name = "nslist", .letters = "", .argument = "KIND,...",
	 .help = "--ns compares only namespaces of these kinds", .apply = apply_nslist},
	{.name = "require-handler", .letters = "H", .help = "it has a handler for the signal",
	 .apply = apply_require_handler},
	{.name = "locked", .letters = "", .help = "it holds a lock on its pidfile", .apply = apply_locked},
	{.name = "logpidfile", .pkill_letters = "L", .help = "the same as --locked",
	 .apply = apply_locked},
	{.name = "include-ancestors", .letters = "",
	 .help = "select also the ancestors of this program", .apply = apply_include_ancestors},
	{.name = "ignore-ancestors", .pkill_letters = "A",
	 .help = "does nothing: ancestors are left out anyway", .apply = apply_nothing},

	{.help = "More about what is sent:"},
	{.name = "queue", .letters = "q", .argument = "VALUE", .dashed = DASHED_ALL,
	 .help = "send VALUE with the signal, as sigqueue(3) does", .apply = apply_queue},
	{.name = "info", .letters = "", .argument = "KEY=VALUE,...", .dashed = DASHED_ALL,
	 .help = "set siginfo: code, value, errno, pid, uid", .apply = apply_info},
	{.name = "scope", .letters = "", .argument = "SCOPE",
	 .help = "thread: signal only the thread with that number;\n"
		 "process: signal all of a thread's process;\n"
		 "group: signal the group that the process leads",
	 .pkill_help = "thread: signal only the thread with the number\nof the process; process: signal all of it",
	 .apply = apply_scope},
	{.name = "cont", .letters = "",
	 .help = "send CONT after the signal, so that a stopped\nprocess acts on it",
	 .apply = apply_cont},
	{.name = "mrelease", .letters = "", .pkill_letters = "m",
	 .help = "reclaim a killed process's memory at once", .apply = apply_mrelease},

	{.help = "Lists, help and version; these send nothing:"},
	{.name = "list", .letters = "l", .pkill_letters = "", .instead = "-l",
	 .help = "list the signals; or turn names into numbers, and\n"
		 "numbers, exit statuses and 0xMASKs into names",
	 .excludes = "signal table all-processes pidfile", .apply = apply_list},
	{.name = "table", .letters = "L", .pkill_letters = "", .instead = "-L",
	 .help = "list the signals with numbers and default actions",
	 .excludes = "signal all-processes pidfile", .apply = apply_table},
	{.name = "help", .letters = "h", .help = "-h shows the most used options, --help shows all",
	 .apply = apply_help, .apply_letter = apply_usage},
	{.name = "version", .letters = "V", .help = "show the version", .apply = apply_version},
	{0},
};

struct option_row *request_make_options(bool pkill)
{
	struct option_row *table = xcalloc(ARRAY_SIZE(rows), sizeof(*table)), *next = table;

	for (size_t i = 0; rows[i].help; i++) {
		*next = rows[i];
		if (pkill && rows[i].pkill_help)
			next->help = rows[i].pkill_help;
		if (!rows[i].apply) {
			next++;
			continue;
		}
		if (pkill && rows[i].pkill_letters)
			next->letters = rows[i].pkill_letters;
		next->is_common = pkill ? rows[i].is_common_in_pkill : rows[i].is_common;
		/* A row without letters exists only under the name fdpkill. */
		next += next->letters != NULL;
	}
	return table;
}
