#include "report.h"

#include "options.h"

static void print_counts(const struct exit_ring *ring)
{
    uint64_t exits = 0;
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exits += ring->counts[kind];
    printf("exits: %lu", exits);
    for (unsigned kind = 1; kind <= EXIT_KINDS; kind++) { /* EXIT_UNKNOWN, which is 0, comes last */
        if (ring->counts[kind % EXIT_KINDS])
            printf(", %s %lu", exit_kind_names[kind % EXIT_KINDS], ring->counts[kind % EXIT_KINDS]);
    }
    printf("\n");
}

void print_registers(const struct register_value *registers, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        printf("  %-14s %016lx%s", registers[i].name, registers[i].value,
               i % 3 == 2 || i == count - 1 ? "\n" : "");
}

int report_end(struct vcpu *vcpu, enum guest_action action)
{
    const struct vm_exit *exit = vcpu->ring.last;
    if (!boot_flag("verbose")) /* else it is printed already */
        print_exit(vcpu, exit);
    switch (action) {
    case GUEST_SHUTDOWN:
        printf("Shutdown vm normally!\n");
        break;
    case GUEST_RESET:
        printf("The guest asks for a reset; %s.\n",
               vcpu->why_stopped ? vcpu->why_stopped : "this hypervisor runs a guest once");
        break;
    default:
        printf("The guest was stopped: %s.\n", vcpu->why_stopped);
        print_vcpu(vcpu, exit);
    }
    print_counts(&vcpu->ring);
    if (action != GUEST_SHUTDOWN)
        return 1;
    printf("Hypervisor ok!\n");
    return 0;
}
