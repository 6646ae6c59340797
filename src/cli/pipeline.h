/* SPDX-License-Identifier: MIT */
/* The stages in order. */
#pragma once

struct privilege;
struct request;

/*
 * Hold the targets, go through the schedule, report. PRIVILEGE is in PHASE_SELECT. Returns the exit
 * status. *INTERRUPTED is the signal that interrupted the wait, or 0: the program has to die of it.
 */
int pipeline_run(const struct request *request, const struct privilege *privilege, int *interrupted);
