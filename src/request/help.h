/* SPDX-License-Identifier: MIT */
/* The texts of -h, --help and --version, under the name the program was called by. */
#pragma once

#include "request/options.h"

#include <stdio.h>

struct request;

/* --help: the usage, every option, the exit statuses. */
void help_print(const struct request *request, FILE *out);

/* The rows of a table of options, its headings included. */
void help_print_options(const struct option_row *table, FILE *out);
