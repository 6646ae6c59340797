/* SPDX-License-Identifier: MIT */
/* One run: the constant request, and what changes while it is carried out. */
#pragma once

#include "cli/privilege.h"
#include "cli/progress.h"
#include "request/request.h"
#include "run/attempt.h"
#include "run/await.h"
#include "run/select.h"

#include <stdbool.h>
#include <stdint.h>

struct run {
	const struct request *request;
	struct privilege privilege;
	struct progress progress;   /* the status line on the terminal */
	struct attempts attempts;
	struct selection selection; /* of the request, completed for this run */
	struct waiting waiting;
	int64_t deadline;           /* of the whole run, by sys_now; DURATION_FOREVER: none */
	int interrupted;            /* the signal that interrupted a wait, or 0 */
	enum phase phase;
	bool has_failed;            /* a phase could not be entered */
};
