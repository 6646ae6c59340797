/* SPDX-License-Identifier: MIT */
#include "cli/guard.h"
#include "proc/trust.h"
#include "request/request.h"

#include <sys/stat.h>

static bool has(const struct criteria *criteria, enum condition condition)
{
	return criteria->of[condition].count > 0;
}

/* Can only root and the caller change which file the path of --exe leads to? */
static bool is_exe_trusted(const struct criterion *exe)
{
	struct walked walked = WALKED_NONE;
	struct stat status;
	bool is_trusted = trust_walk(exe->word, JUDGE_STOP, &walked) == 0 && walked.distrust.cause == DISTRUST_NONE;

	if (is_trusted && walked.file >= 0)
		is_trusted = fstat(walked.file, &status) == 0 && status.st_ino == exe->file.inode &&
			     status.st_dev == exe->file.device;
	walked_close(&walked);
	distrust_free(&walked.distrust);
	return is_trusted;
}

static bool are_exes_trusted(const struct criteria *criteria)
{
	bool are_trusted = true;

	for (size_t i = 0; i < criteria->of[CONDITION_EXE].count; i++)
		are_trusted &= is_exe_trusted(&criteria->of[CONDITION_EXE].values[i]);
	return are_trusted;
}

/*
 * Do the conditions say which process it must be? Only the four below can. Other conditions hold
 * for too many processes, or another user can make them hold: a lock may be shared, and a process
 * chooses its state and its environment.
 */
static bool is_guarded(const struct criteria *criteria, bool is_powerful)
{
	if (criteria->inverse)
		return false;
	if (has(criteria, CONDITION_EUID) || has(criteria, CONDITION_UID) || has(criteria, CONDITION_NAME))
		return true;
	return has(criteria, CONDITION_EXE) && (!is_powerful || are_exes_trusted(criteria));
}

static bool has_pidfile(const struct request *request)
{
	for (size_t i = 0; i < request->target_count; i++) {
		if (request->targets[i].kind == TARGET_PIDFILE)
			return true;
	}
	return false;
}

void guard_pidfiles(const struct request *request, bool is_powerful, struct selection *selection)
{
	if (!has_pidfile(request))
		return;
	bool is_question = request->action == ACTION_STATUS || request->explain;

	selection->is_guarded = is_guarded(&request->criteria, is_powerful);
	selection->judgement = !is_powerful                               ? JUDGE_NOT
			       : selection->is_guarded || is_question ? JUDGE_ON
								      : JUDGE_STOP;
}
