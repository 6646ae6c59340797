#include "say.h"
#include "text.h"
#include "util.h"

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

void complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_words(stderr, "fdkill: ", format, arguments);
	va_end(arguments);
}

void usage_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_words(stderr, "fdkill: ", format, arguments);
	va_end(arguments);
	exit(2);
}
