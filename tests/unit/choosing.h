/* SPDX-License-Identifier: MIT */
/* Shared by the tests of select: a world, a request, and the processes that are chosen. */
#pragma once

#include "fake-sys.h"
#include "run/deliver.h"
#include "run/select.h"
#include "tap.h"
#include "base/util.h"

#include <errno.h>
#include <unistd.h>

enum { PID = 5000001, OTHER = 5000002, NOBODY = 5000099 };

static struct attempts attempts;
static struct delivery delivery;
static struct selection selection;
static struct criteria criteria;

static void let_go(void)
{
	attempts_free(&attempts);
	criteria_free(&criteria);
}

/* An empty world on Linux VERSION, and a request for TERM without conditions. */
static void reset(int version)
{
	let_go();
	fake_reset(version);
	delivery = (struct delivery){0};
	selection = (struct selection){.criteria = &criteria};
}

static void choose_target(const struct target *target)
{
	selection.targets = target;
	selection.count = 1;
	select_targets(&attempts, &selection, &delivery);
}

/* Select what TEXT names, or with NULL all processes that meet the conditions. */
static inline void choose(const char *text)
{
	static struct target target;
	const char *reason = NULL;

	target = (struct target){.kind = TARGET_SELECTION, .text = ""};
	if (text)
		reason = target_parse(text, &target);
	if (reason)
		ok(false, "%s: %s", text, reason);
	choose_target(&target);
}

static inline void choose_all(void)
{
	static const struct target everybody = {.kind = TARGET_ALL, .text = "--all-processes"};

	choose_target(&everybody);
}

static inline enum outcome outcome(size_t index)
{
	return attempts.items[index]->outcome;
}
