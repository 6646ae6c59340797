/* SPDX-License-Identifier: MIT */
/* ending: how a process ended. It need not be our child. */
#include "proc/ending.h"
#include "../fake-sys.h"
#include "../tap.h"
#include "base/util.h"

enum { PID = 5000001 };

/* wait(2) statuses. */
enum { EXITED_7 = 7 << 8, KILLED_15 = 15, DUMPED_11 = 11 | 0x80 };

static const struct {
	const char *words;
	int version;
	enum fake_life life;
	bool is_child, is_secret, saw_reap;
	int status;
	bool is_all, is_known; /* expected */
	bool is_zombie;
} rows[] = {
	{"a child", 503, FAKE_ZOMBIE, true, true, false, 0, true, true},
	{"a child of ours that was killed", 619, FAKE_ZOMBIE, true, false, false, DUMPED_11, true, true},
	{"a zombie whose status /proc shows", 612, FAKE_ZOMBIE, false, false, false, EXITED_7, true, true},
	{"a zombie on 6.15 whose status /proc shows", 619, FAKE_ZOMBIE, false, false, false, KILLED_15, true,
	 true},
	{"a zombie whose status is hidden: it may be known after the reap", 619, FAKE_ZOMBIE, false, true, false,
	 EXITED_7, false, false, true},
	{"a zombie with 0 in /proc that is a refusal", 619, FAKE_ZOMBIE, false, true, false, 0, false, false, true},
	{"a zombie with 0 in /proc that is its status", 619, FAKE_ZOMBIE, false, false, false, 0, true, true},
	{"an old kernel, a hidden status: it will never be known", 612, FAKE_ZOMBIE, false, true, false,
	 EXITED_7, true, false, true},
	{"a zombie, although our fdinfo is closed to us", 510, FAKE_ZOMBIE, false, false, false, EXITED_7, true,
	 true},
	{"reaped, Linux 6.15", 615, FAKE_REAPED, false, true, true, EXITED_7, true, true},
	{"reaped with 0, Linux 6.15", 615, FAKE_REAPED, false, true, true, 0, true, true},
	{"reaped, Linux 6.14", 614, FAKE_REAPED, false, false, true, EXITED_7, true, false},
	{"reaped, Linux 6.1", 601, FAKE_REAPED, false, false, false, EXITED_7, true, false},
};

static const struct {
	struct ending ending;
	const char *text;
} formatted[] = {
	{{true, true, 0}, "exited 0"},
	{{true, true, EXITED_7}, "exited 7"},
	{{true, true, KILLED_15}, "killed by TERM"},
	{{true, true, DUMPED_11}, "killed by SEGV (core dumped)"},
	{{true, true, 35}, "killed by RTMIN+1"},
	{{true, false, 0}, "ended; its status cannot be known"},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct procref ref = PROCREF_NONE;
		struct ending ending = {0};

		fake_reset(rows[i].version);
		fake.is_closed = true; /* to no effect from Linux 5.14 on */
		struct fake_process *process = fake_add(PID);
		procref_open(&ref, PID);
		process->life = rows[i].life;
		process->is_child = rows[i].is_child;
		process->is_secret = rows[i].is_secret;
		process->status = rows[i].status;
		bool all = ending_ask(&ref, rows[i].saw_reap, &ending);
		ok(all == rows[i].is_all && ending.is_known == rows[i].is_known &&
			   (!ending.is_known || ending.status == rows[i].status) &&
			   ending.is_zombie == rows[i].is_zombie,
		   "%s", rows[i].words);
		procref_close(&ref);
	}
	for (size_t i = 0; i < ARRAY_SIZE(formatted); i++) {
		char text[ENDING_SIZE];

		ok(streq(ending_format(&formatted[i].ending, text), formatted[i].text), "%s",
		   formatted[i].text);
	}
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
