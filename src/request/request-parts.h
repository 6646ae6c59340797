/* SPDX-License-Identifier: MIT */
/* What the files of src/request share while they parse; nothing else includes it. */
#pragma once

#include "request/argv.h"
#include "request/request.h"

/*
 * Each int function here returns 0, or nonzero once it has recorded a complaint. Its caller returns
 * nonzero at once.
 */

/* --- request.c --- */

/* Record a complaint with status 2: the command line is invalid. Returns nonzero. */
__attribute__((format(printf, 2, 3))) int request_refuse(struct request *request,
							 const char *format, ...);

/* The same with the status request_failure(), if something that the user named cannot be read. */
__attribute__((format(printf, 2, 3))) int request_fail(struct request *request,
						       const char *format, ...);

/* Keep TEXT until request_free. Returns it. */
const char *request_own(struct request *request, char *text);

/* --- request-refuse.c --- */

/* Refuse the command line, which argv_normalise has refused. */
int request_refuse_words(struct request *request, const struct argv_refusal *refusal);

/* Refuse the option for which getopt_long(3) returned ANSWER, "?" or ":". */
int request_refuse_option(struct request *request, int answer);

/*
 * Refuse ARGUMENT of OPTION, "--name", because of REASON. If the reason says nothing about it, add
 * what to write.
 */
int request_refuse_argument(struct request *request, const char *option, const char *argument,
			    const char *reason);

/* --- request-targets.c --- */

/* Add the target WORD, which must live as long as the request. */
int request_add_target(struct request *request, const char *word);

/* Add the target --all-processes, or the processes that meet the conditions. */
void request_add_all(struct request *request);
void request_add_selection(struct request *request);

/* Check the descriptors that targets name; before fdkill opens any descriptor of its own. */
int request_check_descriptors(struct request *request);

/* Read standard input, and add the targets it names. */
int request_read_stdin(struct request *request);

/* --- request-schedule.c --- */

/* Make the schedule from the options about waiting. */
int request_schedule(struct request *request);

/* --- request-select.c --- */

/*
 * Add the conditions that depend on several options, and compile the patterns. Without targets,
 * add the selection.
 */
int request_check_conditions(struct request *request);

/* --- request-apply.c --- */

/* What an option does with its argument, if it does more than set a field. */
int apply_signal(struct request *request, const char *argument);
int apply_info(struct request *request, const char *argument);
int apply_queue(struct request *request, const char *argument);
int apply_scope(struct request *request, const char *argument);
int apply_pidfile(struct request *request, const char *argument);
int apply_within(struct request *request, const char *argument);
int apply_kill_after(struct request *request, const char *argument);
int apply_retry(struct request *request, const char *argument);
int apply_timeout(struct request *request, const char *argument);
int apply_wait_count(struct request *request, const char *argument);
int apply_max(struct request *request, const char *argument);
int apply_pid(struct request *request, const char *argument);

/* --- request-conditions.c --- */

int apply_name(struct request *request, const char *argument);
int apply_match(struct request *request, const char *argument);
int apply_exe(struct request *request, const char *argument);
int apply_euid(struct request *request, const char *argument);
int apply_uid(struct request *request, const char *argument);
int apply_group(struct request *request, const char *argument);
int apply_parent(struct request *request, const char *argument);
int apply_pgroup(struct request *request, const char *argument);
int apply_session(struct request *request, const char *argument);
int apply_terminal(struct request *request, const char *argument);
int apply_older(struct request *request, const char *argument);
int apply_younger(struct request *request, const char *argument);
int apply_runstates(struct request *request, const char *argument);
int apply_env(struct request *request, const char *argument);
int apply_cgroup(struct request *request, const char *argument);
int apply_ns(struct request *request, const char *argument);
int apply_nslist(struct request *request, const char *argument);

/* --- request-table.c --- */

/* The table of options, under the name fdpkill if PKILL; to be freed. */
struct option_row *request_make_options(bool pkill);
