/* SPDX-License-Identifier: MIT */
#include "model/target.h"
#include "base/number.h"
#include "base/util.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

const char target_of_no_form[] = "neither a PID nor another form of target";

bool target_parse_boot_id(const char *text, char boot_id[BOOT_ID_SIZE])
{
	char digits[BOOT_ID_SIZE];
	size_t count = 0;

	for (; *text; text++) {
		if (*text == '-')
			continue;
		if (!isxdigit((unsigned char)*text) || count == sizeof(digits) - 1)
			return false;
		digits[count++] = (char)tolower((unsigned char)*text);
	}
	if (count != sizeof(digits) - 1)
		return false;
	digits[count] = '\0';
	memcpy(boot_id, digits, sizeof(digits));
	return true;
}

/* Parse LENGTH bytes of TEXT as an id from 1 to INT_MAX. */
static const char *parse_id(const char *text, size_t length, int *id)
{
	auto_free char *digits = xstrndup(text, length);
	int64_t number;
	const char *reason = number_parse(digits, 1, INT_MAX, &number);

	if (!reason)
		*id = (int)number;
	return reason;
}

static const char *parse_inode(const char *text, size_t length, uint64_t *inode)
{
	auto_free char *digits = xstrndup(text, length);

	if (!*digits)
		return "the inode number is missing";
	return number_parse_unsigned(digits, 1, inode);
}

const char *target_parse_identity(const char *text, struct identity *identity)
{
	struct identity parsed = {0};
	size_t pid_length = strcspn(text, ":");
	const char *reason = parse_id(text, pid_length, &parsed.pid);

	if (reason)
		return reason;
	if (text[pid_length]) {
		const char *inode = text + pid_length + 1;
		size_t inode_length = strcspn(inode, "@");

		reason = parse_inode(inode, inode_length, &parsed.inode);
		if (reason)
			return reason;
		if (inode[inode_length] && !inode[inode_length + 1])
			return "the boot id is missing";
		if (inode[inode_length] &&
		    !target_parse_boot_id(inode + inode_length + 1, parsed.boot_id))
			return "the boot id is not 32 hexadecimal digits";
	}
	*identity = parsed;
	return NULL;
}

static const char *parse_descriptor(const char *text, struct target *target)
{
	int64_t number;
	const char *reason = number_parse(text, 0, INT_MAX, &number);

	if (!reason)
		target->number = (int)number;
	return reason;
}

static const char *parse_number(const char *text, struct target *target)
{
	return parse_id(text, strlen(text), &target->number);
}

static const char *parse_inode_alone(const char *text, struct target *target)
{
	target->identity = (struct identity){0};
	return parse_inode(text, strlen(text), &target->identity.inode);
}

static const char *parse_path(const char *text, struct target *target)
{
	if (!*text)
		return "the file name is missing";
	target->path = text;
	if (streq(text, "-"))
		target->kind = TARGET_STDIN;
	return NULL;
}

static const struct {
	const char *prefix;
	enum target_kind kind;
	const char *(*parse)(const char *text, struct target *target);
} forms[] = {
	{"fd:",      TARGET_FD,      parse_descriptor },
	{"peer:",    TARGET_PEER,    parse_descriptor },
	{"ino:",     TARGET_INODE,   parse_inode_alone},
	{"tid:",     TARGET_THREAD,  parse_number     },
	{"pgid:",    TARGET_GROUP,   parse_number     },
	{"pidfile:", TARGET_PIDFILE, parse_path       },
};

const char *target_parse(const char *text, struct target *target)
{
	struct target parsed = {.kind = TARGET_PID, .text = text};
	const char *reason = target_of_no_form;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const char *rest = after_prefix(text, forms[i].prefix);

		if (rest) {
			parsed.kind = forms[i].kind;
			reason = *rest ? forms[i].parse(rest, &parsed) : "nothing follows the colon";
		}
	}
	if (!*text) {
		reason = "empty";
	} else if (streq(text, "0")) {
		parsed.kind = TARGET_OWN_GROUP;
		reason = NULL;
	} else if (isdigit((unsigned char)text[strspn(text, " \t\r\n")])) {
		reason = target_parse_identity(text, &parsed.identity);
	}
	if (!reason)
		*target = parsed;
	return reason;
}

bool target_is_group(const struct target *target)
{
	return target->kind == TARGET_GROUP || target->kind == TARGET_OWN_GROUP;
}

bool target_is_selection(const struct target *target)
{
	return target->kind == TARGET_ALL || target->kind == TARGET_SELECTION;
}
