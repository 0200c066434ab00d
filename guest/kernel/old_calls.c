/* System calls of the oldest table, which newer tables leave out: each is a case of another call.
 * A kernel whose table has none of them is linked without this file. */
#include "call_table.h"
#include "file.h"

EACH_CALL(DECLARE)

#define INSTEAD(old, new, ...) ANSWER(old, sys_##new ((const uint64_t[]){__VA_ARGS__}))

INSTEAD(open, openat, AT_FDCWD, a[0], a[1], a[2])
INSTEAD(stat, newfstatat, AT_FDCWD, a[0], a[1], 0)
INSTEAD(lstat, newfstatat, AT_FDCWD, a[0], a[1], 0)
INSTEAD(access, faccessat, AT_FDCWD, a[0], a[1])
INSTEAD(readlink, readlinkat, AT_FDCWD, a[0], a[1], a[2])
INSTEAD(mkdir, mkdirat, AT_FDCWD, a[0], a[1])
INSTEAD(unlink, unlinkat, AT_FDCWD, a[0], 0)
INSTEAD(rmdir, unlinkat, AT_FDCWD, a[0], AT_REMOVEDIR)
INSTEAD(pipe, pipe2, a[0], 0)
INSTEAD(fork, clone, SIGCHLD, 0)
INSTEAD(vfork, clone, CLONE_VFORK | SIGCHLD, 0)

ANSWER(dup2, a[0] != a[1]    ? sys_dup3((const uint64_t[]){a[0], a[1], 0})
             : file_of(a[0]) ? (long)a[0]
                             : -EBADF)

/* With milliseconds: less than 0, for ever. */
ANSWER(poll, poll_until(a[0], a[1],
                        (int)a[2] < 0 ? 0 : clock_now() + machine.clock_hz / 1000 * (int)a[2]))

long sys_time(const uint64_t *a)
{
    int64_t seconds = clock_now() / machine.clock_hz;
    return a[0] && copy_out(a[0], &seconds, sizeof seconds) ? -EFAULT : seconds;
}
