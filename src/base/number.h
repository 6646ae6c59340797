/* SPDX-License-Identifier: MIT */
/* Pure: strict decimal numbers. */
#pragma once

#include <stdint.h>

/*
 * Parse the whole of TEXT as a decimal number from MIN to MAX. Blanks around it are ignored,
 * because ps(1) and others print them. Only digits are allowed, after a "-" if MIN is negative:
 * no "+", no second number. Returns NULL, or the reason, a static string.
 */
const char *number_parse(const char *text, int64_t min, int64_t max, int64_t *number);

/* The same for an unsigned 64-bit number of at least MIN. */
const char *number_parse_unsigned(const char *text, uint64_t min, uint64_t *number);
