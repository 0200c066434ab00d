/* The bugs of the guest's kernel: the linker puts these functions in front of the kernel's own. */
#include "bug.h"

#include "kernel.h"

#define SECRET 0x5ec2e7

void __real_paging_init(void);
void __wrap_paging_init(void);
long __real_space_fault(pte *root, uint64_t address, unsigned access);
long __wrap_space_fault(pte *root, uint64_t address, unsigned access);
void __real_space_remove(pte *root, uint64_t start, uint64_t end);
void __wrap_space_remove(pte *root, uint64_t start, uint64_t end);
void __real_load_root(const pte *root);
void __wrap_load_root(const pte *root);

static struct bug bugs[BUGS];
static bool forgets; /* to flush the TLB */

static void set_entry(uint64_t page, pte value)
{
    pte *entry = walk(current->root ? current->root : kernel_root, page, false);
    *entry = 0;
    flush_page(page);
    *entry = value;
}

/* --- A page that is given --- */

static pte give_right(pte entry, unsigned right)
{
    return pte_page(pte_address(entry), pte_rights(entry) | right);
}

/* Other memory than what was allocated, which stays in use. */
static pte move(pte entry, unsigned bit)
{
    uint64_t moved = pte_address(entry) ^ 1ul << bit;
    uint64_t *page = to_virtual(moved);
    *page = SECRET;
    *page_references(page) = 2;
    return pte_page(moved, pte_rights(entry));
}

static void give_badly(const struct bug *bug)
{
    pte entry = *walk(current->root, bug->page, false);
    if (bug->kind == CODE_WRITABLE)
        set_entry(bug->page, give_right(entry, WRITE));
    if (bug->kind == DATA_RUNS)
        set_entry(bug->page, give_right(entry, EXECUTE));
    if (bug->kind == WRONG_MEMORY)
        set_entry(bug->page, move(entry, bug->moved));
}

long __wrap_space_fault(pte *root, uint64_t address, unsigned access)
{
    long problem = __real_space_fault(root, address, access);
    for (unsigned n = 0; !problem && n < BUGS; n++) {
        if ((address & -PAGE_SIZE) == bugs[n].page)
            give_badly(&bugs[n]);
    }
    return problem;
}

/* --- A page that is taken away --- */

/* A page that still has an entry stays in use. */
void __wrap_space_remove(pte *root, uint64_t start, uint64_t end)
{
    const struct bug *bug = &bugs[2];
    bool is_bad = start <= bug->page && bug->page < end;
    pte *entry = is_bad ? walk(root, bug->page, false) : NULL, before = entry ? *entry : 0;
    bool stale = pte_valid(before) && bug->kind == STALE_ENTRY;
    forgets = pte_valid(before) && bug->kind == STALE_TLB;
    if (stale)
        page_share(to_virtual(pte_address(before)));
    __real_space_remove(root, start, end);
    if (stale)
        *entry = before;
    forgets = false;
}

void __wrap_load_root(const pte *root)
{
    if (!forgets)
        __real_load_root(root);
}

/* --- A page of the kernel's --- */

void __wrap_paging_init(void)
{
    __real_paging_init();
    for (unsigned n = 0; n < BUGS; n++)
        bugs[n] = choose_bug(seed_of(machine.words), n);
    uint64_t page = bugs[1].page;
    if (bugs[1].kind != KERNEL_READ)
        return;
    for (unsigned i = 0; i < BUG_PAGES; i++)
        *(uint64_t *)(bugs[1].first + i * BUG_PAGE) = SECRET;
    set_entry(page, give_right(*walk(kernel_root, page, false), USER));
}
