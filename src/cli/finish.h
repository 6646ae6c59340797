/* When all is over. */
#pragma once

struct attempts;
struct request;

/* Remove the pidfiles of those who have ended, print the count. Returns the exit status. */
int finish(const struct attempts *attempts, const struct request *request);
