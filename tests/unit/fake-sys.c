#include "fake-sys.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { NOTHING, PIDFD, THREAD_PIDFD, DIRECTORY, SOCKET, OTHER };

enum { DESCRIPTORS = 256 };

/* What our descriptors stand for, by number. */
static struct descriptor {
	enum kind kind;
	struct fake_process *process;
} descriptors[DESCRIPTORS];

struct fake_world fake;

/* Closed by close(2), behind our back? */
static void notice_closed(void)
{
	fake.used = 0;
	for (int fd = 0; fd < DESCRIPTORS; fd++) {
		if (descriptors[fd].kind && fcntl(fd, F_GETFD) < 0)
			descriptors[fd] = (struct descriptor){0};
		fake.used += descriptors[fd].kind != NOTHING;
	}
}

int fake_leaks(void)
{
	notice_closed();
	return fake.used;
}

void fake_reset(int version)
{
	for (int fd = 0; fd < DESCRIPTORS; fd++) {
		if (descriptors[fd].kind)
			close(fd);
		descriptors[fd] = (struct descriptor){0};
	}
	fake = (struct fake_world){.version = version};
}

struct fake_process *fake_add(pid_t pid)
{
	struct fake_process *process = &fake.processes[fake.count++];

	*process = (struct fake_process){
		.pid = pid,
		.tgid = pid,
		.pgid = pid,
		.ppid = 1,
		.session = pid,
		.inode = 1000 + fake.count,
	};
	return process;
}

struct fake_process *fake_recycle(struct fake_process *process)
{
	struct fake_process *newcomer = fake_add(process->pid);

	newcomer->tgid = process->tgid;
	newcomer->pgid = process->pgid;
	newcomer->ppid = process->ppid;
	newcomer->session = process->session;
	newcomer->uid = process->uid;
	process->life = FAKE_REAPED;
	return newcomer;
}

static int open_descriptor(enum kind kind, struct fake_process *process)
{
	notice_closed();
	if (fake.soft_limit && fake.used >= fake.soft_limit)
		return -EMFILE;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fd >= DESCRIPTORS)
		abort();
	descriptors[fd] = (struct descriptor){kind, process};
	return fd;
}

int fake_pidfd(struct fake_process *process)
{
	return open_descriptor(process ? PIDFD : OTHER, process);
}

int fake_directory(struct fake_process *process)
{
	return open_descriptor(DIRECTORY, process);
}

int fake_socket(struct fake_process *process)
{
	return open_descriptor(SOCKET, process);
}

/* Every call begins here. */
static int enter(enum fake_call call)
{
	fake.calls++;
	if (fake.before)
		fake.before(fake.calls, call);
	notice_closed();
	return fake.errors[call];
}

static enum kind kind_of(int fd)
{
	return fd >= 0 && fd < DESCRIPTORS ? descriptors[fd].kind : NOTHING;
}

static bool is_pidfd(int fd)
{
	return kind_of(fd) == PIDFD || kind_of(fd) == THREAD_PIDFD;
}

/* Who has the number now? */
static struct fake_process *find(pid_t pid)
{
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.processes[i].pid == pid && fake.processes[i].life != FAKE_REAPED)
			return &fake.processes[i];
	}
	return NULL;
}

int sys_pidfd_open(pid_t pid, unsigned flags)
{
	int error = enter(FAKE_OPEN);
	struct fake_process *process = find(pid);

	if (error)
		return error;
	if (pid <= 0 || (flags && fake.version < 609))
		return -EINVAL;
	if (!process || process->is_outside)
		return -ESRCH;
	if (!flags && process->pid != process->tgid)
		return fake.version < 616 ? -EINVAL : -ENOENT;
	return open_descriptor(flags ? THREAD_PIDFD : PIDFD, process);
}

static void receive(struct fake_process *process, int signo, const siginfo_t *info, unsigned flags)
{
	process->sent += signo != 0;
	process->last_signo = signo;
	process->last_flags = flags;
	process->last_code = info ? info->si_code : SI_USER;
	fake.was_ignored = signo && fake.ignored == signo;
}

int sys_pidfd_send_signal(int pidfd, int signo, siginfo_t *info, unsigned flags)
{
	int error = enter(FAKE_SEND);

	if (error)
		return error;
	if (flags && fake.version < 609)
		return -EINVAL;
	if (!is_pidfd(pidfd) && kind_of(pidfd) != DIRECTORY)
		return -EBADF;
	struct fake_process *process = descriptors[pidfd].process;
	if (process->is_outside)
		return -EINVAL;
	if (process->life == FAKE_REAPED)
		return -ESRCH;
	if (process->send_error)
		return process->send_error;
	receive(process, signo, info, flags);
	return 0;
}

int sys_pidfd_inode(int pidfd, uint64_t *inode)
{
	int error = enter(FAKE_INODE);

	if (error)
		return error;
	if (fake.version < 609 || !is_pidfd(pidfd))
		return -EOPNOTSUPP;
	*inode = descriptors[pidfd].process->inode;
	return 0;
}

int sys_pidfd_get_info(int pidfd, struct sys_pidfd_info *info)
{
	int error = enter(FAKE_INFO);

	if (error)
		return error;
	if (fake.version < 613 || !is_pidfd(pidfd))
		return -EOPNOTSUPP;
	const struct fake_process *process = descriptors[pidfd].process;
	if (process->is_outside)
		return -EREMOTE;
	if (process->life == FAKE_REAPED)
		return -ESRCH;
	*info = (struct sys_pidfd_info){
		.pid = process->pid,
		.tgid = process->tgid,
		.ppid = process->ppid,
		.ruid = process->uid,
		.euid = process->uid,
		.suid = process->uid,
	};
	return 0;
}

int sys_pidfd_by_inode(uint64_t inode)
{
	int error = enter(FAKE_BY_INODE);

	if (error)
		return error;
	if (fake.version < 614)
		return -EOPNOTSUPP;
	for (size_t i = 0; i < fake.count; i++) {
		struct fake_process *process = &fake.processes[i];

		if (process->inode == inode && process->life != FAKE_REAPED && !process->is_outside)
			return open_descriptor(PIDFD, process);
	}
	return -ESRCH;
}

int sys_pidfd_has_exited(int pidfd)
{
	int error = enter(FAKE_EXITED);

	return error ? error : descriptors[pidfd].process->life != FAKE_ALIVE;
}

int sys_peer_pidfd(int socket)
{
	int error = enter(FAKE_PEER);

	if (error)
		return error;
	if (fake.version < 605)
		return -ENOPROTOOPT;
	struct fake_process *process = descriptors[socket].process;
	if (process->life == FAKE_REAPED && fake.version < 616)
		return -EINVAL;
	return open_descriptor(PIDFD, process);
}

int sys_peer_pid(int socket)
{
	if (kind_of(socket) != SOCKET)
		return kind_of(socket) ? -ENOTSOCK : -EBADF;
	return descriptors[socket].process->pid;
}

int sys_probe_scopes(void)
{
	return sys_pidfd_send_signal(-1, 0, NULL, SYS_SIGNAL_PROCESS);
}

int sys_probe_send(void)
{
	return sys_pidfd_send_signal(-1, 0, NULL, 0);
}

int sys_probe_open(void)
{
	return sys_pidfd_open(-1, 0);
}

int sys_getpgid(pid_t pid)
{
	const struct fake_process *process = find(pid ? pid : getpid());

	return process ? process->pgid : -ESRCH;
}

int sys_getsid(pid_t pid)
{
	const struct fake_process *process = find(pid ? pid : getpid());

	return process ? process->session : -ESRCH;
}

int sys_dup(int fd)
{
	int error = enter(FAKE_DUP);

	return error ? error : open_descriptor(kind_of(fd), descriptors[fd].process);
}

int sys_fd_flags(int fd)
{
	if (kind_of(fd) == NOTHING)
		return -EBADF;
	return kind_of(fd) == THREAD_PIDFD ? (int)SYS_PIDFD_THREAD : 0;
}

bool sys_is_procfs(int fd)
{
	return kind_of(fd) == DIRECTORY;
}

int sys_open_at(int directory, const char *path, int flags)
{
	int error = enter(FAKE_OPEN_AT), number;

	(void)flags;
	if (error)
		return error;
	if (directory != AT_FDCWD || fake.no_proc || sscanf(path, "/proc/%d", &number) != 1)
		return -ENOENT;
	struct fake_process *process = find(number - fake.proc_offset);
	return process ? open_descriptor(DIRECTORY, process) : -ENOENT;
}

/* Its number in the mounted /proc, -1 after the reap. */
static int number_in_proc(const struct fake_process *process)
{
	if (process->life == FAKE_REAPED)
		return -1;
	return process->is_outside && !fake.proc_offset ? 0 : process->pid + fake.proc_offset;
}

static int print_stat(const struct fake_process *process, char *text, size_t size)
{
	if (process->life == FAKE_REAPED)
		return -ESRCH;
	return snprintf(text, size, "%d (fake) %c %d %d %d 0 -1 %u 0\n", number_in_proc(process),
			process->life == FAKE_ZOMBIE ? 'Z' : 'S', process->ppid, process->pgid,
			process->session, process->is_kernel_thread ? 0x00200000U : 0U);
}

static int print_fdinfo(int fd, char *text, size_t size)
{
	if (!is_pidfd(fd))
		return -ENOENT;
	return snprintf(text, size, "pos:\t0\nPid:\t%d\n", number_in_proc(descriptors[fd].process));
}

int sys_read_at(int directory, const char *path, char *text, size_t size)
{
	int error = enter(FAKE_READ_AT), fd;

	if (error)
		return error;
	if (directory == AT_FDCWD && fake.no_proc)
		return -ENOENT;
	if (fake.soft_limit && fake.used >= fake.soft_limit) /* the file itself needs one */
		return -EMFILE;
	if (strcmp(path, "/proc/self/status") == 0)
		return snprintf(text, size, "NSpid:\t1%s\n", fake.proc_offset ? "\t2" : "");
	if (strcmp(path, "/proc/sys/kernel/random/boot_id") == 0)
		return snprintf(text, size, "00112233-4455-6677-8899-aabbccddeeff\n");
	if (sscanf(path, "/proc/self/fdinfo/%d", &fd) == 1 || sscanf(path, "../self/fdinfo/%d", &fd) == 1)
		return print_fdinfo(fd, text, size);
	if (kind_of(directory) != DIRECTORY)
		return -ENOENT;
	const struct fake_process *process = descriptors[directory].process;
	if (strcmp(path, "stat") == 0)
		return print_stat(process, text, size);
	if (strcmp(path, "status") == 0 && process->life != FAKE_REAPED)
		return snprintf(text, size, "Uid:\t%u\t%u\t%u\t%u\n", process->uid, process->uid,
				process->uid, process->uid);
	return -ESRCH;
}

int sys_list(const char *path, void (*found)(void *context, const char *name), void *context)
{
	int error = enter(FAKE_LIST);

	(void)path;
	if (error || fake.no_proc)
		return error ? error : -ENOENT;
	found(context, "self");
	for (size_t i = 0; i < fake.count; i++) {
		const struct fake_process *process = &fake.processes[i];
		char name[16];

		if (process->life == FAKE_REAPED || process->pid != process->tgid)
			continue;
		snprintf(name, sizeof(name), "%d", number_in_proc(process));
		found(context, name);
	}
	return 0;
}

int sys_readlink(const char *path, char *text, size_t size)
{
	(void)path;
	(void)text;
	(void)size;
	return -ENOENT;
}

int sys_raise_file_limit(void)
{
	if (fake.soft_limit >= fake.hard_limit)
		return 0;
	fake.soft_limit = fake.hard_limit;
	return 1;
}

int sys_ignore(int signo, struct sigaction *before)
{
	memset(before, 0, sizeof(*before));
	if (signo == SIGKILL || signo == SIGSTOP)
		return -EINVAL;
	fake.ignored = signo;
	return 0;
}

int sys_restore(int signo, const struct sigaction *before)
{
	(void)signo;
	(void)before;
	fake.ignored = 0;
	return 0;
}
