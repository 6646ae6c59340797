/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/util.h"
#include "request/argv.h"
#include "request/request-parts.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>

__attribute__((format(printf, 3, 0))) static int record(struct request *request, int status,
							const char *format, va_list arguments)
{
	assert(!request->complaint.text);
	request->complaint = (struct complaint){
		.status = status,
		.text = xvasprintf(format, arguments),
	};
	return -1;
}

int request_refuse(struct request *request, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int result = record(request, STATUS_USAGE, format, arguments);
	va_end(arguments);
	return result;
}

int request_fail(struct request *request, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int result = record(request, request_failure(request), format, arguments);
	va_end(arguments);
	return result;
}

const char *request_own(struct request *request, char *text)
{
	request->owned = grow(request->owned, request->owned_count, &request->owned_capacity,
			      sizeof(*request->owned));
	request->owned[request->owned_count++] = text;
	return text;
}

bool request_waits(const struct request *request)
{
	for (size_t i = 0; i < request->schedule.count; i++) {
		if (request->schedule.steps[i].waits)
			return true;
	}
	return false;
}

int request_failure(const struct request *request)
{
	if (request->action == ACTION_STATUS)
		return STATUS_NOT_KNOWN_TO_RUN;
	return request->wait.exit_status ? STATUS_UNKNOWN : STATUS_FAILED;
}

bool request_has_signal(const struct request *request)
{
	return schedule_first_signal(&request->schedule) != NULL;
}

bool request_sends(const struct request *request)
{
	return request->action == ACTION_SEND && request_has_signal(request);
}

bool request_rehearses(const struct request *request)
{
	return request->action == ACTION_REHEARSE || request->action == ACTION_PRINT;
}

bool request_shows_commands(const struct request *request)
{
	return request->verbose || request->action == ACTION_REHEARSE || request->consent.ask != ASK_NEVER;
}

void request_free(struct request *request)
{
	for (size_t i = 0; i < request->owned_count; i++)
		free(request->owned[i]);
	free(request->owned);
	free(request->targets);
	free(request->words);
	free(request->wait.follow_ups);
	free(request->options);
	criteria_free(&request->criteria);
	schedule_free(&request->schedule);
	argv_free(request->argv);
	free(request->complaint.text);
}
