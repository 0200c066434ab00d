/* Not a step: loads a guest whose memory lies around 4 GiB, and does not enter it. */
#include "load_guest.h"
#include "options.h"
#include "page_alloc.h"

int main(void)
{
    static const struct guest_layout layout = {.base = 0xffe00000, .size = 4 << 20};
    static struct guest guest;
    page_alloc_init();
    return guest_init(&guest, 0) || !load_guest(&guest, &layout, boot_option("guest", ""));
}

/* There is no guest. */
void guest_trapped(void)
{
}
