/*
 * Step 11, in which one CPU breaks a rule of its own memory, or panics, at its tenth exit: boot
 * options "violate", and "on", the number of the CPU (8: the first one that comes there).
 */
#include "hook.h"
#include "options.h"
#include "panic.h"
#include "string.h"

/* A jump with another stack pointer. */
#if defined __riscv
#define JUMP "mv sp, %0; jr %1"
#elif defined __aarch64__
#define JUMP "mov sp, %0; br %1"
#else
#define JUMP "mov %0, %%rsp; jmp *%1"
#endif

/* Takes more stack than there is: no frame can go while the one below it looks into it. */
__attribute__((noinline)) static int recurse(unsigned depth, const volatile char *above)
{
    volatile char frame[256];
    frame[0] = above[0];
    return depth ? recurse(depth - 1, frame) + frame[0] : 0;
}

static void run_over(void)
{
    recurse(1000, "");
}

static void overflow_stack(char *block)
{
    run_over();
}

static void overflow_trap_stack(char *block)
{
    __asm__ volatile(JUMP : : "r"(block + 3 * PAGE_SIZE), "r"(run_over) : "memory");
}

static void write_guard(char *block)
{
    block[PAGE_SIZE] = 1;
}

static void report(char *block)
{
    panic("violate: on CPU %u", this_cpu()->number);
}

static const struct violation {
    const char *name;
    void (*does)(char *block);
} violations[] = {
    {"overflow-stack", overflow_stack},
    {"overflow-trap-stack", overflow_trap_stack},
    {"write-guard", write_guard},
    {"panic", report},
};

static const struct violation *chosen;
static uint64_t on = CPUS_MOST;

/* Where the guards of that CPU are: the test compares. */
static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    static unsigned exits[CPUS_MOST];
    struct cpu *cpu = this_cpu();
    if (++exits[cpu->number] == 10 && chosen && (on == cpu->number || on == CPUS_MOST)) {
        printf("violate: CPU %u, its block 0x%lx\n", cpu->number, (uintptr_t)cpu);
        chosen->does((char *)cpu);
        printf("violate: nothing stopped it\n");
    }
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    if (!make_and_hook())
        return 1;
    error problem = boot_number("on", &on);
    if (problem)
        return report_error("options", problem);
    for (unsigned i = 0; i < ARRAY_LENGTH(violations); i++) {
        if (!strcmp(boot_option("violate", ""), violations[i].name))
            chosen = &violations[i];
    }
    return run_hooked();
}
