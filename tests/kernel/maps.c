/* Compares a process's memory with a model. At random, pages are mapped (also from a file),
 * unmapped, protected, written, and shared by fork(). The model says what each page contains, and
 * whether the program, and the kernel for the program, can read or write it. At the end no page is
 * lost. */
#include "call_table.h"
#include "paging.h"
#include "user.h"

#define PAGES   48
#define BASE    0x20000000ul
#define STEPS   1500
#define SIGSEGV 11

static struct {
    bool is_there;
    int rights;
    unsigned char value; /* of its first byte */
} model[PAGES];

static uint64_t seed;
static int ends[2], wrong;
static long file;

static unsigned random_below(unsigned limit)
{
    seed = seed * 6364136223846793005 + 1442695040888963407;
    return (seed >> 33) % limit;
}

static volatile unsigned char *page(unsigned n)
{
    return (volatile unsigned char *)(BASE + n * PAGE_SIZE);
}

static void check(bool good, const char *what, unsigned n)
{
    if (!good && wrong++ < 5)
        printf("maps: wrong: %s at page %u\n", what, n);
}

/* By the kernel: write() reads the page, read() writes it. */
static void check_page(unsigned n)
{
    unsigned char byte = 0xee;
    bool readable = model[n].is_there && model[n].rights, writable = model[n].rights & WRITE;
    long done = write(ends[1], (void *)page(n), 1);
    check(done == (readable ? 1 : -EFAULT), "write()", n);
    if (done != 1)
        return;
    read(ends[0], &byte, 1);
    check(byte == model[n].value && *page(n) == byte, "what is there", n);
    byte = random_below(256);
    write(ends[1], &byte, 1);
    done = read(ends[0], (void *)page(n), 1);
    check(done == (writable ? 1 : -EFAULT), "read()", n);
    if (done == 1)
        model[n].value = byte;
    else
        read(ends[0], &byte, 1);
}

/* The kernel's half, and the end of the program's own. */
static void check_kernel(void)
{
    static const uint64_t places[] = {1ul << 38,
                                      KERNEL_BASE,
                                      KERNEL_BASE + 0x100000,
                                      KERNEL_BASE + 0x40200000,
                                      KERNEL_BASE + 0x80200000,
                                      0xffffffffc0002000};
    char byte;
    for (unsigned i = 0; i < ARRAY_LENGTH(places); i++) {
        long at = places[i];
        if (places[i] < places[0])
            continue; /* beyond the kernel's half: 0 and more again */
        check(write(ends[1], (void *)at, 1) == -EFAULT, "write() of the kernel", i);
        write(ends[1], "x", 1);
        check(read(ends[0], (void *)at, 1) == -EFAULT, "read() to the kernel", i);
        read(ends[0], &byte, 1);
        check(system_call(SYS_mmap, at, PAGE_SIZE, 3, 0x32, -1, 0) == -ENOMEM, "mmap()", i);
        check(system_call(SYS_mprotect, at, PAGE_SIZE, 3, 0, 0, 0) == -EINVAL, "mprotect()", i);
        check(system_call(SYS_munmap, at, PAGE_SIZE, 0, 0, 0, 0) == -EINVAL, "munmap()", i);
    }
}

static void ends_well(int signal)
{
    exit(signal);
}

/* An access that the page does not allow is a fault. */
static void check_fault(unsigned n)
{
    int status;
    uint64_t words[4] = {(uint64_t)ends_well};
    bool readable = model[n].is_there && model[n].rights;
    if (model[n].rights & WRITE)
        return;
    long pid = fork();
    if (!pid) {
        system_call(SYS_rt_sigaction, SIGSEGV, (long)words, 0, 8, 0, 0);
        if (readable)
            *page(n) = 1;
        else
            (void)*page(n);
        exit(0);
    }
    wait4(pid, &status);
    check(status == SIGSEGV << 8, "a fault", n);
}

static void change(unsigned from, unsigned count)
{
    static const int all[] = {0, READ, READ | WRITE, READ | WRITE, READ | EXECUTE, WRITE};
    int rights = all[random_below(ARRAY_LENGTH(all))], what = random_below(4);
    bool whole = true;
    long done;
    unsigned char first = 0;
    if (what == 0) {
        done = system_call(SYS_munmap, (long)page(from), count * PAGE_SIZE, 0, 0, 0, 0);
    } else if (what == 1) {
        done = system_call(SYS_mmap, (long)page(from), count * PAGE_SIZE, rights, 0x32, -1, 0);
    } else if (what == 2) {
        done = system_call(SYS_mmap, (long)page(from), count * PAGE_SIZE, rights, 0x12, file, 0);
        first = 'f';
    } else {
        for (unsigned n = from; n < from + count; n++)
            whole &= model[n].is_there;
        done = system_call(SYS_mprotect, (long)page(from), count * PAGE_SIZE, rights, 0, 0, 0);
    }
    check(done == (what == 1 || what == 2 ? (long)page(from)
                   : whole                ? 0
                                          : -ENOMEM),
          "a call", from);
    for (unsigned n = from; n < from + count && (what != 3 || model[n].is_there); n++) {
        model[n].is_there = what;
        model[n].rights = what ? rights : 0;
        if (what != 3)
            model[n].value = n == from ? first : 0; /* the file has one page */
    }
}

static void play(void)
{
    for (int i = 0; i < STEPS && wrong < 5; i++) {
        unsigned n = random_below(PAGES);
        switch (random_below(16)) {
        case 0:
            check_fault(n);
            break;
        case 1: /* the child goes on, with memory that it shares */
            if (i < STEPS / 2 || random_below(2))
                break;
            long pid = fork();
            if (pid) {
                int status;
                wait4(pid, &status);
                check(!status, "a child", n);
            } else {
                i = STEPS - 20;
                seed++;
            }
            break;
        case 2:
        case 3:
        case 4:
            change(n, 1 + random_below(PAGES - n < 8 ? PAGES - n : 8));
            break;
        default:
            check_page(n);
        }
    }
    for (unsigned n = 0; n < PAGES; n++)
        check_page(n);
}

int main(int argc, char **argv, char **environment)
{
    uint64_t free = 0, promised = 0;
    for (int round = 0; round < 8; round++) {
        int status;
        if (round == 1) { /* the first one leaves what the kernel keeps */
            sleep_for(20000000);
            free = count_of("free"), promised = count_of("promised");
        }
        long pid = fork();
        if (!pid) {
            seed = round;
            pipe(ends);
            file = open("/maps", O_RDWR | O_CREAT);
            write(file, "f", 1);
            check_kernel();
            play();
            exit(wrong);
        }
        wait4(pid, &status);
        wrong += status;
    }
    sleep_for(20000000);
    printf("maps: %d wrong; free pages %lu, were %lu; promised %lu, were %lu\n", wrong,
           count_of("free"), free, count_of("promised"), promised);
    return wrong;
}
