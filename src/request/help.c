/* SPDX-License-Identifier: MIT */
#include "request/help.h"
#include "base/util.h"
#include "request/request.h"

#include <string.h>

/* The words that differ between the two names of the program. */
struct texts {
	const char *usage, *rare_usage, *summary, *forms, *examples, *statuses;
};

static const struct texts fdkill = {
	.usage = "Usage: fdkill [-s SIGNAL | -SIGNAL] [OPTION]... TARGET...\n"
		 "       fdkill [-s SIGNAL | -SIGNAL] [OPTION]... -a CONDITION...\n",
	.rare_usage = "       fdkill -l [SIGNAL | STATUS | 0xMASK]...  |  fdkill -L\n",
	.summary = "Send a signal to processes. fdkill holds each of them by a pidfd first, so a PID\n"
		   "that is reused after that is never hit. Conditions, such as --name and -u, guard\n"
		   "the targets; with -a they select among all processes.\n",
	.forms = "\nTargets:\n"
		 "  PID, PID:INODE[@BOOTID]     the process PID; with INODE only that process\n"
		 "  ino:INODE                   the process with that pidfs inode\n"
		 "  fd:N                        the process of descriptor N: a pidfd or /proc/PID\n"
		 "  peer:N                      the process that created the other end of a Unix\n"
		 "                              socket, descriptor N\n"
		 "  tid:TID                     one thread\n"
		 "  pgid:PGID, -PGID            a process group\n"
		 "  0                           fdkill's own process group, without fdkill\n"
		 "  pidfile:FILE                the process that FILE names; - is standard input\n",
	.examples = "\nExamples:\n"
		    "  fdkill 4711                      send TERM to process 4711\n"
		    "  fdkill -k 5 -W 15 4711           send TERM, KILL after 5 s; wait 15 s in all\n"
		    "  fdkill -s 0 -W 1m 4711           send nothing; wait 1 minute at most\n"
		    "  fdkill -HUP -F /run/x.pid -u x   the process in a pidfile, if user x runs it\n"
		    "  fdkill --dry-run -a --name sshd  show which processes are called sshd\n",
	.statuses = "\nExit status:\n"
		    "  0 all targets were reached; 1 gone, or nothing matched;\n"
		    "  2 invalid command line; 3 failed; 4 not permitted, or a condition could not\n"
		    "  be checked; 5 refused; 64 some were reached, some were not;\n"
		    "  124 some are still alive at the deadline\n",
};

static const struct texts fdpkill = {
	.usage = "Usage: fdpkill [-SIGNAL] [OPTION]... [PATTERN]\n",
	.rare_usage = "",
	.summary = "Send a signal to the processes whose name matches the regular expression PATTERN\n"
		   "and that meet the other conditions, as pkill(1) does. fdpkill signals exactly\n"
		   "what it has matched: a PID that is reused meanwhile is never hit.\n",
	.forms = "",
	.examples = "\nExamples:\n"
		    "  fdpkill nginx                    send TERM if \"nginx\" is part of the name\n"
		    "  fdpkill -HUP -x nginx            send HUP if \"nginx\" is all of the name\n"
		    "  fdpkill -e -f 'backup\\.py'       match the command line; print what is sent\n"
		    "  fdpkill -k 5 -u x '^worker'      send TERM, and KILL if alive after 5 s\n"
		    "  fdpkill --dry-run 'sshd|cron'    show which processes match\n",
	.statuses = "\nExit status:\n"
		    "  0 at least one process was signalled; 1 none was; 2 invalid command line;\n"
		    "  3 failed; 124 some are still alive at the deadline\n",
};

static const struct texts *texts_for(const struct request *request)
{
	return request->pkill ? &fdpkill : &fdkill;
}

static void print_row(const struct option_row *row, FILE *out)
{
	enum { INDENT = 30 };
	int width = 0;

	if (*row->letters)
		width += fprintf(out, "  -%c, ", *row->letters);
	else
		width += fprintf(out, "      ");
	width += fprintf(out, "--%s%s%s%s%s", row->name, row->argument ? "=" : "",
			 row->argument ? row->argument : "", row->second ? " " : "",
			 row->second ? row->second : "");
	if (width > INDENT - 2) {
		fputc('\n', out);
		width = 0;
	}
	for (const char *line = row->help; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		fprintf(out, "%*s%.*s\n", INDENT - width, "", (int)strcspn(line, "\n"), line);
		width = 0;
	}
}

void help_print_options(const struct option_row *table, bool only_common, FILE *out)
{
	for (; table->help; table++) {
		if (table->apply && (table->is_common || !only_common))
			print_row(table, out);
		else if (!table->apply && !only_common)
			fprintf(out, "\n%s\n", table->help);
	}
}

void help_print_short(const struct request *request, FILE *out)
{
	const struct texts *texts = texts_for(request);
	const char *name = program_name();

	fprintf(out, "%s%s\n", texts->usage, texts->summary);
	help_print_options(request->options, true, out);
	fprintf(out, "%s\nAll options: %s --help. The whole manual: man %s.\n", texts->examples, name,
		name);
}

void help_print(const struct request *request, FILE *out)
{
	const struct texts *texts = texts_for(request);

	fprintf(out, "%s%s%s%s", texts->usage, texts->rare_usage, texts->summary, texts->forms);
	help_print_options(request->options, false, out);
	fprintf(out, "%s%s\nThe whole manual: man %s.\n", texts->statuses, texts->examples,
		program_name());
}

void help_print_version(const struct request *request, FILE *out)
{
	fprintf(out, request->pkill ? "fdpkill (%s) %s\n" : "%s %s\n", PACKAGE_NAME, PACKAGE_VERSION);
}
