/* One settled attempt in words. */
#pragma once

struct attempt;
struct run;

/*
 * Callbacks of struct attempts; CONTEXT is the struct run. The signal of ATTEMPT's step was sent; or
 * it could not be queued, and another one follows.
 */
void report_sent(void *context, const struct attempt *attempt);
void report_missed(void *context, const struct attempt *attempt);

/*
 * What became of ATTEMPT: failures on standard error, the rest on standard output. CONTEXT is the
 * struct run; the callback of struct attempts.
 */
void report_settled(void *context, const struct attempt *attempt);

/* Of a selection that found processes which all ended before their turn. */
void report_losses(const struct run *run);

/* What a rehearsal leaves out: what would follow for who has not ended by the first signal. */
void report_schedule(const struct run *run);

/*
 * "1234 (nginx)", "thread 1235 (nginx)", "group 77": whom it is sent to. To be freed, as are the
 * next.
 */
char *report_receiver(const struct attempt *attempt);

/* Why ATTEMPT did not come to a good end; report-failure.c. */
char *report_failure(const struct run *run, const struct attempt *attempt);

/*
 * What a guard says of who does not meet it (LEFT_ALONE), and of who cannot be checked;
 * report-guard.c.
 */
char *report_mismatch(const struct run *run, const struct attempt *attempt);
char *report_unchecked(const struct attempt *attempt);
