/* Step 6 on a RISC-V CPU that does not say which GPA a guest-page fault is about: htval may be 0,
 * H.2.8. */
#include "../../steps/06-demand-paging/main.c"

void __real_decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit);

void __wrap_decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit)
{
    csr_write(htval, 0);
    csr_write(htinst, 0);
    __real_decode_other_exit(vcpu, exit);
}
