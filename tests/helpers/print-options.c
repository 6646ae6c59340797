/* SPDX-License-Identifier: MIT */
/*
 * print-options: write the option table, a line for each option: letters, long name, argument (or
 * two, with a blank between them). "-" stands for none.
 */
#include "request/request-parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char *argv[])
{
	struct option_row *options = request_make_options(argc > 1 && strcmp(argv[1], "fdpkill") == 0);

	for (const struct option_row *row = options; row->help; row++) {
		if (row->apply)
			printf("%s\t%s\t%s%s%s\n", *row->letters ? row->letters : "-", row->name,
			       row->argument ? row->argument : "-", row->second ? " " : "",
			       row->second ? row->second : "");
	}
	free(options);
	return 0;
}
