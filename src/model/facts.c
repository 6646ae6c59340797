/* SPDX-License-Identifier: MIT */
#include "model/facts.h"
#include "base/util.h"

#include <stdlib.h>
#include <string.h>

const char *const facts_namespaces[NAMESPACE_KINDS] = {
	"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts",
};

void facts_set_ids(struct facts *facts, pid_t ppid, uid_t ruid, uid_t euid, uid_t suid, gid_t rgid)
{
	facts->ppid = ppid;
	facts->ruid = ruid;
	facts->euid = euid;
	facts->suid = suid;
	facts->rgid = rgid;
	facts->tried |= FACTS_IDS | FACTS_OWNER;
	facts->known |= FACTS_IDS | FACTS_OWNER;
}

bool facts_know(const struct facts *facts, unsigned bits)
{
	return (facts->known & bits) == bits;
}

static bool is_cut(const struct facts *facts)
{
	return strlen(facts->comm) == COMM_LONGEST;
}

/* The last component of a path of LENGTH bytes. */
static struct name last_component(const char *path, size_t length)
{
	const char *slash = memrchr(path, '/', length);
	const char *start = slash ? slash + 1 : path;

	return (struct name){start, length - (size_t)(start - path)};
}

/* Does NAME complete the comm, which was cut off? */
static bool completes(const struct facts *facts, struct name name)
{
	return is_cut(facts) && name.length >= COMM_LONGEST &&
	       strncmp(name.start, facts->comm, COMM_LONGEST) == 0;
}

static void add_name(struct names *names, struct name name)
{
	names->items[names->count++] = name;
}

/*
 * A process may have written a title over argv[0], as in "/bin/server *:80" and "server: worker":
 * its first word counts, too, if it completes the comm.
 */
static void add_first_word(const struct facts *facts, struct names *names)
{
	const char *word = facts->cmdline.start;
	size_t length = strcspn(word, " ");

	if (length > 0 && word[length - 1] == ':')
		length--;
	struct name name = last_component(word, length);
	if (word[length] && completes(facts, name))
		add_name(names, name);
}

/* A script comes after its interpreter, and perhaps one option. Its name was the comm. */
static void add_script(const struct facts *facts, struct names *names)
{
	enum { FIRST_WORDS = 3 };
	const char *word = facts->cmdline.start, *end = word + facts->cmdline.length;

	for (int i = 0; i < FIRST_WORDS && word < end; i++, word += strlen(word) + 1) {
		struct name name = last_component(word, strlen(word));

		if (i > 0 && completes(facts, name))
			add_name(names, name);
	}
}

/* The executable, also without the " (deleted)" that follows if its file was replaced. */
static void add_executable(const struct facts *facts, struct names *names)
{
	size_t length = facts_length_before_deleted(facts);

	if (length)
		add_name(names, last_component(facts->exe.start, length));
	add_name(names, last_component(facts->exe.start, facts->exe.length));
}

/* All names but the comm. */
static struct names other_names(const struct facts *facts)
{
	struct names names = {.missing = (FACTS_CMDLINE | FACTS_EXE) & ~facts->known};

	if (facts_know(facts, FACTS_CMDLINE) && facts->cmdline.length) {
		add_name(&names, last_component(facts->cmdline.start, strlen(facts->cmdline.start)));
		add_first_word(facts, &names);
		add_script(facts, &names);
	}
	if (facts_know(facts, FACTS_EXE))
		add_executable(facts, &names);
	return names;
}

struct names facts_names(const struct facts *facts)
{
	struct names names = other_names(facts);
	bool is_completed = false;

	for (size_t i = 0; i < names.count; i++)
		is_completed |= completes(facts, names.items[i]);
	if (!is_completed)
		add_name(&names, (struct name){facts->comm, strlen(facts->comm)});
	return names;
}

struct names facts_own_names(const struct facts *facts)
{
	struct names all = is_cut(facts) ? other_names(facts) : (struct names){0}, own = {0};

	for (size_t i = 0; i < all.count; i++) {
		if (completes(facts, all.items[i]))
			add_name(&own, all.items[i]);
	}
	/* If one is known, an executable that cannot be read is not needed. */
	own.missing = own.count ? all.missing & ~facts->tried : all.missing;
	if (own.count == 0)
		add_name(&own, (struct name){facts->comm, strlen(facts->comm)});
	return own;
}

size_t facts_length_before_deleted(const struct facts *facts)
{
	static const char mark[] = " (deleted)";
	size_t length = sizeof(mark) - 1;

	if (facts->exe.length <= length || !streq(facts->exe.start + facts->exe.length - length, mark))
		return 0;
	return facts->exe.length - length;
}

char *facts_name(const struct facts *facts)
{
	struct name name = facts_own_names(facts).items[0];

	return xstrndup(name.start, name.length);
}

char *facts_command(const struct facts *facts)
{
	size_t length = facts_know(facts, FACTS_CMDLINE) ? facts->cmdline.length : 0;
	auto_free char *line = xcalloc(length + 1, 1);

	/* A process may have written its title over its words, with blanks or NULs behind it. */
	for (size_t i = 0; i < length; i++)
		line[i] = facts->cmdline.start[i] ? facts->cmdline.start[i] : ' ';
	while (length > 0 && line[length - 1] == ' ')
		line[--length] = '\0';
	return length ? steal_text(&line) : xasprintf("[%s]", facts->comm);
}

void facts_trim(struct facts *facts)
{
	struct bytes *cmdline = &facts->cmdline;

	if (cmdline->length > COMMAND_SHOWN)
		cmdline->length = COMMAND_SHOWN;
	if (!cmdline->start || cmdline->capacity == cmdline->length + 1)
		return;
	cmdline->start[cmdline->length] = '\0';
	cmdline->capacity = cmdline->length + 1;
	cmdline->start = xreallocarray(cmdline->start, cmdline->capacity, 1);
}

void facts_forget(struct facts *facts)
{
	struct facts fresh = {
		.cmdline = facts->cmdline,
		.environ = facts->environ,
		.exe = facts->exe,
		.cgroup = facts->cgroup,
	};

	*facts = fresh;
}

void facts_free(struct facts *facts)
{
	free(facts->cmdline.start);
	free(facts->environ.start);
	free(facts->exe.start);
	free(facts->cgroup.start);
	*facts = (struct facts){0};
}
