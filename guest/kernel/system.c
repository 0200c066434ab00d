/* System calls about the system, and those with the same answer always. */
#include "file.h"

long sys_uname(const uint64_t *a)
{
    static const char names[6][65] = {"Linux",           "worldswitch", "6.1.0",
                                      "#1 guest/kernel", MACHINE_NAME,  "(none)"};
    return copy_out(a[0], names, sizeof names);
}

/* Not secret: who knows when the machine was switched on can guess it. */
void random_bytes(void *to, uint64_t size)
{
    static uint64_t state;
    for (uint8_t *at = to; size; size--) {
        state = (state ^ clock_now()) * 6364136223846793005 + 1442695040888963407;
        *at++ = state >> 56;
    }
}

long sys_getrandom(const uint64_t *a)
{
    char bytes[256]; /* Linux as well gives no more at once, if a signal comes */
    uint64_t size = smaller(a[1], sizeof bytes);
    random_bytes(bytes, size);
    return copy_out(a[0], bytes, size) ? -EFAULT : (long)size;
}

enum { RLIMIT_STACK = 3, RLIMIT_NOFILE = 7 };

long sys_prlimit64(const uint64_t *a)
{
    uint64_t limit = a[1] == RLIMIT_STACK ? USER_STACK : a[1] == RLIMIT_NOFILE ? MAX_FILES : -1ul;
    if (a[1] >= 16 || (a[0] && (int)a[0] != current->pid))
        return a[1] >= 16 ? -EINVAL : -ESRCH;
    if (a[2])
        return -EPERM;
    return a[3] ? copy_out(a[3], (const uint64_t[]){limit, limit}, 2 * sizeof limit) : 0;
}

/* Threads wait with it; a program with one wakes nobody. */
enum { FUTEX_COMMAND = 0x7f, FUTEX_WAKE = 1 };
ANSWER(futex, (a[1] & FUTEX_COMMAND) == FUTEX_WAKE ? 0 : -ENOSYS)

/* Own, effective and saved. */
static const uint32_t user;
ANSWER(getresuid, copy_out(a[0], &user, sizeof user) || copy_out(a[1], &user, sizeof user) ||
                          copy_out(a[2], &user, sizeof user)
                      ? -EFAULT
                      : 0)

ANSWER(zero, 0)               /* all processes are those of user 0; advice is not followed */
ANSWER(umask, 022)            /* what was set before, which has no effect: */
ANSWER(not_permitted, -EPERM) /* files have no owner, and their rights do not change */
ANSWER(absent, -ENOSYS)       /* C libraries try these, and can do without */
