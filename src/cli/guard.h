/* SPDX-License-Identifier: MIT */
/*
 * Decide whether the conditions make it safe to use a pidfile that another user could have written.
 */
#pragma once

#include <stdbool.h>

struct request;
struct selection;

/*
 * Set SELECTION's is_guarded: the conditions of REQUEST say which process a pidfile may name. Set
 * its judgement: whether pidfiles must be trusted otherwise. IS_POWERFUL: privilege_is_powerful.
 */
void guard_pidfiles(const struct request *request, bool is_powerful, struct selection *selection);
