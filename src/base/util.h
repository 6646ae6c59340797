/* SPDX-License-Identifier: MIT */
/* Ground: helpers that every file may use. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Exit statuses. run/outcome.c derives those of --status and of fdpkill from them. */
enum {
	STATUS_REACHED = 0,
	STATUS_GONE = 1,
	STATUS_USAGE = 2,
	STATUS_FAILED = 3,
	STATUS_DENIED = 4,
	STATUS_REFUSED = 5,     /* fdkill could have sent the signal, and did not */
	STATUS_SOME = 64,       /* reached, but not all */
	STATUS_TIMED_OUT = 124, /* as timeout(1) */
	STATUS_UNKNOWN = 125,   /* with --exit-status: the target's own is not known */
	STATUS_NOT_KNOWN_TO_RUN = 4, /* with --status, as in the LSB */
};

/* The identity of a file: st_dev and st_ino (stat(2)). */
struct file_id {
	dev_t device;
	ino_t inode;
};

/* Print a message and exit with status 3. No more signals are sent. */
__attribute__((noreturn)) void out_of_memory(void);

/* Allocate or call out_of_memory: callers need not handle it. */
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *format, ...);
__attribute__((format(printf, 1, 0))) char *xvasprintf(const char *format, va_list arguments);

/* Returns ITEMS, an array of COUNT elements of SIZE bytes, reallocated if there is no room for one
 * more; *CAPACITY is then raised. */
void *grow(void *items, size_t count, size_t *capacity, size_t size);

/*
 * A variable with this attribute is closed or freed at the end of its scope. steal_fd and
 * steal_text take its value out of it, for the caller to own.
 */
#define auto_close __attribute__((cleanup(close_at_exit_of_scope)))
#define auto_free __attribute__((cleanup(free_at_exit_of_scope)))
void close_at_exit_of_scope(const int *fd);
void free_at_exit_of_scope(void *pointer);
int steal_fd(int *fd);
char *steal_text(char **text);

/* RESULT, which a system call has returned, or -errno if it is negative. */
int or_errno(long result);

bool streq(const char *a, const char *b);
bool streq_nocase(const char *a, const char *b);

/* The rest of TEXT after PREFIX, or NULL if TEXT does not begin with PREFIX. */
const char *after_prefix(const char *text, const char *prefix);

/* Was the program started as fdpkill, or by another name that ends in "pkill"? */
bool called_as_pkill(void);

/* "fdkill", or "fdpkill" if called_as_pkill. */
const char *program_name(void);
