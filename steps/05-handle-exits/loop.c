/* The exit loop. */
#include "vcpu.h"

#include "options.h"

enum guest_end run_guest(struct vcpu *vcpu, struct exit_row table[EXIT_KINDS])
{
    bool verbose = boot_flag("verbose");
    exit_ring.entered = cycle_counter();
    for (;;) {
        world_switch(vcpu); /* in, and out again at the next exit */
        struct vm_exit *exit = exit_ring_next();
        exit_decode(vcpu, exit);
        if (verbose)
            print_exit(vcpu, exit);

        struct exit_row *row = &table[exit->kind];
        row->count++;
        enum guest_end end = row->handle(vcpu, exit);
        if (end != GUEST_GOES_ON)
            return end;
        exit->went_on = cycle_counter();
    }
}
