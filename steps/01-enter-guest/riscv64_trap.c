/* RISC-V: what the registers say about a guest's trap. */
#include "enter_guest.h"

#include "machine.h"
#include "print.h"

static bool is_stage2_fault(uint64_t scause)
{
    return scause == CAUSE_FETCH_GUEST_PAGE || scause == CAUSE_LOAD_GUEST_PAGE ||
           scause == CAUSE_STORE_GUEST_PAGE;
}

/* H.2.8: htval has the guest-physical address without its low two bits; stval has those. Or htval
 * is 0, if the CPU does not say. Then stval is the GPA, because this guest's own paging is off. */
static uint64_t fault_gpa(void)
{
    uint64_t htval = csr_read(htval), stval = csr_read(stval);
    return htval ? htval << 2 | (stval & 3) : stval;
}

bool trapped_at(uint64_t gpa)
{
    /* Bit 0 is not compared: QEMU before 10.1 keeps it in sepc. */
    return is_stage2_fault(csr_read(scause)) && (fault_gpa() & ~1ul) == (gpa & ~1ul);
}

bool trapped_by_hypercall(void)
{
    return csr_read(scause) == CAUSE_ECALL_VS;
}

void print_trap(void)
{
    uint64_t scause = csr_read(scause);
    printf("trap handler: %s at 0x%lx (stval=0x%lx)\n", cause_name(scause), csr_read(sepc),
           csr_read(stval));
    printf("  scause=0x%lx sepc=0x%lx htval=0x%lx", scause, csr_read(sepc), csr_read(htval));
    if (is_stage2_fault(scause))
        printf(" (GPA 0x%lx)", fault_gpa());
    bool v = csr_read(hstatus) & HSTATUS_SPV;
    printf(", V was %d (%s%s-mode)\n", v, v ? "V" : "",
           csr_read(sstatus) & SSTATUS_SPP ? "S" : "U");
}
