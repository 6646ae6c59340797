/* The stage that delivers: one pass over the attempts. */
#pragma once

#include "model/delivery.h"
#include "run/attempt.h"

#include <stddef.h>

/*
 * Send to everybody pending whose turn it has not been in STEP (counted from 1). Who was reached
 * stays pending, and is_sent. In later steps, who has ended meanwhile stays pending too, for await.
 */
void deliver(struct attempts *attempts, const struct delivery *delivery, size_t step);
