/* RISC-V: the guest's registers, and the switch. */
#pragma once

/* Where the guest's memory starts, and where a flat image goes: as QEMU's virt machine has it. */
#define GUEST_BASE       0x80000000
#define GUEST_FLAT_AT    0x80200000
#define GUEST_FLAT_START 0 /* there is one way to start */

struct vcpu {
    uint64_t x[32]; /* x[0] is never read */
    uint64_t pc;
    uint64_t host_sp, host_ra; /* while the guest runs */
    const struct stage2 *stage2;
    const char *why_stopped; /* said by the handler that stops the guest */
};

/* The registers of a call, by their names. */
enum { A0 = 10, A1, A2, A3, A4, A5, A6, A7 };

/* The instruction at the guest's pc, 16 or 32 bits; -1 when it cannot be read. */
int64_t fetch_guest_instruction(uint64_t pc);

/*
 * Into the guest, and back at its next exit. The assembly keeps nothing of the host but its stack
 * and vcpu, in s1: the compiler is told that every other register is lost, and saves those that it
 * still needs.
 */
static inline void world_switch(struct vcpu *vcpu)
{
    register struct vcpu *s1 __asm__("s1") = vcpu;
    __asm__ volatile("jal switch_worlds"
                     :
                     : "r"(s1)
                     : "memory", "ra", "gp", "tp", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "s0",
                       "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "a0", "a1",
                       "a2", "a3", "a4", "a5", "a6", "a7");
}

/* The hypercall has to be fast, and is decoded in the loop itself. */
static inline void exit_decode(struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->cause = csr_read(scause);
    exit->pc = vcpu->pc;
    exit->kind = EXIT_HYPERCALL;
    if (exit->cause != CAUSE_ECALL_VS)
        decode_rarer(vcpu, exit);
}
