/* RISC-V: VMIDs, in hgatp. */
#include "tags.h"

/* H.2.10: a CPU has 0 to 14 bits of VMID; the others read 0. The mode 0, "bare", stays. */
#define VMID_BITS 14

unsigned tags_of_cpu(void)
{
    csr_write(hgatp, hgatp_of(NULL, BIT(VMID_BITS) - 1));
    uint64_t vmid = csr_read(hgatp) >> HGATP_VMID_SHIFT & (BIT(VMID_BITS) - 1);
    csr_write(hgatp, 0);
    return vmid + 1;
}

/* H.3.2: hfence.gvma is for all VMIDs, but hfence.vvma only for the one in hgatp. */
void tags_flush(unsigned count, struct vcpu *next)
{
    const void *root = next->guest->stage2.root;
    for (unsigned tag = 0; tag < count; tag++) {
        hfence_gvma(tag);
        csr_write(hgatp, hgatp_of(root, tag));
        hfence_vvma_all();
    }
}

void vcpu_set_tag(struct vcpu *vcpu)
{
    vcpu->hgatp = hgatp_of(vcpu->guest->stage2.root, vcpu->guest->stage2.tag);
}

void tag_flush_here(struct vcpu *vcpu)
{
    uint64_t loaded = csr_read(hgatp);
    hfence_gvma(vcpu->guest->stage2.tag);
    csr_write(hgatp, vcpu->hgatp);
    hfence_vvma_all();
    csr_write(hgatp, loaded);
}
