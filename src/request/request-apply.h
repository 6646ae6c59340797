/*
 * What options do, whose rows in the table (request-options.c) are not content to set something.
 * Each ends the program with status 2 if its argument is wrong in itself.
 */
#pragma once

struct request;

/* request-apply.c */
void apply_signal(struct request *request, const char *argument);
void apply_info(struct request *request, const char *argument);
void apply_queue(struct request *request, const char *argument);
void apply_scope(struct request *request, const char *argument);
void apply_pidfile(struct request *request, const char *argument);
void apply_within(struct request *request, const char *argument);
void apply_kill_after(struct request *request, const char *argument);
void apply_retry(struct request *request, const char *argument);
void apply_timeout(struct request *request, const char *argument);
void apply_wait_count(struct request *request, const char *argument);
void apply_max(struct request *request, const char *argument);
void apply_pid(struct request *request, const char *argument);

/* request-conditions.c */
void apply_name(struct request *request, const char *argument);
void apply_match(struct request *request, const char *argument);
void apply_exe(struct request *request, const char *argument);
void apply_euid(struct request *request, const char *argument);
void apply_uid(struct request *request, const char *argument);
void apply_group(struct request *request, const char *argument);
void apply_parent(struct request *request, const char *argument);
void apply_pgroup(struct request *request, const char *argument);
void apply_session(struct request *request, const char *argument);
void apply_terminal(struct request *request, const char *argument);
void apply_older(struct request *request, const char *argument);
void apply_younger(struct request *request, const char *argument);
void apply_runstates(struct request *request, const char *argument);
void apply_env(struct request *request, const char *argument);
void apply_cgroup(struct request *request, const char *argument);
void apply_ns(struct request *request, const char *argument);
void apply_nslist(struct request *request, const char *argument);
