/* The pipeline. */
#pragma once

struct request;

/*
 * Hold the targets, go through the schedule, report. Returns the exit status. If a signal
 * interrupted the wait, *INTERRUPTED is it: the program is to die of it.
 */
int run_signals(struct request *request, int *interrupted);
