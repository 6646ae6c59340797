/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"
#include "base/text.h"
#include "base/util.h"
#include "model/duration.h"
#include "request/request.h"

#include <stdio.h>
#include <unistd.h>

bool progress_wanted(const struct request *request)
{
	return !request->quiet && isatty(STDERR_FILENO);
}

void progress_tick(void *context, const struct attempts *attempts, int64_t left)
{
	struct progress *progress = context;
	const struct attempt *first = NULL;
	size_t pending = 0;

	FOREACH_PENDING(attempts, attempt) {
		first = first ? first : attempt;
		pending++;
	}
	if (!first)
		return;
	auto_free char *subject = first->is_selected ? xasprintf("%d", first->number)
						 : text_escape(first->target->text);
	char time[DURATION_SIZE];

	/* In whole seconds: the line is shown once a second. */
	int64_t seconds = left == DURATION_FOREVER ? left : left / DURATION_SECOND * DURATION_SECOND;
	/* Carriage return, and erase to the end of the line (console_codes(4)). */
	fprintf(stderr, "\r\033[Kwaiting for %.60s", subject);
	if (pending > 1)
		fprintf(stderr, " and %zu more", pending - 1);
	if (left < DURATION_FOREVER / 2)
		fprintf(stderr, ", %s left", duration_format(seconds, time));
	progress->is_shown = true;
}

void progress_erase(struct progress *progress)
{
	if (progress->is_shown)
		fputs("\r\033[K", stderr);
	progress->is_shown = false;
}
