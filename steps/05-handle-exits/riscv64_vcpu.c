/* RISC-V: a vCPU's first registers, and the CPU pointed at it. */
#include "vcpu.h"

#include "isolation.h"
#include "string.h"
#include "timer.h"

extern char world_exit[];

/* --- A guest's next vCPU --- */

/* Nothing: what its vCPUs share lies in their guest. */
error vcpu_join_guest(struct vcpu *vcpu)
{
    return OK;
}

/* --- Reset --- */

void vcpu_reset(struct vcpu *vcpu)
{
    memset(vcpu->x, 0, sizeof vcpu->x); /* a0: the hart's number; a1: no device tree */
#define RESET(name, value) vcpu->name = value;
    VCPU_REGISTERS(RESET)
    VCPU_SETTINGS(RESET)
#define RESET_NEWER(name, number, extension) vcpu->name = 0;
    VCPU_NEWER_REGISTERS(RESET_NEWER)
    vcpu->vstimecmp = NEVER;
    vcpu_start(vcpu);
}

void start_elf(struct vcpu *vcpu, uint64_t entry)
{
    vcpu->pc = entry;
}

/* There is one way to start. */
void start_flat(struct vcpu *vcpu, uint64_t entry)
{
    start_elf(vcpu, entry);
}

/* --- Load --- */

void vcpu_load(struct vcpu *vcpu)
{
    const struct stage2 *stage2 = &vcpu->guest->stage2;
    vcpu->on_cpu = this_cpu();
    csr_write(hie, 0);
    trap_newer_features();
#define LOAD(name, value) csr_write(name, vcpu->name);
    VCPU_SETTINGS(LOAD) /* first: hideleg says which bits vsie has, H.2.3 */
    VCPU_REGISTERS(LOAD)
#define LOAD_NEWER(name, number, extension)                              \
    if (cpu_has_extension(extension) && !cpu_has_extension("smstateen")) \
        csr_write(number, vcpu->name);
    VCPU_NEWER_REGISTERS(LOAD_NEWER)
    if (cpu_has_extension("sstc"))
        csr_write(vstimecmp, vcpu->vstimecmp);
    csr_write(hgatp, hgatp_of(stage2->root, stage2->tag));
    stage2_fence(stage2);
    hfence_vvma_all(); /* another vCPU of the guest may have left translations of its own tables */
    instruction_fence(); /* the guest's instructions were written as data */
    csr_write(stvec, world_exit);

    /* What sret takes besides hstatus: no floating point, no host interrupts, and VS-mode. */
    csr_clear(sstatus, SSTATUS_FS | SSTATUS_VS | SSTATUS_SPIE);
    csr_set(sstatus, SSTATUS_SPP);
    if (vcpu->load_more)
        vcpu->load_more(vcpu);
    check_isolation(stage2->root);
}
