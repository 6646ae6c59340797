/* SPDX-License-Identifier: MIT */
/* Which conditions make a pidfile safe to use that another user could have written. */
#pragma once

#include <stdbool.h>

struct request;
struct selection;

/*
 * Must the request's pidfiles be trusted, or do its conditions say which process they may name?
 * Sets SELECTION's judgement and is_guarded. IS_POWERFUL: privilege_is_powerful.
 */
void guard_pidfiles(const struct request *request, bool is_powerful, struct selection *selection);
