/* SPDX-License-Identifier: MIT */
#include "base/typo.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 31 };

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return toupper((unsigned char)a) == toupper((unsigned char)b);
}

size_t typo_distance(const char *a, const char *b)
{
	size_t length_a = strlen(a), length_b = strlen(b);
	size_t cost[LONGEST + 1][LONGEST + 1];

	if (length_a > LONGEST || length_b > LONGEST)
		return LONGEST;
	for (size_t i = 0; i <= length_a; i++) {
		for (size_t j = 0; j <= length_b; j++) {
			if (i == 0 || j == 0) {
				cost[i][j] = i + j;
				continue;
			}
			cost[i][j] = min(cost[i - 1][j - 1] + !same(a[i - 1], b[j - 1]),
					 min(cost[i - 1][j], cost[i][j - 1]) + 1);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				cost[i][j] = min(cost[i][j], cost[i - 2][j - 2] + 1);
		}
	}
	return cost[length_a][length_b];
}

bool typo_is_near(const char *typed, size_t distance)
{
	size_t length = strlen(typed);

	return distance <= 1 + length / 6 && distance < length;
}
