/*
 * Not a step: a hypervisor that breaks the rules of its own memory, to show that the CPU stops
 * it. The boot option "violate" says which (-append violate=write-text). It prints the address,
 * does it, and has to end in the host's own trap report.
 */
#include "machine.h"
#include "options.h"
#include "print.h"
#include "string.h"

/* An instruction that comes back at once, and a jump with another stack pointer. */
#if defined __riscv
#define RETURN 0x00008067
#define JUMP   "mv sp, %0; jr %1"
#elif defined __aarch64__
#define RETURN 0xd65f03c0
#define JUMP   "mov sp, %0; br %1"
#else
#define RETURN 0x909090c3
#define JUMP   "mov %0, %%rsp; jmp *%1"
#endif

static const uint32_t constant = RETURN;
static uint32_t variable = RETURN;

static void write_to(void *address)
{
    *(volatile char *)address = 1;
}

static void read_from(void *address)
{
    (void)*(volatile char *)address;
}

static void execute(void *address)
{
    instruction_fence();
    ((void (*)(void))address)();
}

/* Takes more stack than there is: no frame can go while the one below it looks into it. */
__attribute__((noinline)) static int recurse(unsigned depth, const volatile char *above)
{
    volatile char frame[256];
    frame[0] = above[0];
    return depth ? recurse(depth - 1, frame) + frame[0] : 0;
}

static void run_over(void *guard)
{
    recurse(1000, (const char *)&constant);
}

static void run_over_from_top(void *guard)
{
    __asm__ volatile(JUMP : : "r"(trap_stack_top), "r"(run_over) : "memory");
}

int main(void)
{
    volatile uint32_t local = *(volatile uint32_t *)image_end = RETURN;
    const struct {
        const char *name;
        void (*does)(void *);
        void *address;
    } violations[] = {
        {"write-text", write_to, image_start},
        {"write-rodata", write_to, (void *)&constant},
        {"execute-rodata", execute, (void *)&constant},
        {"execute-data", execute, &variable},
        {"execute-stack", execute, (void *)&local},
        {"execute-memory", execute, image_end},
        {"read-null", read_from, NULL},
        {"write-null", write_to, NULL},
        {"overflow-boot-stack", run_over, boot_guard},
        {"overflow-trap-stack", run_over_from_top, trap_guard},
        {"read-firmware", read_from, (void *)0x80000000}, /* RISC-V's */
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(violations); i++) {
        if (strcmp(violations[i].name, boot_option("violate", "")))
            continue;
        printf("self-protection: %s at %p\n", violations[i].name, violations[i].address);
        violations[i].does(violations[i].address);
        printf("self-protection: nothing stopped it\n");
        return 1;
    }
    printf("self-protection: no such violation\n");
    return 1;
}
