/* Whether the clock that time is measured with goes at all. */
#include "machine.h"
#include "panic.h"

void machine_check_clock(void)
{
    const unsigned reads = 1000000; /* many times as long as the slowest of our clocks needs */
    uint64_t start = time_counter();
    unsigned i = 0;
    while (i < reads && time_counter() == start)
        i++;
    if (i == reads || !machine.timer_hz)
        panic("boot: this machine's clock stands still, so no time can be measured");
}
