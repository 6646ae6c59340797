/* SPDX-License-Identifier: MIT */
/* What fdkill knows about itself, for explanations. */
#pragma once

#include "model/denial.h"

/* Read *SELF. MAY_KILL: we have CAP_KILL. Without /proc less is known. Free self->facts. */
void self_read(struct self *self, bool may_kill);
