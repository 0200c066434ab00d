/* Writes into each page of memory at 3 GiB that a hypervisor may share with it, and prints a dot
 * after each. */
#include "guest.h"

#define SHARED       ((volatile uint32_t *)0xc0000000)
#define SHARED_PAGES 512
#define WORDS        (4096 / sizeof *SHARED) /* in a page */
#define LINE         64                      /* dots */

int main(void)
{
    for (unsigned page = 0; page < SHARED_PAGES; page++) {
        SHARED[page * WORDS] = page;
        console_write(".\n", page % LINE == LINE - 1 ? 2 : 1);
    }
    shut_down();
}
