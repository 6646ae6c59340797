/* One settled attempt in words, or as data; and what can be said at the end. */
#pragma once

#include "attempt.h"
#include "request.h"

/* What became of ATTEMPT: failures on standard error, the rest on standard output. CONTEXT is the request; the callback of
 * struct attempts. */
void report_settled(void *context, const struct attempt *attempt);
