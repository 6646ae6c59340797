#include "say.h"
#include "text.h"
#include "util.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>

__attribute__((format(printf, 3, 0))) static void say_words(FILE *out, const char *prefix,
							     const char *format, va_list arguments)
{
	auto_free char *words = xvasprintf(format, arguments);
	auto_free char *escaped = text_escape(words);

	fprintf(out, "%s%s\n", prefix, escaped);
}

void say(FILE *out, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_words(out, "", format, arguments);
	va_end(arguments);
}

static const char *prefix(void)
{
	return called_as_pkill() ? "fdpkill: " : "fdkill: ";
}

void complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_words(stderr, prefix(), format, arguments);
	va_end(arguments);
}

void usage_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_words(stderr, prefix(), format, arguments);
	va_end(arguments);
	exit(2);
}

char *say_user(uid_t uid)
{
	const struct passwd *user = getpwuid(uid);

	return user ? xstrdup(user->pw_name) : xasprintf("user %u", uid);
}
