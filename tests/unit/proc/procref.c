/* SPDX-License-Identifier: MIT */
/* procref: a held process, on all kernels, with all errors. */
#include "proc/procref.h"
#include "../fake-sys.h"
#include "../tap.h"
#include "base/util.h"

#include <unistd.h>

enum { PID = 5000001, TID = 5000002, NOBODY = 5000099 };

static struct procref ref;

/* Make a world of one process and one thread of it. */
static struct fake_process *begin(int version)
{
	procref_close(&ref);
	ok(fake_leaks() == 0, "no descriptor was left open");
	fake_reset(version);
	struct fake_process *process = fake_add(PID);
	fake_add(TID)->tgid = PID;
	return process;
}

static void test_open(void)
{
	begin(619);
	ok(procref_open(&ref, PID) == 0 && procref_pid(&ref) == PID && ref.fd >= 0, "a process");
	begin(619);
	ok(procref_open(&ref, NOBODY) == -ESRCH && ref.fd < 0, "a PID that is free");
	ok(procref_open(&ref, TID) == -ENOENT, "a thread's number, Linux 6.16");
	begin(615);
	ok(procref_open(&ref, TID) == -ENOENT, "a thread's number, before");
	static const int versions[] = {503, 609, 615, 619};
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		begin(versions[i]);
		fake.processes[0].pgid = NOBODY;
		ok(procref_open(&ref, NOBODY) == -ESRCH, "a number that is left to a group, Linux %d", versions[i]);
		ok(procref_open_thread(&ref, NOBODY) == (versions[i] < 609 ? -EOPNOTSUPP : -ESRCH),
		   "no thread has it, Linux %d", versions[i]);
	}
	begin(619);
	fake.errors[FAKE_OPEN] = -EPERM;
	ok(procref_open(&ref, PID) == -PROCREF_EFILTER, "EPERM from a filter");
	fake.errors[FAKE_OPEN] = -ENOSYS;
	ok(procref_open(&ref, PID) == -ENOSYS, "no pidfds");
	fake.errors[FAKE_OPEN] = -EMFILE;
	ok(procref_open(&ref, PID) == -EMFILE, "no descriptors");
}

static void test_threads(void)
{
	begin(619);
	ok(procref_open_thread(&ref, TID) == 0 && ref.is_thread && procref_pid(&ref) == TID, "a thread");
	ok(procref_park(&ref) == -EINVAL && ref.fd >= 0, "a thread cannot be parked");
	begin(608);
	ok(procref_open_thread(&ref, TID) == -EOPNOTSUPP, "no thread before Linux 6.9");
	begin(619);
	ok(procref_open_thread(&ref, NOBODY) == -ESRCH, "no such thread");
}

static void test_widen(void)
{
	static const int versions[] = {609, 612, 613, 619};

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		begin(versions[i]);
		procref_open_thread(&ref, TID);
		ok(procref_widen(&ref) == 0 && ref.pid == PID && !ref.is_thread,
		   "from a thread to its process, Linux %d", versions[i]);
	}
	begin(612);
	procref_open_thread(&ref, TID);
	fake.no_proc = true;
	ok(procref_widen(&ref) == -EOPNOTSUPP && ref.is_thread, "not before Linux 6.13 without /proc");
	begin(612);
	procref_open_thread(&ref, TID);
	fake_recycle(&fake.processes[1])->tgid = NOBODY;
	ok(procref_widen(&ref) == -ESRCH && ref.is_thread, "the thread has ended, and its number is reused");
}

static void test_inode(void)
{
	uint64_t inode = 0;
	struct fake_process *process = begin(619);

	ok(procref_open_inode(&ref, process->inode) == 0 && ref.pid == PID, "by its inode");
	ok(procref_inode(&ref, &inode) == 0 && inode == process->inode, "it has that inode");
	begin(619);
	ok(procref_open_inode(&ref, 4711) == -ESRCH, "by an inode that no process has");
	begin(613);
	ok(procref_open_inode(&ref, 1001) == -EOPNOTSUPP, "by an inode, before Linux 6.14");
	begin(608);
	ok(procref_open(&ref, PID) == 0 && procref_inode(&ref, &inode) == -EOPNOTSUPP,
	   "no inode is believed before Linux 6.9");
	begin(619);
	ok(procref_open_inode(&ref, fake.processes[1].inode) == -ENOENT,
	   "the inode of a thread does not name its process");
}

/* Inherit FD, then close it. */
static int inherit(int fd)
{
	int error = procref_from_fd(&ref, fd);

	close(fd);
	return error;
}

static void test_descriptors(void)
{
	static const int versions[] = {503, 609, 613, 619};

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		struct fake_process *process = begin(versions[i]);
		ok(inherit(fake_pidfd(process)) == 0 && ref.pid == PID && !ref.is_procdir,
		   "an inherited pidfd, Linux %d", versions[i]);
		process = begin(versions[i]);
		ok(inherit(fake_directory(process)) == 0 && ref.pid == PID && !ref.is_procdir,
		   "a directory becomes a pidfd, Linux %d", versions[i]);
	}
	begin(609);
	ok(inherit(fake_directory(&fake.processes[1])) == 0 && ref.pid == PID && !ref.is_procdir,
	   "so does the directory of a further thread");
	struct fake_process *process = begin(510);
	fake.is_closed = true;
	ok(inherit(fake_directory(process)) == 0 && ref.pid == PID && !ref.is_procdir,
	   "a directory, although our fdinfo is closed to us");
	process = begin(619);
	fake.proc_offset = 100;
	ok(inherit(fake_directory(process)) == 0 && ref.is_procdir && ref.pid == 0,
	   "not a directory of another PID namespace");
	ok(procref_has_exited(&ref) == 0, "it runs");
	process->life = FAKE_ZOMBIE;
	ok(procref_has_exited(&ref) == 1, "its zombie has exited");
	process->life = FAKE_REAPED;
	ok(procref_has_exited(&ref) == 1, "after the reap, too");

	/* The PID in that procfs belongs to another process here. */
	process = begin(619);
	struct fake_process *other = fake_add(PID + 100);
	fake.proc_offset = 100;
	ok(inherit(fake_directory(process)) == 0 && ref.is_procdir, "another process has that PID here");
	procref_send(&ref, SIGTERM, NULL, SCOPE_PROCESS);
	ok(process->sent == 1 && other->sent == 0, "the other process is not signalled");
}

static void test_is_process(void)
{
	struct fake_process *process = begin(619);
	int pidfd = fake_pidfd(process), directory = fake_directory(process), other = fake_pidfd(NULL);

	ok(procref_is_process_fd(pidfd) && procref_is_process_fd(directory) &&
		   !procref_is_process_fd(other),
	   "is_process_fd: pidfds and /proc/PID directories only");
	fake.errors[FAKE_SEND] = -EPERM;
	ok(procref_is_process_fd(pidfd) && procref_is_process_fd(directory) &&
		   !procref_is_process_fd(other),
	   "under a filter the file system decides");
	fake.errors[FAKE_SEND] = 0;
	process->send_error = -EPERM;
	ok(procref_is_process_fd(pidfd), "also if it may not be signalled");
	process->life = FAKE_REAPED;
	ok(procref_is_process_fd(pidfd), "also if it has exited");
	close(pidfd);
	close(directory);
	close(other);
}

static void test_peer(void)
{
	static const struct {
		int version;
		enum fake_life life;
		int error;
	} rows[] = {{619, FAKE_ALIVE, 0}, {605, FAKE_ALIVE, 0}, {604, FAKE_ALIVE, -EOPNOTSUPP},
		    {615, FAKE_REAPED, -ESRCH}, {616, FAKE_REAPED, 0}};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_process *process = begin(rows[i].version);
		int socket = fake_socket(process);

		process->life = rows[i].life;
		ok(procref_open_peer(&ref, socket) == rows[i].error, "a peer, Linux %d, %d",
		   rows[i].version, rows[i].life);
		close(socket);
	}
}

static void test_numbers(void)
{
	struct fake_process *process = begin(612);

	ok(inherit(fake_pidfd(process)) == 0 && procref_pid(&ref) == PID, "by fdinfo before Linux 6.13");
	process = begin(612);
	fake.no_proc = true;
	ok(inherit(fake_pidfd(process)) == 0 && procref_pid(&ref) == 0, "unknown without /proc");
	process = begin(612);
	fake.proc_offset = 100;
	ok(inherit(fake_pidfd(process)) == 0 && procref_pid(&ref) == 0,
	   "unknown when /proc is of another PID namespace");
	process = begin(619);
	fake.proc_offset = 100;
	ok(inherit(fake_pidfd(process)) == 0 && procref_pid(&ref) == PID, "but not from Linux 6.13 on");
	process = begin(619);
	process->is_outside = true;
	ok(inherit(fake_pidfd(process)) == 0 && procref_pid(&ref) == 0, "none outside our namespace");
	process = begin(619);
	process->life = FAKE_REAPED;
	ok(inherit(fake_pidfd(process)) == 0 && procref_pid(&ref) == 0, "none after the reap");
}

static const struct {
	const char *words;
	int version;
	enum scope scope;
	bool by_thread;   /* hold it as a thread */
	int send_error;   /* of the process */
	int filter_error; /* of every call, by a filter */
	int expected;
	unsigned flags; /* that the kernel got */
} sends[] = {
	{"to a process", 619, SCOPE_PROCESS, false, 0, 0, 0, SYS_SIGNAL_PROCESS},
	{"to a group", 619, SCOPE_GROUP, false, 0, 0, 0, SYS_SIGNAL_GROUP},
	{"to a thread", 619, SCOPE_THREAD, true, 0, 0, 0, SYS_SIGNAL_THREAD},
	{"through a thread to its process", 619, SCOPE_PROCESS, true, 0, 0, 0, SYS_SIGNAL_PROCESS},
	{"to a process before 6.9", 608, SCOPE_PROCESS, false, 0, 0, 0, 0},
	{"to a group before 6.9", 608, SCOPE_GROUP, false, 0, 0, -EOPNOTSUPP, 0},
	{"to a thread before 6.9", 608, SCOPE_THREAD, false, 0, 0, -EOPNOTSUPP, 0},
	{"not permitted", 619, SCOPE_PROCESS, false, -EPERM, 0, -EPERM, 0},
	{"a full queue", 619, SCOPE_PROCESS, false, -EAGAIN, 0, -EAGAIN, 0},
	{"a filter's EPERM", 619, SCOPE_PROCESS, false, 0, -EPERM, -PROCREF_EFILTER, 0},
	{"a filter's ENOSYS", 619, SCOPE_PROCESS, false, 0, -ENOSYS, -ENOSYS, 0},
	{"a security module's EACCES", 619, SCOPE_PROCESS, false, -EACCES, 0, -EACCES, 0},
};

static void test_send(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sends); i++) {
		struct fake_process *process = begin(sends[i].version);

		if (sends[i].by_thread) {
			process = &fake.processes[1];
			procref_open_thread(&ref, TID);
		} else {
			procref_open(&ref, PID);
		}
		process->send_error = sends[i].send_error;
		fake.errors[FAKE_SEND] = sends[i].filter_error;
		int error = procref_send(&ref, SIGTERM, NULL, sends[i].scope);
		ok(error == sends[i].expected && process->sent == (error == 0) &&
			   process->last_flags == sends[i].flags,
		   "%s", sends[i].words);
	}
	struct fake_process *process = begin(619);
	procref_open(&ref, PID);
	process->is_outside = true;
	ok(procref_send(&ref, SIGTERM, NULL, SCOPE_PROCESS) == -EINVAL, "outside our PID namespace");
	process = begin(619);
	procref_open(&ref, PID);
	struct fake_process *newcomer = fake_recycle(process);
	ok(procref_send(&ref, SIGKILL, NULL, SCOPE_PROCESS) == -ESRCH && newcomer->sent == 0,
	   "not to a new process with its PID");
}

static void test_park(void)
{
	static const int versions[] = {609, 613, 614, 619};

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		struct fake_process *process = begin(versions[i]);

		procref_open(&ref, PID);
		ok(procref_park(&ref) == 0 && ref.fd < 0 && fake_leaks() == 0, "parked, Linux %d",
		   versions[i]);
		ok(procref_unpark(&ref) == 0 && ref.fd >= 0, "held again");
		ok(procref_unpark(&ref) == 0, "a second unpark changes nothing");
		procref_park(&ref);
		fake_recycle(process);
		ok(procref_unpark(&ref) == -ESRCH && ref.fd < 0,
		   "a new process with its PID is another process");
	}
	begin(608);
	procref_open(&ref, PID);
	ok(procref_park(&ref) == -EOPNOTSUPP && ref.fd >= 0, "not parked before Linux 6.9");
	struct fake_process *process = begin(613);
	procref_open(&ref, PID);
	procref_park(&ref);
	fake_recycle(process)->tgid = NOBODY;
	ok(procref_unpark(&ref) == -ESRCH, "a thread has its number now");
	process = begin(619);
	procref_open(&ref, PID);
	procref_park(&ref);
	fake.errors[FAKE_BY_INODE] = -EMFILE;
	ok(procref_unpark(&ref) == -EMFILE && ref.fd < 0, "no descriptor to hold it again");
}

int main(void)
{
	ref = PROCREF_NONE;
	test_open();
	test_threads();
	test_widen();
	test_inode();
	test_descriptors();
	test_is_process();
	test_peer();
	test_numbers();
	test_send();
	test_park();
	procref_close(&ref);
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
