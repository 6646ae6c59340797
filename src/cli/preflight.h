/* SPDX-License-Identifier: MIT */
/* The checks between holding the processes and the first signal. */
#pragma once

struct attempts;
struct request;

/* --max, --interactive and --ask-each: settle attempts that may not be signalled, as REFUSED. */
void preflight_ask(struct attempts *attempts, const struct request *request);

/* --all-or-none: if one attempt cannot be signalled, settle all of them, as HELD_BACK. */
void preflight_all_or_none(struct attempts *attempts, const struct request *request);
