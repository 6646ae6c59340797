/* What fdkill finds out about itself, to explain why a signal was denied. */
#pragma once

#include "model/denial.h"

/* Read the facts of this process into *SENDER. MAY_KILL: it has CAP_KILL. Without /proc fewer facts
 * are known. */
void sender_look(struct sender *sender, bool may_kill);
