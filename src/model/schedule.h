/* Pure: what is sent when, if those before did not end everybody. */
#pragma once

#include "model/duration.h"

#include <stdbool.h>
#include <stddef.h>

/* Send a signal, then wait until all have ended, or the grace is over. */
struct step {
	bool sends;
	int signo;
	bool waits;
	int64_t grace; /* nanoseconds; DURATION_FOREVER */
};

enum { SCHEDULE_NO_REPEAT = -1 };

struct schedule {
	struct step *steps; /* owned */
	size_t count, capacity;
	long repeat_from; /* after the last step goes on here, or SCHEDULE_NO_REPEAT */
	bool names_signals;
};

#define SCHEDULE_NONE ((struct schedule){.repeat_from = SCHEDULE_NO_REPEAT})

/* Append a step that sends; its grace comes by schedule_wait. */
void schedule_send(struct schedule *schedule, int signo);

/* Append a wait: to the last step, or as a step of its own that sends nothing. */
void schedule_wait(struct schedule *schedule, int64_t grace);

/*
 * start-stop-daemon(8)'s grammar: items with "/" between: a signal (TERM, -TERM, -15), a time (30,
 * 500ms), "forever", which repeats what follows for ever, or waits for ever if nothing does. A
 * single time N is SIGNO/N/KILL/N. The last item is a time. Returns NULL, or the reason; then *WORD
 * (to be freed) is the item at fault.
 */
const char *schedule_parse(const char *text, int signo, struct schedule *schedule, char **word);

/* The first step that sends anything, or NULL. */
const struct step *schedule_first_signal(const struct schedule *schedule);

/* The step after INDEX, or COUNT if that was the last. */
size_t schedule_next(const struct schedule *schedule, size_t index);

/* Does a step after INDEX, the repeated ones included, send anything? */
bool schedule_sends_after(const struct schedule *schedule, size_t index);

/*
 * "TERM, wait up to 5 s, KILL, wait up to 2 s", what is repeated behind "again and again": for
 * people. LIMIT: for the whole of it, or DURATION_FOREVER. To be freed.
 */
char *schedule_format(const struct schedule *schedule, int64_t limit);

void schedule_free(struct schedule *schedule);
