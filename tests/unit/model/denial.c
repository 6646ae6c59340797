/* SPDX-License-Identifier: MIT */
/* denial: the reasons for EPERM and EACCES, from literal facts. */
#include "model/denial.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define NO_ID ((uid_t)-1)

enum { ALICE = 1000, BOB = 1001, NOBODY = 65534 };
enum { ALL = FACTS_IDS | FACTS_STAT | FACTS_STATUS, UNREADABLE = 0 };

/*
 * The caller, the target, and the words that must be in each list. "" is an empty list; NULL is not
 * checked.
 */
static const struct {
	const char *words;
	uid_t ruid, euid;
	bool may_kill, is_initial;
	uid_t overflow_uid;
	int landlock, seccomp;
	pid_t session;
	ino_t namespace;

	unsigned known_of_it;
	uid_t its_ruid, its_euid, its_suid;
	pid_t its_session;
	ino_t its_namespace;

	int signo, error;
	const char *known, *possible, *remedy;
} rows[] = {
	{"another user, without CAP_KILL", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, 0, 0, 0, 2, 0, SIGTERM, EPERM,
	 "its real user is 0 and its saved user 0; your real user is 1000", "", "to run fdkill as user 0"},
	{"CAP_KILL is what is lacking", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, BOB, BOB, BOB, 2, 0, SIGTERM, EPERM, "you lack CAP_KILL", "", "with CAP_KILL"},
	{"its effective user gives no permission", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, 0, ALICE, 0, 2, 0, SIGTERM, EPERM, "its effective user is 1000, as yours is", "", NULL},
	{"CONT, in another session", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, 0, 0, 0, 2, 0, SIGCONT, EPERM, "it is in session 2, and you are in 1", "", "to run fdkill in its session"},
	{"TERM, in the same session", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, 0, 0, 0, 1, 0, SIGTERM, EPERM, "CONT would be permitted", "", NULL},
	{"the same user: Landlock", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, ALICE, ALICE, ALICE, 1, 0, SIGTERM, EPERM,
	 "the users are not the reason", "a Landlock domain", "outside that domain"},
	{"the same user, by the saved one", BOB, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, 0, 0, ALICE, 1, 0, SIGTERM, EPERM, "the users are not the reason", "Landlock", NULL},
	{"the same user: another module, where Landlock scopes no signals", ALICE, ALICE, false, true, NO_ID,
	 5, 0, 1, 0, ALL, ALICE, ALICE, ALICE, 1, 0, SIGTERM, EPERM, NULL, "SELinux", NULL},
	{"the same user, under a filter", ALICE, ALICE, false, true, NO_ID, 7, 2, 1, 0,
	 ALL, ALICE, ALICE, ALICE, 1, 0, SIGTERM, EPERM, NULL, "your seccomp filter", NULL},
	{"root, in the initial user namespace", 0, 0, true, true, NO_ID, 7, 0, 1, 0,
	 ALL, BOB, BOB, BOB, 2, 0, SIGTERM, EPERM, "it reaches every process", "a Landlock domain", NULL},
	{"root, in a user namespace of its own", 0, 0, true, false, NOBODY, 7, 0, 1, 0,
	 ALL, BOB, BOB, BOB, 2, 0, SIGTERM, EPERM, "in your user namespace only",
	 "in a user namespace that yours does not contain", "CAP_KILL in its user namespace"},
	{"a user without an id in our user namespace", 0, 0, true, false, NOBODY, 7, 0, 1, 0,
	 ALL, NOBODY, NOBODY, NOBODY, 2, 0, SIGTERM, EPERM,
	 "its user has no number in your user namespace", "", "CAP_KILL in its user namespace"},
	{"both users are without an id in our user namespace", NOBODY, NOBODY, false, false, NOBODY, 7, 0, 1, 0,
	 ALL, NOBODY, NOBODY, NOBODY, 2, 0, SIGTERM, EPERM, "", "it belongs to another user", NULL},
	{"the overflow id, where a real user has it", 0, 0, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, NOBODY, NOBODY, NOBODY, 2, 0, SIGTERM, EPERM, "you lack CAP_KILL", "", "as user 65534"},
	{"another user namespace, known", 0, 0, true, false, NOBODY, 7, 0, 1, 11,
	 ALL | FACTS_NAMESPACES, BOB, BOB, BOB, 2, 12, SIGTERM, EPERM,
	 "it is in another user namespace", NULL, NULL},
	{"the same user namespace, known", 0, 0, true, false, NOBODY, 7, 0, 1, 11,
	 ALL | FACTS_NAMESPACES, BOB, BOB, BOB, 2, 11, SIGTERM, EPERM,
	 "it is in your user namespace", "a Landlock domain", NULL},
	{"EACCES", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 ALL, ALICE, ALICE, ALICE, 1, 0, SIGTERM, EACCES, "a security module forbids it", "",
	 "to change the rules of that module"},
	{"no facts are known", ALICE, ALICE, false, true, NO_ID, 7, 0, 1, 0,
	 UNREADABLE, 0, 0, 0, 0, 0, SIGTERM, EPERM, "", "it belongs to another user",
	 "as its user, or with CAP_KILL"},
	{"no facts are known, and Landlock scopes no signals", ALICE, ALICE, false, true, NO_ID, 1, 0, 1, 0,
	 UNREADABLE, 0, 0, 0, 0, 0, SIGTERM, EPERM, "", "SELinux", "to change the rules of that module"},
};

static bool is_in_list(const struct explanation *explanation, enum remark_list list, const char *words)
{
	size_t count = 0;

	for (size_t i = 0; i < explanation->count; i++) {
		if (explanation->items[i].list != list)
			continue;
		count++;
		if (words && *words && strstr(explanation->items[i].words, words))
			return true;
	}
	return !words || (!*words && count == 0);
}

/* Is a domain mentioned, though there can be none? */
static bool has_stray_domain(const struct explanation *explanation, int landlock)
{
	for (size_t i = 0; landlock < 6 && i < explanation->count; i++) {
		if (strstr(explanation->items[i].words, "domain"))
			return true;
	}
	return false;
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct explanation explanation = {0};
		struct self us = {
			.facts = {.known = ALL | FACTS_NAMESPACES, .ruid = rows[i].ruid, .euid = rows[i].euid,
				  .session = rows[i].session, .seccomp = rows[i].seccomp},
			.may_kill = rows[i].may_kill,
			.is_initial = rows[i].is_initial,
			.overflow_uid = rows[i].overflow_uid,
			.landlock = rows[i].landlock,
		};
		struct facts them = {
			.known = rows[i].known_of_it, .ruid = rows[i].its_ruid,
			.euid = rows[i].its_euid, .suid = rows[i].its_suid,
			.session = rows[i].its_session,
		};

		us.facts.namespaces[NAMESPACE_USER] = rows[i].namespace;
		them.namespaces[NAMESPACE_USER] = rows[i].its_namespace;
		denial_explain(&us, &them, rows[i].signo, rows[i].error, &explanation);
		ok(is_in_list(&explanation, REMARK_KNOWN, rows[i].known), "%s: what is known", rows[i].words);
		ok(is_in_list(&explanation, REMARK_POSSIBLE, rows[i].possible), "%s: what remains possible",
		   rows[i].words);
		ok(is_in_list(&explanation, REMARK_REMEDY, rows[i].remedy), "%s: remedy",
		   rows[i].words);
		ok(!has_stray_domain(&explanation, rows[i].landlock), "%s: no domain without Landlock",
		   rows[i].words);
		explanation_free(&explanation);
	}
	return tap_done();
}
