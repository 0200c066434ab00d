/* The runs of exercise 5.4: step 5, but the hypervisor also keeps books about the guest's calls,
 * and shares memory with the guest. The guest, guest/touch, writes into each page its number. */
#include "books.h"
#include "hypercalls.h"
#include "load_guest.h"
#include "memory_map.h"
#include "options.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "start.h"

#define SHARED_BASE  0xc0000000 /* GPA */
#define SHARED_ORDER 9          /* 2^9 pages are 2 MiB, one entry of a table */

static struct guest guest;
static struct vcpu vcpu;
static uint8_t *shared; /* HPA */

static void must(error problem)
{
    if (problem)
        panic("recorded: %s", problem);
}

static enum guest_action note_and_handle(struct vcpu *vcpu, struct vm_exit *exit)
{
    note_call(exit, hypercall_argument(vcpu, 0), hypercall_argument(vcpu, 1));
    return handle_hypercall(vcpu, exit);
}

static void load(void)
{
    struct guest_layout layout = {GUEST_BASE, 4 << 20, GUEST_FLAT_AT, start_elf, start_flat};
    must(guest_init(&guest, 0));
    if (!load_guest(&guest, &layout, "/sbin/touch"))
        power_off(1);
}

static void share_memory(void)
{
    static struct guest_region region = {
        .name = "shared memory", .base = SHARED_BASE, .size = PAGE_SIZE << SHARED_ORDER};
    shared = page_alloc(SHARED_ORDER);
    if (!shared)
        panic("recorded: no memory to share");
    must(guest_add_region(&guest, &region));
    must(stage2_map(&guest.stage2, region.base, (uintptr_t)shared, region.size,
                    STAGE2_R | STAGE2_W));
}

/* The entry that maps the shared memory. */
static stage2_entry *shared_entry(void)
{
    unsigned height = STAGE2_TOP;
    stage2_entry *entry = entry_of(guest.stage2.root, height, SHARED_BASE);
    while (entry_is_table(*entry, height))
        entry = entry_of(table_below(*entry), --height, SHARED_BASE);
    return entry;
}

/* After the run: prints what is damaged. True if nothing is. */
static bool find_damage(void)
{
    bool ok = true;
    for (unsigned n = 0; n < 1 << SHARED_ORDER; n++) {
        uint64_t gpa = SHARED_BASE + n * PAGE_SIZE;
        uint32_t is = *(uint32_t *)(shared + n * PAGE_SIZE);
        if (is != n)
            printf("damage: the guest wrote 0x%x at GPA 0x%lx, but now it is 0x%x\n", n, gpa, is);
        ok &= is == n;
    }
    for (unsigned n = 1; n < BOOK_CALLS && book[n].pc; n++) {
        if (book[n].number != n)
            printf("damage: book[%u].number is 0x%lx\n", n, book[n].number);
        ok &= book[n].number == n;
    }
    return ok;
}

int main(void)
{
    uint64_t seed = 1, recording = 1;
    must(boot_number("seed", &seed));
    must(boot_number("recording", &recording));
    page_alloc_init();
    load();
    share_memory();
    open_books(seed, recording, shared, shared_entry());
    exit_handlers[EXIT_HYPERCALL] = note_and_handle;
    int status = run_to_end(&guest, &vcpu);
    return status || !find_damage(); /* a guest that was stopped has not written all pages */
}
