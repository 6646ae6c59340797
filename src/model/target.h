/* Pure: what the user wrote, and how the process behind it is to be found. */
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
	TARGET_STDIN,    /* -, pidfile:- */
	TARGET_ALL,      /* --all-processes */
	TARGET_SELECTION, /* whoever meets the conditions */
};

/* A boot, as /proc/sys/kernel/random/boot_id tells it, less the dashes: 32 lower-case digits. */
enum { BOOT_ID_SIZE = 33 };

/* Which process, more exactly than its number tells. */
struct identity {
	pid_t pid;
	uint64_t inode;             /* 0: whoever has the number */
	char boot_id[BOOT_ID_SIZE]; /* "": this boot */
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

/* The reason for a word that is of none of the forms: its caller knows better words. */
extern const char target_of_no_form[];

/*
 * Parse a target of the command line. TEXT must outlive TARGET. Returns NULL, or the reason:
 * what is wrong in the word itself, never a matter of the process behind it.
 */
const char *target_parse(const char *text, struct target *target);

/* PID, PID:INODE or PID:INODE@BOOTID alone, as pidfiles and standard input hold them. */
const char *target_parse_identity(const char *text, struct identity *identity);

/* A boot id with or without dashes, in any case. False if TEXT is none. */
bool target_parse_boot_id(const char *text, char boot_id[BOOT_ID_SIZE]);

/* Is it a matter of a search among all processes? */
bool target_is_selection(const struct target *target);

/* Does it name a whole group? */
bool target_is_group(const struct target *target);
