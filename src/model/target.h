/* SPDX-License-Identifier: MIT */
/* Pure: a target as the user wrote it, and how to find the process that it means. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum target_kind {
	TARGET_PID,      /* PID, PID:INODE, PID:INODE@BOOTID */
	TARGET_INODE,    /* ino:INODE */
	TARGET_FD,       /* fd:N */
	TARGET_PEER,     /* peer:N */
	TARGET_THREAD,   /* tid:TID */
	TARGET_GROUP,    /* pgid:PGID, and -PGID where argv allows it */
	TARGET_PIDFILE,  /* pidfile:FILE */
	TARGET_OWN_GROUP, /* 0 */
	TARGET_STDIN,    /* pidfile:-; among the targets of a request only if it is empty */
	TARGET_ALL,      /* --all-processes */
	TARGET_SELECTION, /* the processes that meet the conditions */
};

/* A boot id: /proc/sys/kernel/random/boot_id without the dashes, 32 lower-case digits. */
enum { BOOT_ID_SIZE = 33 };

/* The identity of a process, which is more exact than its PID: PIDs are reused. */
struct identity {
	pid_t pid;
	uint64_t inode;             /* of its pidfd; 0: any process that has the PID */
	char boot_id[BOOT_ID_SIZE]; /* "": the current boot */
};

struct target {
	enum target_kind kind;
	const char *text; /* as the user wrote it; messages quote it. Not owned */
	union {
		struct identity identity; /* PID, and INODE with no pid */
		int number;               /* FD, PEER: a descriptor. THREAD, GROUP: an id */
		const char *path;         /* PIDFILE. Not owned */
	};
};

/* The reason for a word that has none of the forms. The caller may replace it by a better one. */
extern const char target_of_no_form[];

/*
 * Parse a target of the command line. TEXT must outlive TARGET. Returns NULL, or the reason, a
 * static string: what is wrong with the word itself. The process is not looked up.
 */
const char *target_parse(const char *text, struct target *target);

/* Parse PID, PID:INODE or PID:INODE@BOOTID: the forms that pidfiles and standard input allow. */
const char *target_parse_identity(const char *text, struct identity *identity);

/* Parse a boot id, with or without dashes, in upper or lower case. False if TEXT is not one. */
bool target_parse_boot_id(const char *text, char boot_id[BOOT_ID_SIZE]);

/* Must all processes be searched for TARGET? */
bool target_is_selection(const struct target *target);

/* Does TARGET name a process group? */
bool target_is_group(const struct target *target);
