#include "exercise.h"

/* A process that waits: on its kernel stack, as long as it does. */
struct waiter {
    struct waiter *next;
    const uint32_t *word; /* as the kernel sees it: another one for each word there is */
    bool woken;
};

static struct waiter *waiters; /* the one that has waited longest is the first */

/* NULL: the program may not write there. Before that, memory that is shared since fork() is copied:
 * after it, the page is of this process alone, or really shared. */
static const uint32_t *word_at(uint64_t address)
{
    return space_at(current->root, address, WRITE);
}

long sys_wait(const uint64_t *a)
{
    struct waiter self = {.word = word_at(a[0])}, **last = &waiters;
    if (a[0] % sizeof *self.word)
        return -EINVAL;
    if (!self.word)
        return -EFAULT;
    if (*self.word != (uint32_t)a[1])
        return -EAGAIN;
    while (*last)
        last = &(*last)->next;
    *last = &self;
    while (!self.woken)
        sleep(&self, 0);
    return 0;
}

/* The waiter leaves the list at once, not when it runs: no second call counts it. */
long sys_wake(const uint64_t *a)
{
    const uint32_t *word = word_at(a[0]);
    uint64_t count = 0;
    if (a[0] % sizeof *word)
        return -EINVAL;
    if (!word)
        return -EFAULT;
    for (struct waiter **at = &waiters; *at && count < a[1];) {
        struct waiter *waiter = *at;
        if (waiter->word != word) {
            at = &waiter->next;
            continue;
        }
        *at = waiter->next;
        waiter->woken = true;
        wake(waiter);
        count++;
    }
    return count;
}
