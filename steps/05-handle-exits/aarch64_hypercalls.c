/*
 * AArch64: the hypercalls that are answered: those of PSCI 1.1, the first two of the SMC Calling
 * Convention, and our own.
 */
#include "aarch64_calls.h"

#include "print.h"

#define PSCI_1_1     0x00010001 /* major and minor, 16 bits each */
#define SMCCC_1_1    0x00010001
#define OUR_REVISION 1

/* Errors: SMCCC 7, and PSCI 5, which has others for the same */
enum { SUCCESS = 0, NOT_SUPPORTED = -1, INVALID_PARAMETER = -3 };
enum { PSCI_INVALID_PARAMETERS = -2, PSCI_ALREADY_ON = -4 };

/* Puts the answer where the guest looks for it. */
static enum guest_end answer(struct vcpu *vcpu, int64_t value)
{
    vcpu->x[0] = value;
    return GUEST_GOES_ON;
}

uint64_t smc_argument(const struct vcpu *vcpu, unsigned n)
{
    return vcpu->x[0] & SMC_64BIT ? vcpu->x[n] : (uint32_t)vcpu->x[n];
}

static const struct smc_call *find_numbered(uint32_t number)
{
    static const struct smc_call nameless = {.answer = not_offered};
    uint32_t narrow = number & ~SMC_64BIT;
    if (narrow - PSCI_BASE < PSCI_CALLS && psci_calls[narrow - PSCI_BASE].has_64)
        return &psci_calls[narrow - PSCI_BASE];
    for (const struct smc_numbered *n = smc_calls; n->call.name; n++) {
        if (n->number == number || (n->number == narrow && n->call.has_64))
            return &n->call;
    }
    return &nameless;
}

const struct smc_call *smc_find(uint32_t number)
{
    uint32_t n = number - PSCI_BASE; /* the ones that have to be fast */
    return n < PSCI_CALLS ? &psci_calls[n] : find_numbered(number);
}

enum guest_end answer_hypercall(struct vcpu *vcpu, struct vm_exit *exit)
{
    return smc_find(vcpu->x[0])->answer(vcpu); /* ELR_EL2 is behind the hvc already */
}

enum guest_end not_offered(struct vcpu *vcpu)
{
    return answer(vcpu, NOT_SUPPORTED);
}

/* --- Arm architecture calls, SMCCC 7 --- */

enum guest_end smccc_version(struct vcpu *vcpu)
{
    return answer(vcpu, SMCCC_1_1);
}

/* --- PSCI 5 --- */

enum guest_end psci_version(struct vcpu *vcpu)
{
    return answer(vcpu, PSCI_1_1);
}

/* Whether a call is offered: SMCCC_ARCH_FEATURES asks the same. */
enum guest_end psci_features(struct vcpu *vcpu)
{
    bool offered = smc_find(vcpu->x[1])->answer != not_offered;
    return answer(vcpu, offered ? SUCCESS : NOT_SUPPORTED);
}

/* There is no trusted operating system that would have to move with its CPU. */
enum guest_end migrate_info_type(struct vcpu *vcpu)
{
    enum { NOT_NEEDED = 2 };
    return answer(vcpu, NOT_NEEDED);
}

/* The guest's only CPU, the one that calls, has affinity 0. */
enum guest_end cpu_on(struct vcpu *vcpu)
{
    return answer(vcpu, smc_argument(vcpu, 1) ? PSCI_INVALID_PARAMETERS : PSCI_ALREADY_ON);
}

/* Of that CPU, when the level is 0; no cluster's, which may be left out. */
enum guest_end affinity_info(struct vcpu *vcpu)
{
    enum { IS_ON = 0 };
    bool own_cpu = !smc_argument(vcpu, 1) && !smc_argument(vcpu, 2);
    return answer(vcpu, own_cpu ? IS_ON : PSCI_INVALID_PARAMETERS);
}

enum guest_end cpu_off(struct vcpu *vcpu)
{
    vcpu->why_stopped = "it turns its only CPU off, and nothing can turn it on again";
    return GUEST_STOPPED;
}

/* Power state 0 waits as wfi does; there are no deeper ones. */
enum guest_end cpu_suspend(struct vcpu *vcpu)
{
    if ((uint32_t)vcpu->x[1])
        return answer(vcpu, PSCI_INVALID_PARAMETERS);
    return stop_waiting_guest(vcpu, exit_ring_last());
}

enum guest_end system_off(struct vcpu *vcpu)
{
    return GUEST_SHUT_DOWN;
}

enum guest_end system_reset(struct vcpu *vcpu)
{
    return GUEST_ASKS_FOR_RESET;
}

/* --- Our own service --- */

/* 128 bits that no other hypervisor has, SMCCC 6: "Worldswitch a64", in ASCII. */
enum guest_end service_uid(struct vcpu *vcpu)
{
    vcpu->x[1] = 0x69777364; /* least significant byte first */
    vcpu->x[2] = 0x20686374;
    vcpu->x[3] = 0x00343661;
    return answer(vcpu, 0x6c726f57);
}

enum guest_end service_revision(struct vcpu *vcpu)
{
    vcpu->x[1] = 0; /* the minor one */
    return answer(vcpu, OUR_REVISION);
}

static enum guest_end transfer(struct vcpu *vcpu,
                               int64_t (*console)(struct vcpu *, uint64_t, uint64_t))
{
    int64_t done = console(vcpu, vcpu->x[1], vcpu->x[2]);
    return answer(vcpu, done < 0 ? INVALID_PARAMETER : done);
}

enum guest_end console_write(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_write);
}

enum guest_end console_read(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_read);
}

enum guest_end console_write_byte(struct vcpu *vcpu)
{
    guest_putc(vcpu->x[1]);
    return answer(vcpu, SUCCESS);
}
