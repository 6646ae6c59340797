/* Pure: how far a word is from the one that was meant. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Letters to insert, delete, replace or swap with their neighbour, whatever their case, to make
 * B of A (optimal string alignment). Words over 31 letters count as far apart. */
size_t typo_distance(const char *a, const char *b);

/* Is DISTANCE small enough for "did you mean", for a word like TYPED? */
bool typo_is_near(const char *typed, size_t distance);
