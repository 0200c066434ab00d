/*
 * Step 6, where all pages that can be spared are taken back between a hypercall's check of its
 * buffer and the buffer's use.
 */
#include "../../steps/06-demand-paging/main.c"

static unsigned long taken;

void __real_guest_memory_clean(struct guest *guest, uint64_t gpa, uint64_t size);

/* guest_console_write() calls it there. */
void __wrap_guest_memory_clean(struct guest *guest, uint64_t gpa, uint64_t size)
{
    while (flash_take_back())
        taken++;
    struct stage2_place place;
    if (guest_region_at(guest, gpa) != &guest->ram && taken)
        printf("between: %lu taken back, the buffer %s\n", taken,
               stage2_lookup(&guest->stage2, gpa, &place) ? "is there" : "is gone");
    __real_guest_memory_clean(guest, gpa, size);
}
