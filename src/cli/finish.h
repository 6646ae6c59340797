/* SPDX-License-Identifier: MIT */
/* The end of a run. */
#pragma once

struct attempts;
struct request;

/* Remove the pidfiles of processes that have ended; print the count. Returns the exit status. */
int finish(const struct attempts *attempts, const struct request *request);
