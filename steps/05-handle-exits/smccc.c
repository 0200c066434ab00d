#include "smccc.h"

#include "guest_console.h"
#include "handlers.h"

enum guest_action not_supported(struct vcpu *vcpu)
{
    return set_result(vcpu, NOT_SUPPORTED);
}

/* --- PSCI 5 --- */

#define PSCI_1_1 0x00010001 /* major and minor, 16 bits each */

enum guest_action psci_version(struct vcpu *vcpu)
{
    return set_result(vcpu, PSCI_1_1);
}

/* Whether a call is supported: SMCCC_ARCH_FEATURES asks the same. */
enum guest_action psci_features(struct vcpu *vcpu)
{
    bool supported = hypercall_supported(hypercall_find(0, (uint32_t)hypercall_argument(vcpu, 0)));
    return set_result(vcpu, supported ? SUCCESS : NOT_SUPPORTED);
}

/* There is no trusted operating system that would have to move with its CPU. */
enum guest_action migrate_info_type(struct vcpu *vcpu)
{
    enum { NOT_NEEDED = 2 };
    return set_result(vcpu, NOT_NEEDED);
}

/* The guest's only CPU, the one that calls, has affinity 0. */
enum guest_action cpu_on(struct vcpu *vcpu)
{
    return set_result(vcpu,
                      hypercall_argument(vcpu, 0) ? PSCI_INVALID_PARAMETERS : PSCI_ALREADY_ON);
}

/* Only for CPU 0 at level 0: support for clusters is optional. */
enum guest_action affinity_info(struct vcpu *vcpu)
{
    enum { IS_ON = 0 };
    bool own_cpu = !hypercall_argument(vcpu, 0) && !hypercall_argument(vcpu, 1);
    return set_result(vcpu, own_cpu ? IS_ON : PSCI_INVALID_PARAMETERS);
}

enum guest_action cpu_off(struct vcpu *vcpu)
{
    if (!from_guest_kernel(vcpu))
        return not_supported(vcpu);
    vcpu->why_stopped = "it turns its only CPU off, and nothing can turn it on again";
    return GUEST_STOPPED;
}

/* Power state 0 waits as wfi or hlt does; there are no deeper ones. */
enum guest_action cpu_suspend(struct vcpu *vcpu)
{
    if (!from_guest_kernel(vcpu))
        return not_supported(vcpu);
    if ((uint32_t)hypercall_argument(vcpu, 0))
        return set_result(vcpu, PSCI_INVALID_PARAMETERS);
    set_result(vcpu, 0);
    return exit_handlers[EXIT_WAIT](vcpu, vcpu->ring.last);
}

enum guest_action system_off(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? GUEST_SHUTDOWN : not_supported(vcpu);
}

enum guest_action system_reset(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? GUEST_RESET : not_supported(vcpu);
}

/* --- The console --- */

static enum guest_action transfer(struct vcpu *vcpu,
                                  int64_t (*console)(struct guest *, uint64_t, uint64_t))
{
    if (!from_guest_kernel(vcpu))
        return not_supported(vcpu);
    int64_t done = console(vcpu->guest, hypercall_argument(vcpu, 0), hypercall_argument(vcpu, 1));
    return set_result(vcpu, done < 0 ? INVALID_PARAMETER : done);
}

enum guest_action console_write(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_write);
}

enum guest_action console_read(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_read);
}

enum guest_action console_write_byte(struct vcpu *vcpu)
{
    if (!from_guest_kernel(vcpu))
        return not_supported(vcpu);
    guest_putc(&vcpu->guest->line, hypercall_argument(vcpu, 0));
    return set_result(vcpu, SUCCESS);
}
