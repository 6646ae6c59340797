/* Pure: decimal numbers, strictly. */
#pragma once

#include <stdint.h>

/*
 * The whole of TEXT as a decimal number from MIN to MAX: digits, with "-" before them where MIN
 * is negative. No white space, no "+", nothing behind. Returns NULL, or the reason.
 */
const char *number_parse(const char *text, int64_t min, int64_t max, int64_t *number);

/* The same for 64-bit ids, from MIN on. */
const char *number_parse_unsigned(const char *text, uint64_t min, uint64_t *number);
