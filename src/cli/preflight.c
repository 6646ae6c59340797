/* SPDX-License-Identifier: MIT */
#include "cli/preflight.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/util.h"
#include "cli/message.h"
#include "cli/report.h"
#include "model/signame.h"
#include "request/request.h"
#include "run/attempt.h"
#include "run/deliver.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool is_word(const char *line, size_t length, const char *word)
{
	return length == strlen(word) && strncasecmp(line, word, length) == 0;
}

/* 1 if the whole line is yes or y, else 0; -ENODATA at the end of the input, or -errno. */
static int read_answer(int terminal)
{
	char line[8], letter;
	size_t length = 0;

	for (;;) {
		ssize_t count = read(terminal, &letter, 1);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 || (count == 0 && length == 0))
			return count < 0 ? -errno : -ENODATA;
		if (count == 0 || letter == '\n')
			return is_word(line, length, "y") || is_word(line, length, "yes");
		/* A line that does not fit is not yes. */
		length = length < sizeof(line) ? length + 1 : length;
		line[length - 1] = letter;
	}
}

/* Ask. Returns as read_answer. Input that was typed before the question is discarded. */
static int ask(FILE *terminal, const char *signal, const char *receiver)
{
	int error = sys_forget_typed(fileno(terminal));

	if (error < 0)
		return error;
	fprintf(terminal, "send %s to %s? [y/N] ", signal, receiver);
	return fflush(terminal) ? -errno : read_answer(fileno(terminal));
}

static void refuse(struct attempts *attempts, struct attempt *attempt, int error)
{
	attempt->cause.detail = error == 0          ? "not signalled: you did not answer yes"
			  : error == -ENODATA ? "not signalled: no answer was given"
					      : "not signalled: the terminal could not be read";
	attempt->cause.error = error == -ENODATA ? 0 : -error;
	attempt_settle(attempts, attempt, OUTCOME_REFUSED);
}

static void refuse_rest(struct attempts *attempts, int error)
{
	FOREACH_PENDING(attempts, attempt)
		refuse(attempts, attempt, error);
}

/* Show the later signals, because the answer covers them, too. */
static void show_schedule(const struct request *request, FILE *terminal)
{
	int64_t within = request->wait.within;

	if (!schedule_sends_after(&request->schedule, 0))
		return;
	auto_free char *schedule = schedule_format(&request->schedule, within == NO_SPAN ? DURATION_FOREVER : within);
	say(terminal, "in turn: %s", schedule);
}

/* Show what ATTEMPT would signal: a process, or a group and its members. Returns how many lines. */
static size_t show_receiver(const struct attempt *attempt, FILE *out, size_t most)
{
	auto_free char *receiver = report_receiver_in_full(attempt);
	size_t lines = 1;

	say_line(out, "  %s", receiver);
	FOREACH_MEMBER(attempt, member) {
		if (lines++ >= most)
			break;
		auto_free char *words = report_member(member);
		say_line(out, "    member %s", words);
	}
	return lines;
}

/* How many lines ATTEMPT takes in such a list. */
static size_t count_lines(const struct attempt *attempt)
{
	return 1 + (attempt->members ? attempt->members->count : 0);
}

static void show_receivers(const struct attempts *attempts, FILE *out)
{
	enum { SHOWN = 50 };
	size_t shown = 0, left = 0;

	FOREACH_PENDING(attempts, attempt) {
		size_t lines = count_lines(attempt), room = SHOWN - shown;

		if (room)
			shown += show_receiver(attempt, out, room);
		if (lines > room)
			left += lines - room;
		if (shown > SHOWN)
			shown = SHOWN;
	}
	if (left)
		say(out, "  and %zu more", left);
}

static void ask_once(struct attempts *attempts, FILE *terminal, const char *signal)
{
	const struct attempt *first = attempts_next_pending(attempts, NULL);
	bool is_one = attempts_pending(attempts) == 1 && first->scope != SCOPE_GROUP;

	show_receivers(attempts, terminal);
	int answer = ask(terminal, signal, is_one ? "it" : "all of them");
	if (answer != 1)
		refuse_rest(attempts, answer);
}

/* Ask about ATTEMPT, in one line. Returns as read_answer. */
static int ask_about(const struct attempt *attempt, FILE *terminal, const char *signal)
{
	auto_free char *receiver = report_receiver_in_full(attempt);
	size_t around = strlen("send  to ? [y/N] yes") + strlen(signal);
	auto_free char *shown = message_cut(terminal, receiver, around);
	auto_free char *escaped = text_escape(shown);

	if (attempt->scope == SCOPE_GROUP)
		show_receiver(attempt, terminal, count_lines(attempt));
	return ask(terminal, signal, escaped);
}

static void ask_each(struct attempts *attempts, FILE *terminal, const char *signal)
{
	FOREACH_PENDING(attempts, attempt) {
		int answer = ask_about(attempt, terminal, signal);

		if (answer == 0)
			refuse(attempts, attempt, 0);
		/* If one question cannot be answered, the next ones cannot either. */
		if (answer < 0)
			refuse_rest(attempts, answer);
	}
}

static int compare_numbers(const void *one, const void *other)
{
	int a = *(const int *)one, b = *(const int *)other;

	return (a > b) - (a < b);
}

/* How many of the COUNT numbers differ. Each 0 counts: the number is not known. Sorts them. */
static size_t count_distinct(int *numbers, size_t count)
{
	size_t distinct = 0;

	qsort(numbers, count, sizeof(*numbers), compare_numbers);
	for (size_t i = 0; i < count; i++)
		distinct += i == 0 || numbers[i] == 0 || numbers[i] != numbers[i - 1];
	return distinct;
}

/*
 * How many processes would be signalled; SIZE_MAX if a group's members cannot be counted. A process
 * that is named, and is in a group that is named, counts once.
 */
static size_t count_receivers(const struct attempts *attempts)
{
	size_t count = 0, lines = 0;

	FOREACH_PENDING(attempts, attempt) {
		if (attempt->scope == SCOPE_GROUP && !attempt->members)
			return SIZE_MAX;
		lines += count_lines(attempt);
	}
	auto_free int *numbers = xcalloc(lines + 1, sizeof(*numbers));
	FOREACH_PENDING(attempts, attempt) {
		if (attempt->scope != SCOPE_GROUP)
			numbers[count++] = attempt->number;
		FOREACH_MEMBER(attempt, member)
			numbers[count++] = member->process.pid;
	}
	return count_distinct(numbers, count);
}

/* Settle the attempts that cannot be signalled. Those that are left pending would be. */
static void rehearse(struct attempts *attempts, const struct request *request)
{
	const struct step *first = schedule_first_signal(&request->schedule);

	if (first)
		deliver(attempts, &request->delivery,
			&(struct pass){.step = 1, .signo = first->signo, .is_rehearsal = true});
}

/* Refuse all if more processes would be signalled than --max allows, in one message. */
static void check_max(struct attempts *attempts, const struct request *request)
{
	size_t max = request->consent.max;
	bool is_shown = request->verbose || request->action == ACTION_REHEARSE;

	rehearse(attempts, request);
	attempts_rewind(attempts);
	size_t count = count_receivers(attempts);
	if (count <= max)
		return;
	if (!request->quiet && count == SIZE_MAX)
		complain("--max %zu: the members of a group cannot be counted, so no signal was sent", max);
	else if (!request->quiet)
		complain("--max %zu: %zu processes would be signalled, so no signal was sent%s", max, count,
			 is_shown ? "" : "; --dry-run shows them");
	if (!request->quiet && is_shown)
		show_receivers(attempts, stdout);
	attempts_settle_rest(attempts, OUTCOME_TOO_MANY, NULL);
}

void preflight_ask(struct attempts *attempts, const struct request *request)
{
	const struct consent *consent = &request->consent;
	char signal[SIGNAME_SIZE];

	if (consent->has_max)
		check_max(attempts, request);
	if (consent->ask == ASK_NEVER || request_rehearses(request) || !attempts_pending(attempts))
		return;
	FILE *terminal = fopen("/dev/tty", "r+e");
	if (!terminal) {
		attempts_settle_rest(attempts, OUTCOME_REFUSED,
				     "not signalled: there is no terminal to ask on");
		return;
	}
	const struct step *first = schedule_first_signal(&request->schedule);
	signame_format(first ? first->signo : 0, signal);
	show_schedule(request, terminal);
	(consent->ask == ASK_ONCE ? ask_once : ask_each)(attempts, terminal, signal);
	fclose(terminal);
}

void preflight_all_or_none(struct attempts *attempts, const struct request *request)
{
	if (!request->consent.all_or_none)
		return;
	rehearse(attempts, request);
	FOREACH_ATTEMPT(attempts, attempt) {
		int status = attempts_status_of(attempts, attempt, request->ok_gone);

		if (attempt->outcome != OUTCOME_PENDING && status > 0) {
			attempts_settle_rest(attempts, OUTCOME_HELD_BACK, NULL);
			break;
		}
	}
	attempts_rewind(attempts);
}
