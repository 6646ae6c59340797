/* SPDX-License-Identifier: MIT */
#include "request/help.h"
#include "request/request.h"

#include <string.h>

static const char usage_of_fdkill[] =
	"Usage: fdkill [-s SIGNAL | -SIGNAL] [OPTION]... TARGET...\n"
	"       fdkill [-s SIGNAL | -SIGNAL] [OPTION]... CONDITION...\n"
	"       fdkill -l [SIGNAL | STATUS | 0xMASK]...  |  fdkill -L\n"
	"Send a signal to processes that are held by a pidfd: to them, or to nobody.\n"
	"\nTargets:\n"
	"  PID, PID:INODE[@BOOTID]     a process; with INODE only if it is still that one\n"
	"  ino:INODE                   the process with that pidfs inode\n"
	"  fd:N, peer:N                who is behind descriptor N: a pidfd or a /proc/PID\n"
	"                              directory; the other end of a Unix socket\n"
	"  tid:TID, pgid:PGID, 0       a thread; a process group; our own, without fdkill\n"
	"  pidfile:FILE, -             who FILE, or standard input, names\n";

static const char usage_of_fdpkill[] =
	"Usage: fdpkill [-SIGNAL] [OPTION]... [PATTERN]\n"
	"Signal the processes whose name fits the regular expression PATTERN, and that\n"
	"meet the other conditions, as pkill(1) does, but without its races.\n";

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

void help_print_options(const struct option_row *table, FILE *out)
{
	for (; table->help; table++) {
		if (table->apply)
			print_row(table, out);
		else
			fprintf(out, "\n%s\n", table->help);
	}
}

void help_print(const struct request *request, FILE *out)
{
	fputs(request->pkill ? usage_of_fdpkill : usage_of_fdkill, out);
	help_print_options(request->options, out);
	fputs(request->pkill
		      ? "\nExit status: 0 somebody was signalled, 1 nobody, 2 usage, 3 failed.\n"
		      : "\nExit status: 0 all reached, 1 gone or nothing matched, 2 usage, 3 failed,\n"
			"4 not permitted, 5 refused, 64 some reached and some not,\n"
			"124 some are still alive at the deadline.\n",
	      out);
}
