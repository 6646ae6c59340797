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

#define EXPLAIN(name, list, is_obstacle)                                                           \
	void explain_##name(struct explanation *explanation, const char *format, ...)              \
	{                                                                                          \
		va_list arguments;                                                                 \
                                                                                                   \
		va_start(arguments, format);                                                       \
		add(explanation, list, is_obstacle, format, arguments);                            \
		va_end(arguments);                                                                 \
	}

EXPLAIN(known, REMARK_KNOWN, false)
EXPLAIN(obstacle, REMARK_KNOWN, true)
EXPLAIN(possible, REMARK_POSSIBLE, false)
EXPLAIN(remedy, REMARK_REMEDY, false)

void explanation_free(struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->count; i++)
		free(explanation->items[i].words);
	free(explanation->items);
	*explanation = (struct explanation){0};
}

bool explain_same_user(const struct sender *us, const struct facts *them)
{
	const struct facts *we = &us->facts;

	return we->ruid == them->ruid || we->ruid == them->suid || we->euid == them->ruid ||
	       we->euid == them->suid;
}

bool explain_is_foreign(const struct sender *us, const struct facts *them)
{
	return us->nobody != (uid_t)-1 && (them->ruid == us->nobody || them->suid == us->nobody);
}

static void explain_users(const struct sender *us, const struct facts *them,
			  struct explanation *explanation)
{
	const struct facts *we = &us->facts;

	explain_known(explanation,
		      "its real user is %u and its saved user %u; your real user is %u and your "
		      "effective user %u",
		      them->ruid, them->suid, we->ruid, we->euid);
	if (explain_is_foreign(us, them))
		explain_known(explanation, "its user has no number in your user namespace, but is of another");
	else if (!explain_same_user(us, them) &&
		 (we->euid == them->euid || we->ruid == them->euid))
		explain_known(explanation, "that its effective user is %u, as you are, gives no right",
			      them->euid);
}

/* Where does our CAP_KILL end? */
static void explain_namespaces(const struct sender *us, const struct facts *them,
			       struct explanation *explanation)
{
	ino_t ours = us->facts.namespaces[NAMESPACE_USER], its = them->namespaces[NAMESPACE_USER];

	if (us->is_initial || explain_is_foreign(us, them))
		return;
	if (!facts_know(them, FACTS_NAMESPACES) || !ours || !its)
		explain_possible(explanation,
				 "it is in a user namespace that yours does not contain, where your "
				 "CAP_KILL is worth nothing");
	else if (ours != its)
		explain_known(explanation, "it is in another user namespace, and your CAP_KILL is of yours");
	else
		explain_known(explanation, "it is in your user namespace");
}

static void explain_modules(const struct sender *us, struct explanation *explanation)
{
	if (us->landlock >= LANDLOCK_SCOPES)
		explain_possible(explanation, "you are in a Landlock domain that keeps its signals inside, and it "
					      "is outside");
	explain_possible(explanation, "another security module forbids it (SELinux, AppArmor, Smack...)");
	if (facts_know(&us->facts, FACTS_STATUS) && us->facts.seccomp == SECCOMP_FILTERS)
		explain_possible(explanation, "the seccomp filter that you are under forbids it for this process");
	explain_remedy(explanation, "to run fdkill outside of that domain, or a rule of that module");
}

/* CONT is the one signal that the session decides, too. */
static void explain_session(const struct sender *us, const struct facts *them, int signo,
			    struct explanation *explanation)
{
	if (!facts_know(&us->facts, FACTS_STAT) || !facts_know(them, FACTS_STAT))
		return;
	bool same = us->facts.session == them->session && them->session;
	if (signo == SIGCONT && !same)
		explain_known(explanation, "CONT may go to anybody of one's own session: it is of session %d, "
					   "you are of %d",
			      them->session, us->facts.session);
	else if (signo != SIGCONT && same)
		explain_known(explanation, "it is of your session: CONT would be permitted, but nothing else");
}

/*
 * The kernel looks at users and CAP_KILL first: where they do not suffice, that is all there is to
 * it.
 */
static void explain_lack(const struct sender *us, const struct facts *them, int signo,
			 struct explanation *explanation)
{
	explain_known(explanation, "you lack CAP_KILL");
	explain_session(us, them, signo, explanation);
	if (explain_is_foreign(us, them))
		explain_remedy(explanation, "CAP_KILL in its user namespace or in one above");
	else
		explain_remedy(explanation, "to run fdkill as user %u, or with CAP_KILL, as root has it", them->ruid);
	if (signo == SIGCONT)
		explain_remedy(explanation, "to be of its session");
}

static void explain_limits(const struct sender *us, const struct facts *them, int signo,
			   struct explanation *explanation)
{
	explain_known(explanation, "you have CAP_KILL%s",
		      us->is_initial ? ", in the first user namespace: it reaches every process"
				     : ", in your user namespace only");
	explain_namespaces(us, them, explanation);
	explain_session(us, them, signo, explanation);
	if (explain_is_foreign(us, them)) {
		explain_remedy(explanation, "CAP_KILL in its user namespace or in one above");
		return;
	}
	if (!us->is_initial)
		explain_remedy(explanation, "CAP_KILL in its user namespace or in one above");
	explain_modules(us, explanation);
}

void explain_denial(const struct sender *us, const struct facts *them, int signo, int error,
		    struct explanation *explanation)
{
	/* If we have no number ourselves, all that is foreign looks the same. */
	bool know_users = facts_know(them, FACTS_IDS) &&
			  !(explain_is_foreign(us, them) && us->facts.euid == us->nobody);

	if (know_users)
		explain_users(us, them, explanation);
	if (error == EACCES) {
		explain_known(explanation, "a security module forbids it: the kernel itself never answers EACCES");
		explain_remedy(explanation, "a rule of that module");
	} else if (!know_users) {
		explain_possible(explanation, "it is another user's");
		explain_modules(us, explanation);
	} else if (explain_same_user(us, them)) {
		explain_known(explanation, "by its user you may signal it: the users are not what forbids it");
		explain_modules(us, explanation);
	} else if (us->may_kill) {
		explain_limits(us, them, signo, explanation);
	} else {
		explain_lack(us, them, signo, explanation);
	}
}
