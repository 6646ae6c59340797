/* SPDX-License-Identifier: MIT */
/* Pure: signals, by name and by number. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Is TEXT a signal with a comma behind it, as in "HUP,TERM"? */
bool signame_is_list(const char *text);

/* The highest signal number. */
int signame_max(void);

/*
 * A signal from its name or number: with or without SIG, in any case; RTMIN, RTMIN+n, RTn (the
 * same), RTMAX, RTMAX-n; 0, which is sent but never delivered. Returns NULL, or the reason.
 */
const char *signame_parse(const char *text, int *signo);

/*
 * Is TEXT meant as a signal, whether there is such a one or not: SIG..., RTM..., or RT and a digit?
 */
bool signame_is_meant(const char *text);

/* The known name nearest to TEXT, or NULL if none is near. */
const char *signame_suggest(const char *text);

/* The name without SIG: "TERM", "RTMIN+3", "32" for the two that the C library keeps; "0". */
enum { SIGNAME_SIZE = 16 };
const char *signame_format(int signo, char text[SIGNAME_SIZE]);

/* The default action of SIGNO (signal(7)): "terminate", "core", "ignore", "stop" or "continue". */
const char *signame_action(int signo);

/* The description that -L prints: "Terminated". */
const char *signame_describe(int signo);

/*
 * Does the kernel queue every SIGNO that is sent? True from 32 on, also for the two numbers that
 * the C library keeps.
 */
bool signame_is_queued(int signo);

/* Can no process catch or ignore SIGNO through the C library? It may still be sent. */
bool signame_is_uncatchable(int signo);

/*
 * Parse the WORD of "-l WORD" into a set of signals, bit N-1 for signal N. WORD is a number, an
 * exit status 128+N, or a 0x mask as in /proc/PID/status. Only a mask may be empty. Returns NULL,
 * or the reason.
 */
const char *signame_parse_set(const char *text, uint64_t *set);
