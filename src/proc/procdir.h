/* A /proc/PID directory that is open, in whatever /proc: it is its process's, for ever. */
#pragma once

#include <sys/types.h>

/*
 * A pidfd of its process, if there is proof, and its number *PID. That is the number in the
 * directory's stat file, which is opened; the pidfd's own fdinfo, seen in that procfs, must show
 * the same, or that procfs counts in another PID namespace; and the directory must still answer
 * afterwards: then the number was its process's all the while. Returns it, or -errno: -ESRCH
 * without proof.
 */
int procdir_open_pidfd(int directory, pid_t *pid);

/* Has its process exited? The state in its stat tells, where there is no pidfd to poll. */
int procdir_has_exited(int directory);
