/* SPDX-License-Identifier: MIT */
/* Pure: signals, by name and by number. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The highest signal number. */
int signame_max(void);

/*
 * A signal from its name or number: with or without SIG, in any case; RTMIN, RTMIN+n, RTn (the
 * same), RTMAX, RTMAX-n; 0, which is sent but never delivered. Returns NULL, or the reason.
 */
const char *signame_parse(const char *text, int *signo);

/* The known name nearest to TEXT, or NULL if none is near. */
const char *signame_suggest(const char *text);

/* The name without SIG: "TERM", "RTMIN+3", "32" for the two that the C library keeps; "0". */
enum { SIGNAME_SIZE = 16 };
const char *signame_format(int signo, char text[SIGNAME_SIZE]);

/* What the signal does to a process that does not care (signal(7)): "terminate", "core",
 * "ignore", "stop", "continue". */
const char *signame_action(int signo);

/* For a person: "Terminated". */
const char *signame_describe(int signo);

/*
 * A real-time signal for the kernel, each of which is queued: from 32 on, the two that the C
 * library keeps for itself included.
 */
bool signame_is_queued(int signo);

/* A signal that may be sent, but neither caught nor ignored through the C library. */
bool signame_is_uncatchable(int signo);

/* What `-l WORD` was given, as the set of signals it stands for (bit N-1 for signal N; 0 and the
 * empty set are allowed only for a mask): a number, an exit status 128+n, or a 0x mask as in
 * /proc/PID/status. Returns NULL, or the reason. */
const char *signame_parse_set(const char *text, uint64_t *set);
