/* SPDX-License-Identifier: MIT */
/* What is checked after the processes are held and before the first signal. */
#pragma once

struct attempts;
struct request;

/* --max, --interactive and --ask-each: settle what may not be signalled. */
void preflight_ask(struct attempts *attempts, const struct request *request);

/* --all-or-none: if a target cannot be signalled, settle all of them. */
void preflight_all_or_none(struct attempts *attempts, const struct request *request);
