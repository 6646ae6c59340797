#include "consent.h"
#include "attempt.h"
#include "report.h"
#include "request.h"
#include "say.h"
#include "signame.h"
#include "stages.h"
#include "text.h"
#include "util.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Yes only if that is what was typed, in the whole of the line. */
static bool answers_yes(FILE *terminal)
{
	char *line = NULL;
	size_t capacity = 0;

	fflush(terminal);
	ssize_t length = getline(&line, &capacity, terminal);
	if (length < 0)
		fputc('\n', terminal);
	else
		line[strcspn(line, "\n")] = '\0';
	bool yes = length >= 0 && (strcasecmp(line, "y") == 0 || strcasecmp(line, "yes") == 0);
	free(line);
	return yes;
}

static void ask_once(struct attempts *attempts, FILE *terminal, const char *signal)
{
	enum { SHOWN = 50 };
	size_t count = attempts_pending(attempts), shown = 0;

	for (size_t i = 0; i < attempts->count && shown < SHOWN; i++) {
		const struct attempt *attempt = attempts->items[i];

		if (attempt->outcome != OUTCOME_PENDING)
			continue;
		auto_free char *receiver = report_receiver(attempt);
		say(terminal, "  %s", receiver);
		shown++;
	}
	if (count > shown)
		say(terminal, "  and %zu more", count - shown);
	fprintf(terminal, "send %s to %s? [y/N] ", signal, count == 1 ? "it" : "all of them");
	if (!answers_yes(terminal))
		attempts_settle_rest(attempts, OUTCOME_REFUSED, "not signalled, as you answered");
}

static void ask_each(struct attempts *attempts, FILE *terminal, const char *signal)
{
	for (size_t i = 0; i < attempts->count; i++) {
		struct attempt *attempt = attempts->items[i];

		if (attempt->outcome != OUTCOME_PENDING)
			continue;
		auto_free char *receiver = report_receiver(attempt);
		auto_free char *shown = text_escape(receiver);
		fprintf(terminal, "send %s to %s? [y/N] ", signal, shown);
		if (answers_yes(terminal))
			continue;
		attempt->detail = "not signalled, as you answered";
		attempt_settle(attempts, attempt, OUTCOME_REFUSED);
	}
}

/* How many processes would be sent to; SIZE_MAX if a group's members cannot be counted. */
static size_t count_receivers(const struct attempts *attempts)
{
	size_t count = 0;

	for (size_t i = 0; i < attempts->count; i++) {
		const struct attempt *attempt = attempts->items[i];

		if (attempt->outcome != OUTCOME_PENDING)
			continue;
		if (attempt->scope == SCOPE_GROUP && !attempt->is_listed)
			return SIZE_MAX;
		count += attempt->scope == SCOPE_GROUP ? attempt->member_count : 1;
	}
	return count;
}

void consent_ask(struct attempts *attempts, const struct request *request)
{
	const struct consent *consent = &request->consent;
	char signal[SIGNAME_SIZE];

	if (consent->has_max && count_receivers(attempts) > consent->max)
		attempts_settle_rest(attempts, OUTCOME_REFUSED,
				     "not signalled: there are more than --max allows");
	if (consent->ask == ASK_NOBODY || request->delivery.rehearse || !attempts_pending(attempts))
		return;
	FILE *terminal = fopen("/dev/tty", "r+e");
	if (!terminal) {
		attempts_settle_rest(attempts, OUTCOME_REFUSED,
				     "not signalled: there is no terminal to ask on");
		return;
	}
	signame_format(request->delivery.signo, signal);
	(consent->ask == ASK_ONCE ? ask_once : ask_each)(attempts, terminal, signal);
	fclose(terminal);
}

void consent_of_all(struct attempts *attempts, const struct request *request)
{
	struct delivery rehearsal = request->delivery;

	if (!request->consent.all_or_none)
		return;
	rehearsal.rehearse = true;
	if (request_sends(request))
		deliver(attempts, &rehearsal, 1);
	for (size_t i = 0; i < attempts->count; i++) {
		struct attempt *attempt = attempts->items[i];
		int status = outcome_exit_status(attempt->outcome, request->ok_gone);

		if (attempt->outcome != OUTCOME_PENDING && status > 0) {
			attempts_settle_rest(attempts, OUTCOME_HELD_BACK, NULL);
			break;
		}
	}
	attempts_rewind(attempts);
}
