/* The exit loop. */
#include "vcpu.h"

#include "options.h"

enum guest_end run_guest(struct vcpu *vcpu, const exit_handler handlers[EXIT_KINDS])
{
    bool verbose = boot_flag("verbose");
    for (;;) {
        world_switch(vcpu); /* in, and out again at the next exit */
        struct vm_exit *exit = exit_ring_next();
        exit_decode(vcpu, exit);
        exit_ring.of_kind[exit->kind]++;
        if (verbose)
            print_exit(vcpu, exit);

        exit_handler handle = handlers[exit->kind];
        enum guest_end end = handle ? handle(vcpu, exit) : GUEST_STOPPED;
        if (end != GUEST_GOES_ON)
            return end;
        exit->went_on = cycle_counter();
    }
}
