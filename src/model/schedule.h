/* SPDX-License-Identifier: MIT */
/* Pure: a schedule of signals and waits, for targets that do not exit at the first signal. */
#pragma once

#include "model/duration.h"

#include <stdbool.h>
#include <stddef.h>

/* Send a signal, then wait until all targets have exited, or until the grace has passed. */
struct step {
	bool sends;
	int signo;
	bool waits;
	int64_t grace; /* in nanoseconds, or DURATION_FOREVER */
};

enum { SCHEDULE_NO_REPEAT = -1 };

struct schedule {
	struct step *steps; /* owned */
	size_t count, capacity;
	long repeat_from; /* the step to go back to after the last one, or SCHEDULE_NO_REPEAT */
	bool names_signals; /* the user's text names a signal */
};

#define SCHEDULE_NONE ((struct schedule){.repeat_from = SCHEDULE_NO_REPEAT})

/* Append a step that sends SIGNO. schedule_wait adds a wait to it. */
void schedule_send(struct schedule *schedule, int signo);

/* Add a wait to the last step. If that already waits, or there is none, append a step that only
 * waits. */
void schedule_wait(struct schedule *schedule, int64_t grace);

/*
 * Parse a schedule as start-stop-daemon(8) does: items with "/" between them. An item is a signal
 * (TERM, -TERM, -15), a time (30, 500ms) or "forever". "forever" repeats the items behind it
 * without end; as the last item it waits without end. Behind a signal as the last item a time of 0
 * is added. A single time N means SIGNO/N/KILL/N. Returns NULL, or the reason, a static string;
 * *WORD, to be freed, is then the faulty item.
 */
const char *schedule_parse(const char *text, int signo, struct schedule *schedule, char **word);

/* Does TEXT name a signal? It need not be a valid schedule. */
bool schedule_names_signals(const char *text);

/* The first step that sends a signal, or NULL. */
const struct step *schedule_first_signal(const struct schedule *schedule);

/* The index of the step that follows INDEX, or COUNT if there is none. */
size_t schedule_next(const struct schedule *schedule, size_t index);

/* Does any step that can follow INDEX, also by repetition, send a signal? */
bool schedule_sends_after(const struct schedule *schedule, size_t index);

/*
 * The schedule as messages show it: "TERM, wait up to 5 s, KILL, wait up to 2 s". Repeated steps
 * follow "again and again: ". No wait is shown longer than LIMIT, the time for all of it, or
 * DURATION_FOREVER. To be freed.
 */
char *schedule_format(const struct schedule *schedule, int64_t limit);

void schedule_free(struct schedule *schedule);
