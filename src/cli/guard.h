/* Which conditions guard a pidfile. */
#pragma once

struct request;
struct selection;

/*
 * Once the privileges are known: must the request's pidfiles be trusted, or do its conditions say
 * which process they may name? Sets SELECTION's judgement and is_guarded.
 */
void guard_pidfiles(const struct request *request, struct selection *selection);
