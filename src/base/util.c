/* SPDX-License-Identifier: MIT */
#include "base/util.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

void out_of_memory(void)
{
	fprintf(stderr, "%s: out of memory\n", program_name());
	_exit(STATUS_FAILED);
}

static void *or_die(void *pointer)
{
	if (!pointer)
		out_of_memory();
	return pointer;
}

void *xcalloc(size_t count, size_t size)
{
	return or_die(calloc(count ? count : 1, size));
}

void *xreallocarray(void *old, size_t count, size_t size)
{
	return or_die(reallocarray(old, count ? count : 1, size));
}

char *xstrdup(const char *text)
{
	return or_die(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
	return or_die(strndup(text, length));
}

char *xvasprintf(const char *format, va_list arguments)
{
	char *text = NULL;

	return or_die(vasprintf(&text, format, arguments) < 0 ? NULL : text);
}

char *xasprintf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *text = xvasprintf(format, arguments);
	va_end(arguments);
	return text;
}

void *grow(void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? 2 * *capacity : 8;
	return xreallocarray(items, *capacity, size);
}

void close_at_exit_of_scope(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

void free_at_exit_of_scope(void *pointer)
{
	void *memory;

	memcpy(&memory, pointer, sizeof(memory));
	free(memory);
}

int steal_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

char *steal_text(char **text)
{
	char *taken = *text;

	*text = NULL;
	return taken;
}

int or_errno(long result)
{
	return result < 0 ? -errno : (int)result;
}

bool streq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool streq_nocase(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

const char *after_prefix(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

bool called_as_pkill(void)
{
	static const char suffix[] = "pkill";
	const char *name = program_invocation_short_name;
	size_t length = strlen(name), end = sizeof(suffix) - 1;

	return length >= end && streq(name + length - end, suffix);
}

const char *program_name(void)
{
	return called_as_pkill() ? "fdpkill" : "fdkill";
}
