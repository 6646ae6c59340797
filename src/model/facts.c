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

const char *facts_base_name(const char *word)
{
	const char *slash = strrchr(word, '/');

	return slash ? slash + 1 : word;
}

/* The last component of the path WORD, if it begins with the comm; else NULL. */
static const char *find_in_word(const struct facts *facts, const char *word)
{
	const char *name = facts_base_name(word);

	return after_prefix(name, facts->comm) ? name : NULL;
}

/* Look at the first words: a script's name comes after its interpreter, and perhaps one option. */
static const char *find_in_cmdline(const struct facts *facts)
{
	enum { FIRST_WORDS = 3 };
	const char *word = facts->cmdline.start, *end = word + facts->cmdline.length;

	for (int i = 0; i < FIRST_WORDS && word < end; i++, word += strlen(word) + 1) {
		const char *name = find_in_word(facts, word);

		if (name)
			return name;
	}
	return NULL;
}

const char *facts_name(const struct facts *facts, unsigned *wanted)
{
	const char *name = NULL;

	*wanted = 0;
	if (strlen(facts->comm) != COMM_LONGEST)
		return facts->comm;
	*wanted = FACTS_CMDLINE | FACTS_EXE;
	if (facts_know(facts, FACTS_CMDLINE))
		name = find_in_cmdline(facts);
	if (!name && facts_know(facts, FACTS_EXE))
		name = find_in_word(facts, facts->exe.start);
	if (name)
		*wanted = 0;
	return name ? name : facts->comm;
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
