/* SPDX-License-Identifier: MIT */
/* Pure: how similar two words are, to suggest the word that was meant. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * How many letters must be inserted, deleted, replaced or swapped with a neighbour to turn A into
 * B, ignoring case (optimal string alignment). If a word has more than 31 letters, the result is
 * 31.
 */
size_t typo_distance(const char *a, const char *b);

/* Is DISTANCE small enough to suggest a word in place of TYPED? */
bool typo_is_near(const char *typed, size_t distance);
