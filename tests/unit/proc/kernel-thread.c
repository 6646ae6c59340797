/* SPDX-License-Identifier: MIT */
/*
 * denial and effect of a real kernel thread: it has a PID only in the initial PID namespace. No
 * signal is sent.
 */
#include "model/effect.h"
#include "proc/inspect.h"
#include "proc/self.h"
#include "../tap.h"

#include <string.h>

int main(void)
{
	enum { KTHREADD = 2 };
	struct procref thread = PROCREF_NONE;
	struct delivery delivery = {0};
	struct explanation explanation = {0};
	struct facts facts = {0};
	struct self us;

	if (procref_open(&thread, KTHREADD) < 0 || inspect(&thread, FACTS_STAT | FACTS_STATUS, &facts) < 0 ||
	    facts.ppid != 0) {
		puts("ok 1 # SKIP no kernel thread has a number here\n1..1");
		procref_close(&thread);
		return 0;
	}
	self_read(&us, false);
	effect_predict(&us, &facts, SIGKILL, &delivery, SCOPE_PROCESS, &explanation);
	ok(explanation.count == 1 && explanation.items[0].is_obstacle &&
		   strstr(explanation.items[0].words, "a kernel thread"),
	   "%s is a kernel thread, so KILL has no effect", facts.comm);
	explanation_free(&explanation);
	facts_free(&facts);
	facts_free(&us.facts);
	procref_close(&thread);
	return tap_done();
}
