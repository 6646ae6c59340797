/* SPDX-License-Identifier: MIT */
#include "model/mountinfo.h"
#include "base/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fields of a line that are needed. */
struct mount {
	char *root, *point, *type, *options; /* owned */
};

static void free_mount(struct mount *mount)
{
	free(mount->root);
	free(mount->point);
	free(mount->type);
	free(mount->options);
}

/* "36 35 98:0 ROOT POINT rw,noatime shared:1 - TYPE source OPTIONS" */
static bool parse_line(const char *line, struct mount *mount)
{
	const char *separator = strstr(line, " - ");

	*mount = (struct mount){0};
	return separator &&
	       sscanf(line, "%*d %*d %*s %ms %ms", &mount->root, &mount->point) == 2 &&
	       sscanf(separator, " - %ms %*s %ms", &mount->type, &mount->options) == 2;
}

static bool has_option(const char *options, const char *wanted)
{
	size_t length = strlen(wanted);

	for (const char *word = options; word; word = strchr(word, ',')) {
		word += *word == ',';
		if (strncmp(word, wanted, length) == 0 && (word[length] == ',' || !word[length]))
			return true;
	}
	return false;
}

static bool is_wanted(const struct mount *mount, const char *controller)
{
	if (!controller)
		return streq(mount->type, "cgroup2");
	return streq(mount->type, "cgroup") && has_option(mount->options, controller);
}

/* Replace octal escapes: mountinfo writes a blank as \040. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		unsigned code;

		if (*from == '\\' && sscanf(from + 1, "%3o", &code) == 1) {
			*to = (char)code;
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/*
 * PATH relative to ROOT, the root of a mount; both are as our cgroup namespace shows them. NULL if
 * PATH is not below ROOT.
 */
static const char *below(const char *root, const char *path)
{
	const char *rest = streq(root, "/") ? path : after_prefix(path, root);

	if (!rest || (*rest && *rest != '/') || after_prefix(rest, "/.."))
		return NULL;
	return rest;
}

char *mountinfo_find_cgroup(const char *mountinfo, const char *controller, const char *path,
			    size_t length)
{
	auto_free char *wanted = xstrndup(path, length);
	char *found = NULL;

	for (const char *from = mountinfo; *from && !found;) {
		size_t end = strcspn(from, "\n");
		auto_free char *line = xstrndup(from, end);
		struct mount mount;

		if (parse_line(line, &mount) && is_wanted(&mount, controller)) {
			unescape(mount.root);
			unescape(mount.point);
			const char *rest = below(mount.root, wanted);
			found = rest ? xasprintf("%s%s", mount.point, rest) : NULL;
		}
		free_mount(&mount);
		from += end + (from[end] == '\n');
	}
	return found;
}
