/* AArch64: what memory_clean() costs for a line's bytes from a line's start on, for two lines, and
 * for a line's bytes that lie in two. */
#include "machine.h"
#include "print.h"

static __attribute__((noinline)) uint64_t cost_of(const char *at, uint64_t size)
{
    uint64_t before = cycle_counter();
    memory_clean(at, size);
    return cycle_counter() - before;
}

int main(void)
{
    static _Alignas(4096) char bytes[4096];
    uint64_t line = 4ul << (sysreg_read(ctr_el0) >> 16 & 0xf); /* CTR_EL0.DminLine */
    uint64_t one = cost_of(bytes, line), two = cost_of(bytes, 2 * line);
    printf("clean: two lines cost %s, a line's bytes in two %s\n", two > one ? "more" : "the same",
           cost_of(bytes + 1, line) == two ? "as much" : "less");
    return 0;
}
