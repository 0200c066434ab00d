/*
 * A main() for step 5 that runs many guests in one machine. The image is a row of attempts, `slot`
 * bytes each; each of them is a guest of its own, made as step 5 makes one and entered at its
 * attempt. Whatever exit ends it is its outcome: the ring keeps it, and the next one is entered.
 *
 * Before the first and after the last it prints a line and waits for a byte: then somebody outside
 * can look at the machine's memory, and change it.
 */
#include "guest_memory.h"
#include "handlers.h"
#include "load_guest.h"
#include "memory_map.h"
#include "options.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "string.h"
#include "../host_registers/host_registers.h"
#include ARCH_HEADER(hostile)

#define FLAT_OFFSET 0x10000 /* bytes from the start of the guest's memory */

struct guest guest; /* read from outside, by their names */
struct vcpu vcpu;
uint64_t attempt;

static uint64_t attempts, slot = 64, slice, guest_size = 1 << 20;

static void wait_for_byte(const char *line)
{
    printf("%s\n", line);
    while (console_getc() < 0)
        ;
}

/* --- The host's registers: what a guest must not change --- */

static struct register_value host[HOST_REGISTERS];

static void check_host_registers(void)
{
    struct register_value now[HOST_REGISTERS];
    unsigned count = host_registers(now);
    for (unsigned i = 0; i < count; i++) {
        if (now[i].value != host[i].value)
            panic("attempt %lu: the host's %s was 0x%lx and is 0x%lx", attempt, host[i].name,
                  host[i].value, now[i].value);
    }
}

/* --- One attempt after the other --- */

/* What a guest should not know, so that it can try the addresses where it hurts most. */
static void tell_addresses(void)
{
    uint64_t left, memory = (uintptr_t)guest_memory_at(&guest, GUEST_BASE, STAGE2_R, &left);
    extern char boot_stack_top[], image_start[];
    const uint64_t addresses[TOLD] = {
        (uintptr_t)guest.stage2.root, (uintptr_t)&vcpu, (uintptr_t)boot_stack_top - 64,
        (uintptr_t)image_start,       memory - 8,       memory + guest_size};
    for (unsigned i = 0; i < TOLD; i++)
        tell(&vcpu, i, addresses[i]);
}

static void start_attempt(void)
{
    guest.entry = GUEST_BASE + FLAT_OFFSET + attempt * slot;
    vcpu_reset(&vcpu);
    vcpu_load(&vcpu);
    tell_addresses();
    if (slice && start_slice(slice))
        panic("attempt %lu: no slice", attempt);
    host_registers(host);
}

static enum guest_action next_attempt(struct vcpu *which, struct vm_exit *exit)
{
    check_host_registers();
    if (exit->kind == EXIT_TIMER)
        handle_deadlines(which, exit);
    if (boot_flag("print"))
        print_exit(which, exit);
    exit->info = what_else(which, exit);
    if (++attempt == attempts)
        return GUEST_SHUTDOWN;
    start_attempt();
    return GUEST_RESUMES;
}

/* Where a guest is given a register, its attempt has not ended: that exit is not kept. */
static enum guest_action give_register(struct vcpu *which, struct vm_exit *exit)
{
    struct exit_ring *ring = &which->ring;
    if (handle_register(which, exit) != GUEST_RESUMES)
        return next_attempt(which, exit);
    ring->last = &ring->slots[(exit - ring->slots - 1) & ring->mask];
    ring->counts[exit->kind]--; /* run_vcpu() counts it */
    return GUEST_RESUMES;
}

static error read_options(void)
{
    TRY(boot_number("guest-mem", &guest_size));
    TRY(boot_number("attempts", &attempts));
    TRY(boot_number("slot", &slot));
    return boot_number("slice", &slice);
}

int main(void)
{
    struct guest_layout layout = {GUEST_BASE, 0, GUEST_BASE + FLAT_OFFSET, start_elf, start_elf};

    page_alloc_init();
    error problem = read_options();
    if (problem)
        panic("options: %s", problem);
    if (guest_init(&guest, 0))
        panic("no memory for a stage-2 root");
    layout.size = guest_size;
    if (!load_guest(&guest, &layout, boot_option("guest", "/sbin/hostile")))
        return 1;
    if (vcpu_init(&vcpu, &guest, 0))
        panic("no memory for a vCPU");
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exit_handlers[kind] = next_attempt;
    exit_handlers[EXIT_REGISTER] = give_register;

    wait_for_byte("ready");
    start_attempt();
    run_vcpu(&vcpu);
    wait_for_byte("done");
    return 0;
}
