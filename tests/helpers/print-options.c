/* print-options: the option table, a line each: letters, long name, argument; "-" for none. */
#include "request.h"

#include <stdio.h>

int main(void)
{
	for (const struct option_row *row = request_options; row->help; row++) {
		if (row->apply)
			printf("%s\t%s\t%s\n", *row->letters ? row->letters : "-", row->name,
			       row->argument ? row->argument : "-");
	}
	return 0;
}
