/* SPDX-License-Identifier: MIT */
#include "model/delivery.h"
#include "base/number.h"
#include "base/util.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *delivery_parse_scope(const char *text, enum scope *scope)
{
	static const struct {
		const char *name;
		enum scope scope;
	} scopes[] = {
		{"thread",  SCOPE_THREAD },
		{"process", SCOPE_PROCESS},
		{"group",   SCOPE_GROUP  },
	};

	for (size_t i = 0; i < ARRAY_SIZE(scopes); i++) {
		if (streq(text, scopes[i].name)) {
			*scope = scopes[i].scope;
			return NULL;
		}
	}
	return "no such scope; write thread, process or group";
}

/* sigaction(2), asm-generic/siginfo.h. */
static const struct {
	const char *name;
	int code;
} codes[] = {
	{"USER",     0   },
	{"KERNEL",   0x80},
	{"QUEUE",    -1  },
	{"TIMER",    -2  },
	{"MESGQ",    -3  },
	{"ASYNCIO",  -4  },
	{"SIGIO",    -5  },
	{"TKILL",    -6  },
	{"DETHREAD", -7  },
	{"ASYNCNL",  -60 },
};

static const char *parse_code(const char *text, struct payload *payload)
{
	const char *name = strncasecmp(text, "SI_", 3) == 0 ? text + 3 : text;
	const char *reason = "no such si_code: a negative number, or SI_QUEUE, SI_TIMER, SI_MESGQ, "
			     "SI_ASYNCIO, SI_SIGIO, SI_DETHREAD, SI_ASYNCNL";
	int64_t code = 0;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		if (streq_nocase(name, codes[i].name)) {
			code = codes[i].code;
			reason = NULL;
		}
	}
	if (reason && (isdigit((unsigned char)*text) || *text == '-'))
		reason = number_parse(text, INT_MIN, INT_MAX, &code);
	if (reason)
		return reason;
	if (code >= 0)
		return "the kernel does not accept this si_code from another process: use a negative one, such as "
		       "SI_QUEUE";
	if (code == SI_TKILL)
		return "only the kernel may use SI_TKILL: use SI_QUEUE";
	payload->code = (int)code;
	return NULL;
}

/* A value from -2^31 to 2^32-1 goes into the int, a larger one into the pointer. */
static const char *parse_value(const char *text, struct payload *payload)
{
	bool negative = *text == '-';
	const char *digits = text + negative;
	int base = strncasecmp(digits, "0x", 2) == 0 ? 16 : 10;
	char *end;

	if (payload->has_value)
		return "a value was given already";
	if (!isxdigit((unsigned char)*digits))
		return *text ? "not a number" : "empty";
	errno = 0;
	uint64_t value = strtoull(digits, &end, base);
	if (*end)
		return "not a number";
	if (errno || (negative && value > (uint64_t)INT64_MAX + 1))
		return "out of range";
	payload->wide = value > (negative ? (uint64_t)INT_MAX + 1 : (uint64_t)UINT_MAX);
	if (payload->wide && sizeof(void *) < sizeof(value))
		return "out of range for a pointer";
	payload->value = negative ? -value : value;
	payload->has_value = true;
	return NULL;
}

static const char *parse_errno(const char *text, struct payload *payload)
{
	int64_t number;
	const char *reason = number_parse(text, INT_MIN, INT_MAX, &number);

	if (!reason)
		payload->error = (int)number;
	return reason;
}

static const char *parse_pid(const char *text, struct payload *payload)
{
	int64_t number;
	const char *reason = number_parse(text, INT_MIN, INT_MAX, &number);

	if (!reason) {
		payload->pid = (pid_t)number;
		payload->has_pid = true;
	}
	return reason;
}

static const char *parse_uid(const char *text, struct payload *payload)
{
	int64_t number;
	const char *reason = number_parse(text, 0, UINT_MAX, &number);

	if (!reason) {
		payload->uid = (uid_t)number;
		payload->has_uid = true;
	}
	return reason;
}

static const struct {
	const char *prefix;
	const char *(*parse)(const char *text, struct payload *payload);
} keys[] = {
	{"code=",  parse_code },
	{"value=", parse_value},
	{"errno=", parse_errno},
	{"pid=",   parse_pid  },
	{"uid=",   parse_uid  },
};

static const char *parse_pair(const char *pair, struct payload *payload)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *value = after_prefix(pair, keys[i].prefix);

		if (value)
			return keys[i].parse(value, payload);
	}
	return "no such key; write code=, value=, errno=, pid= or uid=";
}

/* A payload with the default code. */
static struct payload begin(const struct payload *payload)
{
	struct payload begun = *payload;

	if (!begun.present)
		begun.code = SI_QUEUE;
	begun.present = true;
	return begun;
}

const char *delivery_parse_value(const char *text, struct payload *payload)
{
	struct payload parsed = begin(payload);
	const char *reason = parse_value(text, &parsed);

	if (!reason)
		*payload = parsed;
	return reason;
}

const char *delivery_parse_info(const char *list, struct payload *payload, char **word)
{
	struct payload parsed = begin(payload);

	for (const char *from = list;;) {
		size_t length = strcspn(from, ",");
		char *pair = xstrndup(from, length);
		const char *reason = parse_pair(pair, &parsed);

		if (reason) {
			*word = pair;
			return reason;
		}
		free(pair);
		if (!from[length])
			break;
		from += length + 1;
	}
	*payload = parsed;
	return NULL;
}

void delivery_siginfo(const struct payload *payload, int signo, pid_t pid, uid_t uid,
		      siginfo_t *info)
{
	union sigval value = {0};

	if (payload->wide)
		value.sival_ptr = (void *)(uintptr_t)payload->value;
	else
		value.sival_int = (int)(uint32_t)payload->value;
	/* With an unknown code the kernel requires zeroes after the first 48 bytes (E2BIG). */
	memset(info, 0, sizeof(*info));
	info->si_signo = signo;
	info->si_code = payload->code;
	info->si_errno = payload->error;
	info->si_pid = payload->has_pid ? payload->pid : pid;
	info->si_uid = payload->has_uid ? payload->uid : uid;
	info->si_value = value;
}

bool delivery_allows_payload(int signo)
{
	return signo != SIGKILL && signo != SIGSTOP;
}

bool delivery_allows_cont(int signo)
{
	switch (signo) {
	case 0:
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGCONT:
	case SIGKILL:
		return false;
	default:
		return true;
	}
}
