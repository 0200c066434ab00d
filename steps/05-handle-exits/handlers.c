/* Handlers that need no machine, the guest's console, and the end. */
#include "vcpu.h"

#include "guest_memory.h"
#include "options.h"
#include "print.h"

enum guest_end stop_guest(struct vcpu *vcpu, struct vm_exit *exit)
{
    vcpu->why_stopped = "no handler takes this exit";
    return GUEST_STOPPED;
}

enum guest_end stop_waiting_guest(struct vcpu *vcpu, struct vm_exit *exit)
{
    vcpu->why_stopped = "it waits for an interrupt, and nothing can wake it";
    return GUEST_STOPPED;
}

enum guest_end stop_at_end_of_slice(struct vcpu *vcpu, struct vm_exit *exit)
{
    vcpu->why_stopped = "its slice of time is over";
    return GUEST_STOPPED;
}

static void print_counts(const struct exit_row table[EXIT_KINDS])
{
    printf("exits: %lu", exit_ring.count);
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++) {
        if (table[kind].count)
            printf(", %s %lu", exit_kind_name(kind), table[kind].count);
    }
    printf("\n");
}

void print_registers(const struct register_value *registers, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        printf("  %-9s %016lx%s", registers[i].name, registers[i].value,
               i % 3 == 2 || i == count - 1 ? "\n" : "");
}

int report_end(struct vcpu *vcpu, enum guest_end end, const struct exit_row table[EXIT_KINDS])
{
    const struct vm_exit *exit = exit_ring_last();
    if (!boot_flag("verbose")) /* else it was printed when it came */
        print_exit(vcpu, exit);
    if (end == GUEST_SHUT_DOWN) {
        printf("Shutdown vm normally!\n");
    } else if (end == GUEST_ASKS_FOR_RESET) {
        printf("The guest asks for a reset; this hypervisor runs a guest once.\n");
    } else {
        printf("The guest was stopped: %s.\n", vcpu->why_stopped);
        print_vcpu(vcpu, exit);
    }
    print_counts(table);
    if (end != GUEST_SHUT_DOWN)
        return 1;
    printf("Hypervisor ok!\n");
    return 0;
}

/* --- The guest's console --- */

#define CONSOLE_LIMIT PAGE_SIZE /* bytes a call, so that every call has an end */

/* Whether all those bytes are the guest's, with that prot. */
static bool all_of_guest(struct vcpu *vcpu, uint64_t gpa, uint64_t length, unsigned prot)
{
    for (uint64_t left; length; gpa += left, length -= left) {
        if (!guest_memory_at(vcpu->stage2, gpa, prot, &left))
            return false;
        if (left > length)
            left = length;
    }
    return true;
}

int64_t guest_console_write(struct vcpu *vcpu, uint64_t gpa, uint64_t length)
{
    if (length > CONSOLE_LIMIT)
        length = CONSOLE_LIMIT;
    if (!all_of_guest(vcpu, gpa, length, STAGE2_R))
        return -1;
    for (uint64_t i = 0, left; i < length; i++)
        guest_putc(*(char *)guest_memory_at(vcpu->stage2, gpa + i, STAGE2_R, &left));
    return length;
}

int64_t guest_console_read(struct vcpu *vcpu, uint64_t gpa, uint64_t length)
{
    if (length > CONSOLE_LIMIT)
        length = CONSOLE_LIMIT;
    if (!all_of_guest(vcpu, gpa, length, STAGE2_W))
        return -1;
    int c;
    uint64_t n = 0;
    for (uint64_t left; n < length && (c = console_getc()) >= 0; n++)
        *(char *)guest_memory_at(vcpu->stage2, gpa + n, STAGE2_W, &left) = c;
    return n;
}
