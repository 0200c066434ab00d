/* RISC-V: every call of the SBI specification, and what is done for those that we support. */
#include "riscv64_sbi.h"

#include "guest_console.h"

static hypercall_handler get_spec_version, get_impl_id, get_impl_version, probe_extension,
    get_machine_id, remote_fence_i, remote_sfence_vma, system_reset, console_write, console_read,
    console_write_byte, legacy_putchar, legacy_getchar, legacy_shutdown;

struct hypercall hypercalls[] = {
    {0, 0, REFUSED("legacy set_timer", 1)},
    {1, 0, "legacy console_putchar", legacy_putchar, 1},
    {2, 0, "legacy console_getchar", legacy_getchar, 0},
    {3, 0, REFUSED("legacy clear_ipi", 0)},
    {4, 0, REFUSED("legacy send_ipi", 1)},
    {5, 0, REFUSED("legacy remote_fence_i", 1)},
    {6, 0, REFUSED("legacy remote_sfence_vma", 3)},
    {7, 0, REFUSED("legacy remote_sfence_vma_asid", 4)},
    {8, 0, "legacy shutdown", legacy_shutdown, 0},
    {SBI_BASE, 0, "base get_spec_version", get_spec_version, 0},
    {SBI_BASE, 1, "base get_impl_id", get_impl_id, 0},
    {SBI_BASE, 2, "base get_impl_version", get_impl_version, 0},
    {SBI_BASE, 3, "base probe_extension", probe_extension, 1},
    {SBI_BASE, 4, "base get_mvendorid", get_machine_id, 0},
    {SBI_BASE, 5, "base get_marchid", get_machine_id, 0},
    {SBI_BASE, 6, "base get_mimpid", get_machine_id, 0},
    {SBI_HSM, 0, REFUSED("HSM hart_start", 3)},
    {SBI_HSM, 1, REFUSED("HSM hart_stop", 0)},
    {SBI_HSM, 2, REFUSED("HSM hart_get_status", 1)},
    {SBI_HSM, 3, REFUSED("HSM hart_suspend", 3)},
    {SBI_PMU, 0, REFUSED("PMU num_counters", 0)},
    {SBI_PMU, 1, REFUSED("PMU counter_get_info", 1)},
    {SBI_PMU, 2, REFUSED("PMU counter_config_matching", 5)},
    {SBI_PMU, 3, REFUSED("PMU counter_start", 4)},
    {SBI_PMU, 4, REFUSED("PMU counter_stop", 3)},
    {SBI_PMU, 5, REFUSED("PMU counter_fw_read", 1)},
    {SBI_PMU, 6, REFUSED("PMU counter_fw_read_hi", 1)},
    {SBI_PMU, 7, REFUSED("PMU snapshot_set_shmem", 3)},
    {SBI_STA, 0, REFUSED("STA steal_time_set_shmem", 3)},
    {SBI_IPI, 0, REFUSED("IPI send_ipi", 2)},
    {SBI_OURS, 0, REFUSED("ours shared_page", 0)},
    {SBI_OURS, 1, REFUSED("ours doorbell_ring", 0)},
    {SBI_OURS, 2, REFUSED("ours doorbell_answer", 0)},
    {SBI_CPPC, 0, REFUSED("CPPC probe", 1)},
    {SBI_CPPC, 1, REFUSED("CPPC read", 1)},
    {SBI_CPPC, 2, REFUSED("CPPC read_hi", 1)},
    {SBI_CPPC, 3, REFUSED("CPPC write", 2)},
    {SBI_DBCN, 0, "DBCN console_write", console_write, 3},
    {SBI_DBCN, 1, "DBCN console_read", console_read, 3},
    {SBI_DBCN, 2, "DBCN console_write_byte", console_write_byte, 1},
    {SBI_NACL, 0, REFUSED("NACL probe_feature", 1)},
    {SBI_NACL, 1, REFUSED("NACL set_shmem", 3)},
    {SBI_NACL, 2, REFUSED("NACL sync_csr", 1)},
    {SBI_NACL, 3, REFUSED("NACL sync_hfence", 1)},
    {SBI_NACL, 4, REFUSED("NACL sync_sret", 0)},
    {SBI_RFNC, 0, "RFNC remote_fence_i", remote_fence_i, 2},
    {SBI_RFNC, 1, "RFNC remote_sfence_vma", remote_sfence_vma, 4},
    {SBI_RFNC, 2, "RFNC remote_sfence_vma_asid", remote_sfence_vma, 5},
    {SBI_RFNC, 3, REFUSED("RFNC remote_hfence_gvma_vmid", 5)}, /* for harts with an H extension */
    {SBI_RFNC, 4, REFUSED("RFNC remote_hfence_gvma", 4)},
    {SBI_RFNC, 5, REFUSED("RFNC remote_hfence_vvma_asid", 5)},
    {SBI_RFNC, 6, REFUSED("RFNC remote_hfence_vvma", 4)},
    {SBI_SRST, 0, "SRST system_reset", system_reset, 2},
    {SBI_SUSP, 0, REFUSED("SUSP system_suspend", 3)},
    {SBI_TIME, 0, REFUSED("TIME set_timer", 1)},
};
const unsigned hypercalls_count = ARRAY_LENGTH(hypercalls);

const struct hypercall *hypercall_of(const struct vcpu *vcpu)
{
    uint64_t extension = vcpu->x[A7];
    return hypercall_find(extension, extension < SBI_LEGACY_CALLS ? 0 : vcpu->x[A6]);
}

uint64_t hypercall_argument(const struct vcpu *vcpu, unsigned n)
{
    return vcpu->x[A0 + n];
}

/* --- Results --- */

/* Errors, SBI 3 */
enum { SUCCESS = 0, NOT_SUPPORTED = -2, INVALID_PARAM = -3 };

static enum guest_action set_result(struct vcpu *vcpu, int64_t problem, uint64_t value)
{
    vcpu->x[A0] = problem;
    vcpu->x[A1] = value;
    return GUEST_RESUMES;
}

/* A legacy call has one result, and a1 keeps its value, SBI 5. */
static enum guest_action set_legacy_result(struct vcpu *vcpu, int64_t value)
{
    vcpu->x[A0] = value;
    return GUEST_RESUMES;
}

enum guest_action not_supported(struct vcpu *vcpu)
{
    if (vcpu->x[A7] < SBI_LEGACY_CALLS)
        return set_legacy_result(vcpu, NOT_SUPPORTED);
    return set_result(vcpu, NOT_SUPPORTED, 0);
}

/* --- Base, SBI 4 --- */

#define SPEC_VERSION (2 << 24) /* 2.0, in 7 and 24 bits */
#define OUR_ID       0x5753    /* "WS": far from the numbers that the specification gives out */
#define OUR_VERSION  1

static enum guest_action get_spec_version(struct vcpu *vcpu)
{
    return set_result(vcpu, SUCCESS, SPEC_VERSION);
}

static enum guest_action get_impl_id(struct vcpu *vcpu)
{
    return set_result(vcpu, SUCCESS, OUR_ID);
}

static enum guest_action get_impl_version(struct vcpu *vcpu)
{
    return set_result(vcpu, SUCCESS, OUR_VERSION);
}

/* We support an extension if we support its first call. */
static enum guest_action probe_extension(struct vcpu *vcpu)
{
    return set_result(vcpu, SUCCESS, hypercall_supported(hypercall_find(vcpu->x[A0], 0)));
}

/* mvendorid, marchid, mimpid: 0 is a machine that does not say. */
static enum guest_action get_machine_id(struct vcpu *vcpu)
{
    return set_result(vcpu, SUCCESS, 0);
}

/* --- The console, SBI 12 and 5 --- */

/* a0 is the length; a1 and a2 are the address, in two halves for the sake of 32-bit guests. */
static enum guest_action transfer(struct vcpu *vcpu,
                                  int64_t (*console)(struct guest *, uint64_t, uint64_t))
{
    int64_t done = vcpu->x[A2] ? -1 : console(vcpu->guest, vcpu->x[A1], vcpu->x[A0]);
    return done < 0 ? set_result(vcpu, INVALID_PARAM, 0) : set_result(vcpu, SUCCESS, done);
}

static enum guest_action console_write(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_write);
}

static enum guest_action console_read(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_read);
}

static enum guest_action console_write_byte(struct vcpu *vcpu)
{
    guest_putc(&vcpu->guest->line, vcpu->x[A0]);
    return set_result(vcpu, SUCCESS, 0);
}

static enum guest_action legacy_putchar(struct vcpu *vcpu)
{
    guest_putc(&vcpu->guest->line, vcpu->x[A0]);
    return set_legacy_result(vcpu, SUCCESS);
}

static enum guest_action legacy_getchar(struct vcpu *vcpu)
{
    return set_legacy_result(vcpu, guest_getc(vcpu->guest)); /* -1 when there is none */
}

/* --- The end, SBI 10 and 5 --- */

static enum guest_action system_reset(struct vcpu *vcpu)
{
    enum { SHUTDOWN, COLD_REBOOT, WARM_REBOOT };
    enum { NO_REASON, SYSTEM_FAILURE };
    uint32_t type = vcpu->x[A0], reason = vcpu->x[A1];
    if (type > WARM_REBOOT || reason > SYSTEM_FAILURE)
        return set_result(vcpu, INVALID_PARAM, 0);
    if (reason == SYSTEM_FAILURE) {
        vcpu->why_stopped = "it reports that its system has failed";
        return GUEST_STOPPED;
    }
    return type == SHUTDOWN ? GUEST_SHUTDOWN : GUEST_RESET;
}

static enum guest_action legacy_shutdown(struct vcpu *vcpu)
{
    return GUEST_SHUTDOWN;
}

/* --- Remote fences, SBI 8 --- */

/* a0 is a mask of harts, from hart a1 on; a1 = -1 means all. Hart 0 is the only one. */
static bool selects_hart_0(const struct vcpu *vcpu)
{
    return vcpu->x[A1] == UINT64_MAX || (vcpu->x[A1] == 0 && vcpu->x[A0] <= 1);
}

static enum guest_action remote_fence_i(struct vcpu *vcpu)
{
    if (!selects_hart_0(vcpu))
        return set_result(vcpu, INVALID_PARAM, 0);
    instruction_fence();
    return set_result(vcpu, SUCCESS, 0);
}

/* More than what was asked for, of one address space or one range, is allowed. */
static enum guest_action remote_sfence_vma(struct vcpu *vcpu)
{
    if (!selects_hart_0(vcpu))
        return set_result(vcpu, INVALID_PARAM, 0);
    hfence_vvma_all();
    return set_result(vcpu, SUCCESS, 0);
}
