/* When all is over. */
#pragma once

struct attempts;
struct request;

/* The status when it is fdkill that failed: with --exit-status one that no target has. */
int finish_failed(const struct request *request);

/* Remove the pidfiles of those who have ended, print the count. Returns the exit status. */
int finish(const struct attempts *attempts, const struct request *request);
