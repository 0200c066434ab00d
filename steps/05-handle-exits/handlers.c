/* What is done about each kind of exit, and the handlers that are the same on every architecture.
 */
#include "handlers.h"

#include "deadlines.h"
#include "hypercalls.h"
#include "report.h"
#include "string.h"

exit_handler *exit_handlers[EXIT_KINDS] = {
    [0 ... EXIT_KINDS - 1] = stop_guest, /* except: */
    [EXIT_HYPERCALL] = handle_hypercall, /* looked up in a table of calls */
    [EXIT_REGISTER] = handle_register,   [EXIT_IDENTIFY] = handle_identify,
    [EXIT_WAIT] = stop_waiting_guest,    [EXIT_TIMER] = handle_deadlines,
};

enum guest_action handle_hypercall(struct vcpu *vcpu, struct vm_exit *exit)
{
    const struct hypercall *call = vcpu->last_call; /* guests often make the same call again */
    skip_hypercall(vcpu);
    if (call_is(vcpu, call->extension, call->number))
        return call->handle(vcpu);
    return handle_other_call(vcpu);
}

enum guest_action stop_guest(struct vcpu *vcpu, struct vm_exit *exit)
{
    vcpu->why_stopped = "no handler takes this exit";
    return GUEST_STOPPED;
}

enum guest_action stop_waiting_guest(struct vcpu *vcpu, struct vm_exit *exit)
{
    vcpu->why_stopped = "it waits for an interrupt, and nothing can wake it";
    return GUEST_STOPPED;
}

void handle_before(enum exit_kind kind, exit_handler *handler, exit_handler **inner)
{
    if (exit_handlers[kind] == handler)
        return;
    *inner = exit_handlers[kind];
    exit_handlers[kind] = handler;
}

/* --- A slice of time --- */

static enum guest_action stop_at_end_of_slice(struct vcpu *vcpu, struct deadline *slice)
{
    vcpu->why_stopped = "its slice of time is over";
    return GUEST_STOPPED;
}

error start_slice(uint64_t milliseconds)
{
    static struct deadline slice = {.reached = stop_at_end_of_slice};
    if (milliseconds > UINT64_MAX / 2 / machine.timer_hz)
        return error_of("%lu ms are too many", milliseconds);
    TRY(deadlines_init());
    deadline_set(&slice, time_counter() + milliseconds * machine.timer_hz / 1000);
    return OK;
}

/* --- For --verbose: a handler in front of all others --- */

static exit_handler *inner_handlers[EXIT_KINDS];

static enum guest_action print_and_handle(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit_rings->next_ring) /* there are several */
        printf("guest %u: ", vcpu->guest->number + 1);
    print_exit(vcpu, exit);
    return inner_handlers[exit->kind](vcpu, exit);
}

void print_every_exit(void)
{
    memcpy(inner_handlers, exit_handlers, sizeof exit_handlers);
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exit_handlers[kind] = print_and_handle;
}
