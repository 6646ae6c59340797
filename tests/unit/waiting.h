/* SPDX-License-Identifier: MIT */
/* Shared by the tests of await: held processes, and a fake clock. */
#pragma once

#include "fake-sys.h"
#include "model/duration.h"
#include "run/await.h"
#include "tap.h"
#include "base/util.h"

#include <errno.h>
#include <unistd.h>

enum { PID = 5000001 };
#define SECOND ((int64_t)DURATION_SECOND)

static const struct target target = {.kind = TARGET_PID, .text = "5000001"};

static struct attempts attempts;
static struct waiting waiting;
static int settled;

static void count_settled(void *context, const struct attempt *attempt)
{
	(void)context;
	(void)attempt;
	settled++;
}

/* Make COUNT processes and hold them. */
static void begin(int version, int count)
{
	attempts_free(&attempts);
	ok(fake_leaks() == 0, "no descriptor was left open");
	fake_reset(version);
	settled = 0;
	attempts.settled = count_settled;
	waiting = (struct waiting){.deadline = DURATION_FOREVER, .catcher = -1};
	for (int i = 0; i < count; i++) {
		struct attempt *attempt = attempts_add(&attempts, &target, SCOPE_PROCESS);
		struct procref ref = PROCREF_NONE;

		fake_add(PID + i);
		procref_open(&ref, PID + i);
		attempts_hold(&attempts, attempt, &ref);
		attempt->is_sent = true;
	}
}

static enum outcome outcome(size_t index)
{
	return attempts.items[index]->outcome;
}
