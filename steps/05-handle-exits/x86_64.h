/* x86_64: the guest's registers, and the switch. */
#pragma once

#include "x86_64_vmcb.h"

/* How an image starts, besides in 32-bit protected mode. */
#define START_REAL_MODE 1

/* Where the guest's memory starts, and where a flat image goes: above what a PC's firmware uses. */
#define GUEST_BASE       0
#define GUEST_FLAT_AT    0x10000
#define GUEST_FLAT_START START_REAL_MODE

struct vcpu {
    _Alignas(PAGE_SIZE) struct vmcb vmcb; /* first: VMRUN is given the vcpu's own address */
    uint64_t r[16];                       /* rax and rsp are in the vmcb: theirs are never used */
    uint64_t dr[4];                       /* once the guest has used one: answer_register() */
    uint64_t host_state;                  /* HPA of what VMSAVE kept of the host: 15.5.2 */
    void (*switch_worlds)(void);          /* x86_64.S: one of two ways */
    const struct stage2 *stage2;
    const char *why_stopped; /* said by the handler that stops the guest */
};

/* Registers by their numbers in an instruction. */
enum { RCX = 1, RDX, RBX, RBP = 5, RSI, RDI, R8 };

/* The guest goes on behind the instruction of that many bytes which made it exit. With it ends the
 * shadow that STI or MOV SS may have cast on it, 15.21.5. */
static inline void skip_instruction(struct vcpu *vcpu, unsigned length)
{
    vcpu->vmcb.rip += length;
    vcpu->vmcb.interrupt_shadow = 0;
}

/*
 * Into the guest, and back at its next exit. The assembly keeps nothing of the host but its stack:
 * the compiler is told that every other register is lost, and saves those that it still needs.
 */
static inline void world_switch(struct vcpu *vcpu)
{
    __asm__ volatile("call *%c1(%0)"
                     : "+a"(vcpu)
                     : "i"(__builtin_offsetof(struct vcpu, switch_worlds))
                     : "memory", "cc", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8", "r9", "r10",
                       "r11", "r12", "r13", "r14", "r15");
}

/* The hypercall has to be fast, and is decoded in the loop itself. */
static inline void exit_decode(struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->cause = vcpu->vmcb.exitcode;
    exit->pc = vcpu->vmcb.rip;
    exit->kind = EXIT_HYPERCALL;
    if (exit->cause != VMEXIT_VMMCALL)
        decode_rarer(vcpu, exit);
}
