/* SPDX-License-Identifier: MIT */
/* The texts of -h, --help and --version, under the name the program was called by. */
#pragma once

#include "request/options.h"

#include <stdio.h>

struct request;

/* -h: the usage, the options that are used most, examples. */
void help_print_short(const struct request *request, FILE *out);

/* --help: the usage, every option, the exit statuses. */
void help_print(const struct request *request, FILE *out);

void help_print_version(const struct request *request, FILE *out);

/* Print the rows of TABLE with headings; if ONLY_COMMON, only the common rows, without headings. */
void help_print_options(const struct option_row *table, bool only_common, FILE *out);
