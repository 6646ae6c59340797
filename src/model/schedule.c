/* SPDX-License-Identifier: MIT */
#include "model/schedule.h"
#include "base/util.h"
#include "model/signame.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct step *append(struct schedule *schedule)
{
	schedule->steps = grow(schedule->steps, schedule->count, &schedule->capacity,
			       sizeof(*schedule->steps));
	schedule->steps[schedule->count] = (struct step){0};
	return &schedule->steps[schedule->count++];
}

void schedule_send(struct schedule *schedule, int signo)
{
	struct step *step = append(schedule);

	step->sends = true;
	step->signo = signo;
}

void schedule_wait(struct schedule *schedule, int64_t grace)
{
	struct step *last = schedule->count ? &schedule->steps[schedule->count - 1] : NULL;
	/* The repeated part begins with a step of its own. */
	bool opens_repeat = (long)schedule->count == schedule->repeat_from;

	if (!last || last->waits || opens_repeat)
		last = append(schedule);
	last->waits = true;
	last->grace = grace;
}

static const char *parse_item(const char *item, bool is_last, struct schedule *schedule)
{
	int64_t grace;
	int signo;

	if (!*item)
		return "an item is empty";
	if (streq(item, "forever") && is_last) {
		schedule_wait(schedule, DURATION_FOREVER);
		return NULL;
	}
	if (streq(item, "forever")) {
		if (schedule->repeat_from != SCHEDULE_NO_REPEAT)
			return "forever may be given only once";
		schedule->repeat_from = (long)schedule->count;
		return NULL;
	}
	if (isdigit((unsigned char)*item) || *item == '.') {
		const char *reason = duration_parse(item, &grace);

		if (!reason)
			schedule_wait(schedule, grace);
		return reason;
	}
	const char *reason = signame_parse(item + (*item == '-'), &signo);
	if (reason)
		return reason;
	schedule_send(schedule, signo);
	schedule->names_signals = true;
	if (is_last && schedule->count == 1)
		return "no time follows";
	/* start-stop-daemon(8) looks once more then, without a wait. */
	if (is_last)
		schedule_wait(schedule, 0);
	return NULL;
}

/* Refuse a repetition that takes almost no time: it would keep a processor busy. */
static const char *check_repeat(const struct schedule *schedule)
{
	int64_t total = 0;

	if (schedule->repeat_from == SCHEDULE_NO_REPEAT)
		return NULL;
	for (size_t i = (size_t)schedule->repeat_from; i < schedule->count; i++)
		total = duration_after(total, schedule->steps[i].waits ? schedule->steps[i].grace : 0);
	if (total == 0)
		return "the repeated part takes no time; it must take 1ms at least";
	return total < DURATION_MILLISECOND ? "the repeated part is too short; it must take 1ms at least" : NULL;
}

const char *schedule_parse(const char *text, int signo, struct schedule *schedule, char **word)
{
	struct schedule parsed = SCHEDULE_NONE;
	const char *reason = NULL;
	int64_t grace;

	*word = NULL;
	if (!strchr(text, '/') && !duration_parse(text, &grace)) {
		schedule_send(&parsed, signo);
		schedule_wait(&parsed, grace);
		schedule_send(&parsed, SIGKILL);
		schedule_wait(&parsed, grace);
		*schedule = parsed;
		return NULL;
	}
	for (const char *from = text; !reason;) {
		size_t length = strcspn(from, "/");
		auto_free char *item = xstrndup(from, length);

		reason = parse_item(item, !from[length], &parsed);
		if (reason)
			*word = steal_text(&item);
		if (!from[length])
			break;
		from += length + 1;
	}
	if (!reason) {
		reason = check_repeat(&parsed);
		if (reason)
			*word = xstrdup(text);
	}
	if (reason)
		schedule_free(&parsed);
	else
		*schedule = parsed;
	return reason;
}

bool schedule_names_signals(const char *text)
{
	for (const char *from = text;; from++) {
		size_t length = strcspn(from, "/");
		auto_free char *item = xstrndup(from, length);
		int signo;

		if (!isdigit((unsigned char)*item) && !signame_parse(item + (*item == '-'), &signo))
			return true;
		from += length;
		if (!*from)
			return false;
	}
}

const struct step *schedule_first_signal(const struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->count; i++) {
		if (schedule->steps[i].sends)
			return &schedule->steps[i];
	}
	return NULL;
}

size_t schedule_next(const struct schedule *schedule, size_t index)
{
	if (index + 1 == schedule->count && schedule->repeat_from != SCHEDULE_NO_REPEAT)
		return (size_t)schedule->repeat_from;
	return index + 1;
}

bool schedule_sends_after(const struct schedule *schedule, size_t index)
{
	size_t first = index + 1;

	if (schedule->repeat_from != SCHEDULE_NO_REPEAT && (size_t)schedule->repeat_from < first)
		first = (size_t)schedule->repeat_from;
	for (size_t i = first; i < schedule->count; i++) {
		if (schedule->steps[i].sends)
			return true;
	}
	return false;
}

static void format_step(FILE *out, const struct step *step, int64_t limit)
{
	int64_t most = step->grace < limit ? step->grace : limit;
	char name[SIGNAME_SIZE], grace[DURATION_SIZE];

	if (step->sends)
		fputs(signame_format(step->signo, name), out);
	if (step->sends && step->waits)
		fputs(", ", out);
	if (step->waits)
		fprintf(out, "wait %s%s", most == DURATION_FOREVER ? "" : "up to ",
			duration_format(most, grace));
}

char *schedule_format(const struct schedule *schedule, int64_t limit)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return xstrdup("");
	for (size_t i = 0; i < schedule->count; i++) {
		fprintf(out, "%s%s", i ? ", " : "",
			(long)i == schedule->repeat_from ? "again and again: " : "");
		format_step(out, &schedule->steps[i], limit);
	}
	fclose(out);
	return text;
}

void schedule_free(struct schedule *schedule)
{
	free(schedule->steps);
	*schedule = SCHEDULE_NONE;
}
