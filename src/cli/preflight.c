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

static void ask_once(struct attempts *attempts, FILE *terminal, const char *signal)
{
	enum { SHOWN = 50 };
	size_t count = attempts_pending(attempts), shown = 0;

	FOREACH_PENDING(attempts, attempt) {
		if (shown == SHOWN)
			break;
		auto_free char *receiver = report_receiver(attempt);
		say(terminal, "  %s", receiver);
		shown++;
	}
	if (count > shown)
		say(terminal, "  and %zu more", count - shown);
	int answer = ask(terminal, signal, count == 1 ? "it" : "all of them");
	if (answer != 1)
		refuse_rest(attempts, answer);
}

static void ask_each(struct attempts *attempts, FILE *terminal, const char *signal)
{
	FOREACH_PENDING(attempts, attempt) {
		auto_free char *receiver = report_receiver(attempt);
		auto_free char *shown = text_escape(receiver);
		int answer = ask(terminal, signal, shown);
		if (answer == 0)
			refuse(attempts, attempt, 0);
		/* If one question cannot be answered, the next ones cannot either. */
		if (answer < 0)
			refuse_rest(attempts, answer);
	}
}

/* How many processes would be signalled; SIZE_MAX if a group's members cannot be counted. */
static size_t count_receivers(const struct attempts *attempts)
{
	size_t count = 0;

	FOREACH_PENDING(attempts, attempt) {
		if (attempt->scope == SCOPE_GROUP && !attempt->members)
			return SIZE_MAX;
		count += attempt->scope == SCOPE_GROUP ? attempt->members->count : 1;
	}
	return count;
}

void preflight_ask(struct attempts *attempts, const struct request *request)
{
	const struct consent *consent = &request->consent;
	char signal[SIGNAME_SIZE];

	size_t count = consent->has_max ? count_receivers(attempts) : 0;

	if (count > consent->max && consent->has_max)
		attempts_settle_rest(attempts, OUTCOME_REFUSED,
				     count == SIZE_MAX ? "not signalled: the members of a group cannot be "
							 "counted, so --max cannot be checked"
						       : "not signalled: there are more processes than --max allows");
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
	const struct step *first = schedule_first_signal(&request->schedule);

	if (!request->consent.all_or_none)
		return;
	if (first)
		deliver(attempts, &request->delivery,
			&(struct pass){.step = 1, .signo = first->signo, .is_rehearsal = true});
	FOREACH_ATTEMPT(attempts, attempt) {
		int status = outcome_exit_status(attempt->outcome, request->ok_gone);

		if (attempt->outcome != OUTCOME_PENDING && status > 0) {
			attempts_settle_rest(attempts, OUTCOME_HELD_BACK, NULL);
			break;
		}
	}
	attempts_rewind(attempts);
}
