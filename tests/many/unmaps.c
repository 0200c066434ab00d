/*
 * A program of Linux on x86_64: THREADS threads, each on its own CPU, map memory and give it back,
 * at the same addresses, and drop pages that all of them use. So each CPU has to be told when a
 * translation has gone. It prints "right" if no thread read what another thread
 * had written.
 */
#define PAGE    4096ul
#define PAGES   32
#define TURNS   2
#define THREADS 3

enum {
    WRITE = 1,
    MMAP = 9,
    MUNMAP = 11,
    YIELD = 24,
    MADVISE = 28,
    CLONE = 56,
    EXIT = 60,
    SET_AFFINITY = 203,
    EXIT_ALL = 231,
};

static long call(long number, long a, long b, long c)
{
    register long d __asm__("r10") = 0x22, e __asm__("r8") = -1, f __asm__("r9") = 0; /* of MMAP */
    long result = number;
    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(a), "S"(b), "d"(c), "r"(d), "r"(e), "r"(f)
                     : "rcx", "r11", "memory");
    return result;
}

static volatile long *map(void)
{
    return (long *)call(MMAP, 0, PAGES * PAGE, 3);
}

static volatile long *shared;
static int wrong, begun, done;

static void use(volatile long *pages, long mine, int may_be_there)
{
    for (int n = 0; n < PAGES; n++) {
        volatile long *word = &pages[n * 512];
        wrong |= *word && !(may_be_there && *word == mine);
        *word = mine;
    }
}

static void add_one_and_wait(int *threads)
{
    __atomic_fetch_add(threads, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(threads, __ATOMIC_SEQ_CST) < THREADS)
        call(YIELD, 0, 0, 0);
}

static void work(long number)
{
    long mask = 1 << number;
    call(SET_AFFINITY, 0, sizeof mask, (long)&mask);
    add_one_and_wait(&begun);
    for (long turn = 1; turn <= TURNS; turn++) {
        volatile long *own = map();
        use(own, turn << 8 | number, 0);
        for (int n = 0; n < PAGES; n++)
            wrong |= own[n * 512] != (turn << 8 | number);
        call(MUNMAP, (long)own, PAGES * PAGE, 0);
        use(shared, 1, 1);
        call(MADVISE, (long)&shared[turn * THREADS * 512], PAGE, 4); /* DONTNEED: it is 0 again */
    }
    add_one_and_wait(&done);
}

__attribute__((used)) void thread(long number)
{
    work(number);
    for (;;)
        call(EXIT, 0, 0, 0);
}

static void begin(long number)
{
    static _Alignas(16) long stacks[THREADS][1024];
    long *top = &stacks[number][1021];
    top[0] = number;
    long result = CLONE;
    __asm__ volatile("syscall; test %%eax, %%eax; jnz 1f; pop %%rdi; call thread; 1:"
                     : "+a"(result)
                     : "D"(0x10f00), "S"(top) /* a thread of this process */
                     : "rcx", "r11", "memory");
}

void _start(void)
{
    shared = map();
    for (long n = 1; n < THREADS; n++)
        begin(n);
    work(0);
    call(WRITE, 1, (long)(wrong ? "wrong\n" : "right\n"), 6);
    call(EXIT_ALL, 0, 0, 0);
}
