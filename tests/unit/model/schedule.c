/* SPDX-License-Identifier: MIT */
/* schedule: start-stop-daemon(8)'s grammar. */
#include "model/schedule.h"
#include "../tap.h"
#include "base/util.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* Steps are SIGNO/SECONDS; "*" is for ever, ">" begins the repeated part. The first signal is 3. */
static const struct {
	const char *text, *steps;
} rows[] = {
	{"5", "3/5 9/5"},
	{"0", "3/0 9/0"},
	{"1.5m", "3/90 9/90"},
	{"TERM/30/KILL/5", "15/30 9/5"},
	{"TERM/5", "15/5"},
	{"-15/5", "15/5"},
	{"-TERM/5", "15/5"},
	{"SIGTERM/5", "15/5"},
	{"hup/500ms", "1/0.5"},
	{"RTMIN+1/5", "35/5"},
	{"TERM/forever", "15/*"},
	{"forever", "-/*"},
	{"5/TERM/5", "-/5 15/5"},
	{"TERM/KILL/5", "15 9/5"},
	{"TERM/5/5", "15/5 -/5"},
	{"TERM/5/forever/KILL/1", "15/5 >9/1"},
	{"forever/forever", ">-/*"},
	{"forever/TERM/5", ">15/5"},
	{"forever/TERM/1ms", ">15/0.001"},
	{"forever/TERM/500us/HUP/500us", ">15/0.0005 1/0.0005"},
	{"TERM/forever/5", "15 >-/5"},
	{"TERM/forever/5/KILL/0", "15 >-/5 9/0"},
	{"TERM/5/KILL", "15/5 9/0"},
	{"TERM/KILL", "15 9/0"},
	{"5/TERM", "-/5 15/0"},
};

static const struct {
	const char *text, *word;
} refused[] = {
	{"", ""}, {"TERM", "TERM"}, {"TERM/", ""}, {"/5", ""}, {"//", ""}, {"TERM//5", ""},
	{"forever/TERM", "TERM"}, {"TREM/5", "TREM"}, {"TERM/5x", "5x"}, {"TERM/-5/", ""},
	{"5x", "5x"}, {"-5", "-5"}, {"TERM/99999999999999/KILL/1", "99999999999999"},
	{"forever/TERM/0", "forever/TERM/0"}, {"forever/URG/1ns", "forever/URG/1ns"},
	{"TERM/5/forever/HUP/999us", "TERM/5/forever/HUP/999us"},
	{"forever/TERM/5/forever/KILL/5", "forever"}, {"TERM /5", "TERM "},
};

static char *format(const struct schedule *schedule)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < schedule->count; i++) {
		const struct step *step = &schedule->steps[i];

		fprintf(out, "%s%s", i ? " " : "", (long)i == schedule->repeat_from ? ">" : "");
		if (step->sends)
			fprintf(out, "%d", step->signo);
		else
			fputc('-', out);
		if (step->waits && step->grace == DURATION_FOREVER)
			fputs("/*", out);
		else if (step->waits)
			fprintf(out, "/%g", (double)step->grace / DURATION_SECOND);
	}
	fclose(out);
	return text;
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct schedule schedule = SCHEDULE_NONE;
		char *word;
		const char *reason = schedule_parse(rows[i].text, SIGQUIT, &schedule, &word);
		auto_free char *steps = format(&schedule);

		ok(!reason && streq(steps, rows[i].steps), "'%s' is %s", rows[i].text, rows[i].steps);
		schedule_free(&schedule);
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct schedule schedule = SCHEDULE_NONE;
		char *word = NULL;
		const char *reason = schedule_parse(refused[i].text, SIGQUIT, &schedule, &word);

		ok(reason && word && streq(word, refused[i].word) && schedule.count == 0,
		   "'%s' is refused at '%s'", refused[i].text, refused[i].word);
		free(word);
	}
	struct schedule schedule = SCHEDULE_NONE;
	char *word;
	schedule_parse("TERM/5/forever/HUP/1/KILL/1", SIGTERM, &schedule, &word);
	ok(schedule_next(&schedule, 0) == 1 && schedule_next(&schedule, 1) == 2 &&
		   schedule_next(&schedule, 2) == 1,
	   "the repeated part comes again");
	ok(schedule_sends_after(&schedule, 2), "a repetition sends again");
	schedule.repeat_from = SCHEDULE_NO_REPEAT;
	ok(schedule_sends_after(&schedule, 1) && !schedule_sends_after(&schedule, 2),
	   "without a repetition the last signal is the last");
	ok(schedule_next(&schedule, 2) == 3, "without a repetition no step follows the last");
	schedule_wait(&schedule, DURATION_FOREVER);
	schedule.repeat_from = 1;
	auto_free char *words = schedule_format(&schedule, 3 * (int64_t)DURATION_SECOND);
	ok(streq(words, "TERM, wait up to 3 s, again and again: HUP, wait up to 1 s, KILL, wait up to 1 s, "
			"wait up to 3 s"),
	   "formatted: %s", words);
	schedule_free(&schedule);
	return tap_done();
}
