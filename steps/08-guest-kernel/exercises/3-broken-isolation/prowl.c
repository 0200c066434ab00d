/* The program of exercise 8.3: its children try what a kernel has to prevent, each with another
 * page. The kernel ends those that it catches. */
#include "bug.h"

#include "rights.h"
#include "user.h"

#define MAP_FLAGS 0x32 /* of memory without a file, of this process alone, at this address */

static void show(const char *what, uint64_t page)
{
    complain("init (pid %ld): not prevented: %s 0x%lx\n", getpid(), what, page);
}

/* Uses each page as it may be used. Code is zeros, which nobody runs. */
static void use_pages(const struct bug *bug)
{
    unsigned rights = bug->kind == CODE_WRITABLE ? READ | EXECUTE : READ | WRITE;
    if (bug->kind == KERNEL_READ)
        return;
    system_call(SYS_mmap, bug->first, BUG_PAGES * BUG_PAGE, rights, MAP_FLAGS, -1, 0);
    for (unsigned i = 0; i < BUG_PAGES; i++) {
        volatile uint64_t *page = (uint64_t *)(bug->first + i * BUG_PAGE);
        if (bug->kind == CODE_WRITABLE || bug->kind == WRONG_MEMORY)
            *page;
        else
            *page = 1;
    }
}

/* --- What the children try --- */

static int number_42(void)
{
    return 42;
}

static void run_data(uint64_t page)
{
    int (*copy)(void) = (int (*)(void))page;
    memcpy((void *)page, (const void *)number_42, 32);
    if (copy() == 42)
        show("ran data at", page);
}

/* An interrupt in between would flush the TLB. So it is tried soon after a tick, and before the
 * tick with other memory: then QEMU has translated the code. */
__attribute__((noinline)) static void use_unmap_read(uint64_t page, void *unmapped)
{
    volatile uint64_t *word = (volatile uint64_t *)page;
    *word = 1; /* now the TLB knows the page */
    unmap(unmapped, BUG_PAGE);
    *word;
}

static void read_after_unmap(uint64_t page)
{
    void *other = map(BUG_PAGE);
    *(volatile uint64_t *)other = 1;
    use_unmap_read(page, other);
    sleep_for(1);
    use_unmap_read(page, (void *)page);
    show("read after munmap():", page);
}

static void try(enum bug_kind kind, uint64_t page)
{
    volatile uint64_t *word = (volatile uint64_t *)page;
    switch (kind) {
    case CODE_WRITABLE:
        *word = 1;
        show("wrote to code at", page);
        break;
    case DATA_RUNS:
        run_data(page);
        break;
    case KERNEL_READ:
        *word;
        show("read the kernel at", page);
        break;
    case WRONG_MEMORY:
        if (*word)
            show("new, and not zero:", page);
        break;
    default:
        read_after_unmap(page);
    }
}

static void try_each(const struct bug *bug)
{
    for (unsigned i = 0; i < BUG_PAGES; i++) {
        if (!fork()) {
            use_pages(bug);
            try(bug->kind, bug->first + i * BUG_PAGE);
            exit(0);
        }
        wait4(-1, NULL);
    }
}

/* At its end the first process has the same pages itself. */
int main(int argc, char **argv, char **environment)
{
    for (int file = 0; file <= 2; file++)
        open("/dev/console", O_RDWR);
    for (unsigned n = 0; argc > 1 && n < BUGS; n++) {
        struct bug bug = choose_bug(seed_of(argv[1]), n);
        try_each(&bug);
    }
    for (unsigned n = 0; argc > 1 && n < BUGS; n++) {
        struct bug bug = choose_bug(seed_of(argv[1]), n);
        use_pages(&bug);
        if (bug.kind == STALE_ENTRY || bug.kind == STALE_TLB)
            unmap((void *)bug.first, BUG_PAGES * BUG_PAGE);
    }
    return 0;
}
