/* AArch64: the guest's registers, and the switch. */
#pragma once

/* The guest's memory in this step, and where a flat image goes: as QEMU's virt machine has it. */
#define GUEST_BASE       0x40000000
#define GUEST_FLAT_AT    0x40200000
#define GUEST_FLAT_START 0 /* there is one way to start */

struct vcpu {
    _Alignas(16) uint64_t x[31]; /* SP_EL2 points here while the guest runs */
    uint64_t pc;                 /* right behind x30: the two move together */
    uint64_t host_sp, host_lr;   /* while the guest runs */
    const struct stage2 *stage2;
    const char *why_stopped; /* said by the handler that stops the guest */
};

/* The instruction at the guest's pc; 0 when it cannot be read. */
uint32_t fetch_guest_instruction(const struct vcpu *vcpu, uint64_t pc);

/*
 * Into the guest, and back at its next exit. The assembly keeps nothing of the host but its stack
 * and vcpu, in x19: the compiler is told that every other register is lost, and saves those that it
 * still needs.
 */
static inline void world_switch(struct vcpu *vcpu)
{
    register struct vcpu *x19 __asm__("x19") = vcpu;
    __asm__ volatile("bl switch_worlds"
                     :
                     : "r"(x19)
                     : "memory", "cc", "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9",
                       "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x20", "x21",
                       "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30");
}

/* The hypercall has to be fast, and is decoded in the loop itself. */
static inline void exit_decode(struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->cause = sysreg_read(esr_el2);
    exit->pc = vcpu->pc;
    exit->kind = EXIT_HYPERCALL;
    if (exit->cause != ESR_HVC_0)
        decode_rarer(vcpu, exit);
}
