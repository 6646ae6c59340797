/*
 * Between holding and sending: is everything as the user wants it? Those it is not so for are
 * settled.
 */
#pragma once

struct attempts;
struct request;

/* --max, --interactive and --ask-each. The processes are held while a person thinks. */
void consent_ask(struct attempts *attempts, const struct request *request);

/* --all-or-none: would every target be reached? If not, nobody is sent to. */
void consent_of_all(struct attempts *attempts, const struct request *request);
