/* Which conditions guard a pidfile. */
#pragma once

struct request;

/*
 * Once the privileges are known: must the request's pidfiles be trusted, or do its conditions say
 * which process they may name? Sets its selection's must_trust and is_guarded.
 */
void guard_pidfiles(struct request *request);
