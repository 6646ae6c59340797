/* SPDX-License-Identifier: MIT */
#include "model/denial.h"
#include "base/util.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>

/* Landlock scopes signals from this version of its interface on (Linux 6.12). */
enum { LANDLOCK_SCOPES = 6 };

/* seccomp(2) */
enum { SECCOMP_FILTERS = 2 };

__attribute__((format(printf, 4, 0))) static void add(struct explanation *explanation,
						      enum remark_list list, bool is_obstacle,
						      const char *format, va_list arguments)
{
	explanation->items = grow(explanation->items, explanation->count, &explanation->capacity,
				  sizeof(*explanation->items));
	explanation->items[explanation->count++] = (struct remark){
		.list = list,
		.is_obstacle = is_obstacle,
		.words = xvasprintf(format, arguments),
	};
}

#define REMARK(name, list, is_obstacle)                                                           \
	void explanation_##name(struct explanation *explanation, const char *format, ...)          \
	{                                                                                          \
		va_list arguments;                                                                 \
                                                                                                   \
		va_start(arguments, format);                                                       \
		add(explanation, list, is_obstacle, format, arguments);                            \
		va_end(arguments);                                                                 \
	}

REMARK(known, REMARK_KNOWN, false)
REMARK(obstacle, REMARK_KNOWN, true)
REMARK(possible, REMARK_POSSIBLE, false)
REMARK(remedy, REMARK_REMEDY, false)

void explanation_free(struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->count; i++)
		free(explanation->items[i].words);
	free(explanation->items);
	*explanation = (struct explanation){0};
}

bool denial_is_same_user(const struct self *self, const struct facts *facts)
{
	const struct facts *ours = &self->facts;

	return ours->ruid == facts->ruid || ours->ruid == facts->suid || ours->euid == facts->ruid ||
	       ours->euid == facts->suid;
}

bool denial_is_foreign(const struct self *self, const struct facts *facts)
{
	return self->overflow_uid != (uid_t)-1 && (facts->ruid == self->overflow_uid || facts->suid == self->overflow_uid);
}

static void explain_users(const struct self *self, const struct facts *facts,
			  struct explanation *explanation)
{
	const struct facts *ours = &self->facts;

	explanation_known(explanation,
		      "its real user is %u and its saved user %u; your real user is %u and your "
		      "effective user %u",
		      facts->ruid, facts->suid, ours->ruid, ours->euid);
	if (denial_is_foreign(self, facts))
		explanation_known(explanation, "its user has no number in your user namespace: it belongs to another one");
	else if (!denial_is_same_user(self, facts) &&
		 (ours->euid == facts->euid || ours->ruid == facts->euid))
		explanation_known(explanation, "its effective user is %u, as yours is, but that gives no permission",
			      facts->euid);
}

/* How far does our CAP_KILL reach? */
static void explain_namespaces(const struct self *self, const struct facts *facts,
			       struct explanation *explanation)
{
	ino_t ours = self->facts.namespaces[NAMESPACE_USER], its = facts->namespaces[NAMESPACE_USER];

	if (self->is_initial || denial_is_foreign(self, facts))
		return;
	if (!facts_know(facts, FACTS_NAMESPACES) || !ours || !its)
		explanation_possible(explanation,
				     "it is in a user namespace that yours does not contain, where your "
				     "CAP_KILL has no effect");
	else if (ours != its)
		explanation_known(explanation, "it is in another user namespace, and your CAP_KILL is for yours only");
	else
		explanation_known(explanation, "it is in your user namespace");
}

static void explain_modules(const struct self *self, struct explanation *explanation)
{
	bool has_domains = self->landlock >= LANDLOCK_SCOPES;

	if (has_domains)
		explanation_possible(explanation, "you are in a Landlock domain that keeps its signals inside, and it "
					      "is outside");
	explanation_possible(explanation, "another security module forbids it (SELinux, AppArmor, Smack...)");
	if (facts_know(&self->facts, FACTS_STATUS) && self->facts.seccomp == SECCOMP_FILTERS)
		explanation_possible(explanation, "your seccomp filter forbids it for this process");
	explanation_remedy(explanation, has_domains ? "to run fdkill outside that domain, or to change the rules of "
						      "that module"
						    : "to change the rules of that module");
}

/* For CONT, and only for CONT, the same session is enough. */
static void explain_session(const struct self *self, const struct facts *facts, int signo,
			    struct explanation *explanation)
{
	if (!facts_know(&self->facts, FACTS_STAT) || !facts_know(facts, FACTS_STAT))
		return;
	bool same = self->facts.session == facts->session && facts->session;
	if (signo == SIGCONT && !same)
		explanation_known(explanation, "CONT may be sent to every process of your own session, but it is in "
					       "session %d, and you are in %d",
			      facts->session, self->facts.session);
	else if (signo != SIGCONT && same)
		explanation_known(explanation, "it is in your session: CONT would be permitted, but no other signal");
}

/* The kernel checks users and CAP_KILL first: without them nothing else matters. */
static void explain_lack(const struct self *self, const struct facts *facts, int signo,
			 struct explanation *explanation)
{
	explanation_known(explanation, "you lack CAP_KILL");
	explain_session(self, facts, signo, explanation);
	if (denial_is_foreign(self, facts))
		explanation_remedy(explanation, "CAP_KILL in its user namespace or in one above");
	else
		explanation_remedy(explanation, "to run fdkill as user %u, or with CAP_KILL, which root has", facts->ruid);
	if (signo == SIGCONT)
		explanation_remedy(explanation, "to run fdkill in its session");
}

static void explain_limits(const struct self *self, const struct facts *facts, int signo,
			   struct explanation *explanation)
{
	explanation_known(explanation, "you have CAP_KILL%s",
		      self->is_initial ? ", in the first user namespace: it reaches every process"
				     : ", in your user namespace only");
	explain_namespaces(self, facts, explanation);
	explain_session(self, facts, signo, explanation);
	if (denial_is_foreign(self, facts)) {
		explanation_remedy(explanation, "CAP_KILL in its user namespace or in one above");
		return;
	}
	if (!self->is_initial)
		explanation_remedy(explanation, "CAP_KILL in its user namespace or in one above");
	explain_modules(self, explanation);
}

void denial_explain(const struct self *self, const struct facts *facts, int signo, int error,
		    struct explanation *explanation)
{
	/* If our own user has no number here, every user of another namespace looks like it. */
	bool know_users = facts_know(facts, FACTS_IDS) &&
			  !(denial_is_foreign(self, facts) && self->facts.euid == self->overflow_uid);

	if (know_users)
		explain_users(self, facts, explanation);
	if (error == EACCES) {
		explanation_known(explanation, "a security module forbids it: the kernel itself never answers EACCES");
		explanation_remedy(explanation, "to change the rules of that module");
	} else if (!know_users) {
		explanation_possible(explanation, "it belongs to another user");
		if (!self->may_kill)
			explanation_remedy(explanation, "to run fdkill as its user, or with CAP_KILL, which root has");
		explain_modules(self, explanation);
	} else if (denial_is_same_user(self, facts)) {
		explanation_known(explanation, "its user allows you to signal it, so the users are not the reason");
		explain_modules(self, explanation);
	} else if (self->may_kill) {
		explain_limits(self, facts, signo, explanation);
	} else {
		explain_lack(self, facts, signo, explanation);
	}
}
