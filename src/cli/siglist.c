/* SPDX-License-Identifier: MIT */
#include "cli/siglist.h"
#include "model/signame.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The two numbers between the standard signals and RTMIN have no names. */
static bool has_name(int signo)
{
	char name[SIGNAME_SIZE];

	return !isdigit((unsigned char)*signame_format(signo, name));
}

static void print_names(void)
{
	/* On a terminal several in a line, as kill(1) does; else one a line, for programs. */
	bool wrap = isatty(STDOUT_FILENO);
	int column = 0;

	for (int signo = 1; signo <= signame_max(); signo++) {
		char name[SIGNAME_SIZE];
		int length = (int)strlen(signame_format(signo, name));

		if (!has_name(signo))
			continue;
		if (!wrap) {
			puts(name);
			continue;
		}
		if (column && column + 1 + length > 78) {
			putchar('\n');
			column = 0;
		}
		column += printf("%s%s", column ? " " : "", name);
	}
	if (column)
		putchar('\n');
}

static void print_set(uint64_t set)
{
	const char *space = "";

	for (int signo = 1; signo <= 64; signo++) {
		char name[SIGNAME_SIZE];

		if (set & (uint64_t)1 << (signo - 1)) {
			printf("%s%s", space, signame_format(signo, name));
			space = " ";
		}
	}
	putchar('\n');
}

static const char *translate(const char *word, bool print)
{
	uint64_t set;
	int signo;
	const char *reason;

	if (isdigit((unsigned char)*word)) {
		reason = signame_parse_set(word, &set);
		if (!reason && print)
			print_set(set);
	} else {
		reason = signame_parse(word, &signo);
		if (!reason && print)
			printf("%d\n", signo);
	}
	return reason;
}

const char *siglist_print(const char *const words[], size_t count, const char **bad)
{
	for (size_t i = 0; i < count; i++) {
		const char *reason = translate(words[i], false);

		if (reason) {
			*bad = words[i];
			return reason;
		}
	}
	for (size_t i = 0; i < count; i++)
		translate(words[i], true);
	if (count == 0)
		print_names();
	return NULL;
}

/* The signals that WORDS mean, as a set; all of them if there are no words. */
static const char *collect(const char *const words[], size_t count, uint64_t *signals,
			   const char **bad)
{
	const char *reason = NULL;
	uint64_t set;
	int signo;

	*signals = count ? 0 : UINT64_MAX;
	for (size_t i = 0; !reason && i < count; i++) {
		*bad = words[i];
		if (isdigit((unsigned char)*words[i])) {
			reason = signame_parse_set(words[i], &set);
		} else {
			reason = signame_parse(words[i], &signo);
			set = reason ? 0 : (uint64_t)1 << (signo - 1);
		}
		*signals |= reason ? 0 : set;
	}
	return reason;
}

const char *siglist_print_table(const char *const words[], size_t count, const char **bad)
{
	uint64_t signals;
	const char *reason = collect(words, count, &signals, bad);

	if (reason)
		return reason;
	for (int signo = 1; signo <= signame_max(); signo++) {
		char name[SIGNAME_SIZE];

		if (!(signals & (uint64_t)1 << (signo - 1)))
			continue;
		printf("%2d %-9s %-10s %s\n", signo, has_name(signo) ? signame_format(signo, name) : "-",
		       signame_action(signo), signame_describe(signo));
	}
	return NULL;
}
