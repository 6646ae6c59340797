/* SPDX-License-Identifier: MIT */
#include "cli/message.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/util.h"

#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <string.h>

__attribute__((format(printf, 1, 0))) static char *format_escaped(const char *format, va_list arguments)
{
	auto_free char *words = xvasprintf(format, arguments);

	return text_escape(words);
}

void say(FILE *out, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	auto_free char *words = format_escaped(format, arguments);
	va_end(arguments);
	fprintf(out, "%s\n", words);
}

char *message_cut(FILE *out, const char *words, size_t reserved)
{
	enum { LONGEST = 4096, LEAST = 40 };
	static const char mark[] = "...";
	size_t width = sys_terminal_width(fileno(out));

	if (width == 0)
		width = LONGEST;
	/* On a very narrow terminal the line wraps. */
	width = width > reserved + LEAST ? width - reserved : LEAST;
	if (text_fit(words, width) == strlen(words))
		return xstrdup(words);
	return xasprintf("%.*s%s", (int)text_fit(words, width - strlen(mark)), words, mark);
}

void say_line(FILE *out, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	auto_free char *words = xvasprintf(format, arguments);
	va_end(arguments);
	auto_free char *line = message_cut(out, words, 0);
	say(out, "%s", line);
}

void complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	auto_free char *words = format_escaped(format, arguments);
	va_end(arguments);
	fprintf(stderr, "%s: %s\n", program_name(), words);
}

void complain_of_usage(const char *words)
{
	auto_free char *shown = text_escape_controls(words);

	fprintf(stderr, "%s: %s\n", program_name(), shown);
}

char *message_user(uid_t uid)
{
	const struct passwd *user = getpwuid(uid);

	return user ? xstrdup(user->pw_name) : xasprintf("user %u", uid);
}

char *message_user_word(uid_t uid)
{
	auto_free char *user = message_user(uid);
	const char *number = after_prefix(user, "user ");

	return xstrdup(number ? number : user);
}

char *message_group(gid_t gid)
{
	const struct group *group = getgrgid(gid);

	return group ? xstrdup(group->gr_name) : xasprintf("group %u", gid);
}
