/* What fdkill can find out about itself, for explanations. */
#pragma once

#include "model/denial.h"

/* Look at ourselves; MAY_KILL: we have CAP_KILL. Without /proc less is known. */
void sender_look(struct sender *sender, bool may_kill);
