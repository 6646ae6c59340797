/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/number.h"
#include "base/util.h"
#include "model/signame.h"
#include "request/request-parts.h"

#include <limits.h>
#include <string.h>

int apply_signal(struct request *request, const char *argument)
{
	int signo;
	const char *reason = signame_parse(argument, &signo);

	if (reason && signame_is_list(argument))
		return request_refuse(request, "signal '%s': more than one signal; write only one", argument);
	if (reason) {
		const char *near = signame_suggest(argument);

		return request_refuse(request, "signal '%s': %s%s%s%s", argument, reason,
				      near ? "; did you mean " : "", near ? near : "",
				      near ? "?" : "; fdkill -l lists them");
	}
	if (request->signal_word) {
		int64_t number;
		bool is_group = !number_parse(request->signal_word, 2, INT_MAX, &number);

		return request_refuse(request, "signal '%s': the signal %s was given already; write only one%s%s",
				      argument, request->signal_word,
				      is_group ? "; for the process group, write pgid:" : "",
				      is_group ? request->signal_word : "");
	}
	request->signo = signo;
	request->signal_word = argument;
	request->explicit_signal = true;
	return 0;
}

int apply_info(struct request *request, const char *argument)
{
	char *word;
	const char *reason = delivery_parse_info(argument, &request->delivery.payload, &word);

	if (reason) {
		auto_free char *owned = word;

		return request_refuse_argument(request, "--info", owned, reason);
	}
	return 0;
}

int apply_queue(struct request *request, const char *argument)
{
	const char *reason = delivery_parse_value(argument, &request->delivery.payload);

	if (reason)
		return request_refuse_argument(request, "--queue", argument, reason);
	return 0;
}

int apply_scope(struct request *request, const char *argument)
{
	const char *reason = delivery_parse_scope(argument, &request->delivery.scope);

	if (reason)
		return request_refuse_argument(request, "--scope", argument, reason);
	return 0;
}

int apply_pidfile(struct request *request, const char *argument)
{
	if (!*argument)
		return request_refuse_argument(request, "--pidfile", "", "empty");
	return request_add_target(request, request_own(request, xasprintf("pidfile:%s", argument)));
}

static int parse_duration(struct request *request, const char *text, const char *option,
			  int64_t *span)
{
	const char *reason = duration_parse(text, span);

	if (reason)
		return request_refuse_argument(request, option, text, reason);
	return 0;
}

int apply_within(struct request *request, const char *argument)
{
	return parse_duration(request, argument, "--within", &request->wait.within);
}

int apply_kill_after(struct request *request, const char *argument)
{
	request->wait.kill_after_text = argument;
	return parse_duration(request, argument, "--kill-after", &request->wait.kill_after);
}

int apply_retry(struct request *request, const char *argument)
{
	request->wait.retry = argument;
	return 0;
}

/* "MS SIGNAL", as in kill(1) of util-linux. */
int apply_timeout(struct request *request, const char *argument)
{
	struct wait_options *wait = &request->wait;
	argument += strspn(argument, " ");
	size_t length = strcspn(argument, " ");
	auto_free char *milliseconds = xstrndup(argument, length);
	int64_t number;
	int signo;
	const char *reason =
		number_parse(milliseconds, 0, INT64_MAX / DURATION_MILLISECOND, &number);

	if (reason)
		return request_refuse(request, "--timeout '%s': %s; write --timeout MS SIGNAL",
				      milliseconds, reason);
	if (!argument[length])
		return request_refuse(
			request, "--timeout %s: the signal is missing; write --timeout MS SIGNAL",
			argument);
	const char *signal = argument + length + strspn(argument + length, " ");
	reason = signame_parse(signal, &signo);
	if (!reason && signo == 0)
		reason = "it would send nothing";
	if (reason)
		return request_refuse(
			request, "--timeout %s %s: bad signal '%s': %s; write --timeout MS SIGNAL",
			milliseconds, signal, signal, reason);
	wait->follow_ups = grow(wait->follow_ups, wait->follow_up_count, &wait->follow_up_capacity,
				sizeof(*wait->follow_ups));
	wait->follow_ups[wait->follow_up_count++] =
		(struct follow_up){.grace = number * DURATION_MILLISECOND, .signo = signo};
	return 0;
}

int apply_wait_count(struct request *request, const char *argument)
{
	int64_t number;
	const char *reason = number_parse(argument, 1, INT_MAX, &number);

	if (reason)
		return request_refuse_argument(request, "--wait-count", argument, reason);
	request->wait.enough = (size_t)number;
	return 0;
}

int apply_max(struct request *request, const char *argument)
{
	int64_t number;
	const char *reason = number_parse(argument, 0, INT_MAX, &number);

	if (reason)
		return request_refuse_argument(request, "--max", argument, reason);
	request->consent.has_max = true;
	request->consent.max = (size_t)number;
	return 0;
}

int apply_pid(struct request *request, const char *argument)
{
	for (const char *from = argument;; from++) {
		size_t length = strcspn(from, ",");
		const char *word = request_own(request, xstrndup(from, length));
		struct identity identity;
		const char *reason = target_parse_identity(word, &identity);

		/* No other form of target: 0 would be the process group of fdkill. */
		if (reason)
			return request_refuse(request, "--pid '%s': %s; write PID or PID:INODE",
					      word, reason);
		if (request_add_target(request, word))
			return -1;
		from += length;
		if (!*from)
			break;
	}
	return 0;
}
