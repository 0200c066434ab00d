/* x86_64: the guest's registers, and the switch. */
#pragma once

#include "x86_64_vmcb.h"

/* What FXSAVE keeps, APM 11.4.4. */
struct fpu_state {
    _Alignas(16) uint16_t fcw;
    uint16_t fsw, ftw, fop;
    uint64_t rip, rdp;
    uint32_t mxcsr, mxcsr_mask;
    uint8_t registers[480];
};

struct vcpu {
    _Alignas(PAGE_SIZE) struct vmcb vmcb; /* first: VMRUN is given the vcpu's own address */
    uint64_t r[16];                       /* rax and rsp are in the vmcb: theirs are never used */
    uint64_t dr[4];                       /* once the guest has used one: handle_register() */
    struct fpu_state fpu;                 /* in the CPU from vcpu_load() on: the host uses none */
    uint64_t host_state;                  /* HPA of what VMSAVE kept of the host: 15.5.2 */
    void (*switch_worlds)(void);          /* x86_64_switch.S: one of two ways */
    uint64_t vmmcall_at;                  /* where the guest made its last call, */
    uint64_t vmmcall_length;              /* and how long that VMMCALL is */
    struct flush_request flush;           /* the vmcb's, in the list of the guest's stage2 */

    void (*load_more)(struct vcpu *vcpu);
    struct guest *guest;
    unsigned number;
    struct cpu *on_cpu;
    const struct hypercall *last_call;
    const char *why_stopped;
    struct exit_ring ring;
};

/* Registers by their numbers in an instruction. */
enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 };

/* 2, 4 or 8: of 16-, 32- or 64-bit code, 4.8.1. */
static inline unsigned code_bytes(const struct vmcb *vmcb)
{
    if (vmcb->efer & EFER_LMA && vmcb->cs.attributes & SEGMENT_64)
        return 8;
    return vmcb->cs.attributes & SEGMENT_32 ? 4 : 2;
}

/* 5.3.1: in long mode the bits above the 48 that are translated are all like the highest of them.
 */
static inline bool is_canonical(uint64_t address)
{
    return (uint64_t)((int64_t)(address << 16) >> 16) == address;
}

/* Moves the pc past so many bytes. With it ends the interrupt shadow that STI or MOV SS may have
 * started, 15.21.5. */
static inline void skip_bytes(struct vcpu *vcpu, uint64_t length)
{
    vcpu->vmcb.rip += length;
    vcpu->vmcb.interrupt_shadow = 0;
}

/*
 * Into the guest, and back at its next exit. The assembly keeps nothing of the host but its stack:
 * the compiler is told that it clobbers every other register, and saves those that it still needs.
 */
static inline void world_switch(struct vcpu *vcpu)
{
    __asm__ volatile("call *%c1(%0)"
                     : "+a"(vcpu)
                     : "i"(__builtin_offsetof(struct vcpu, switch_worlds))
                     : "memory", "cc", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8", "r9", "r10",
                       "r11", "r12", "r13", "r14", "r15");
}

static inline bool exit_is_hypercall(const struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->cause = vcpu->vmcb.exitcode;
    exit->pc = vcpu->vmcb.rip;
    exit_set_kind(exit, EXIT_HYPERCALL);
    return exit->cause == VMEXIT_VMMCALL && exit->pc == vcpu->vmmcall_at;
}

static inline bool exit_is_interrupt(const struct vm_exit *exit)
{
    return exit->cause == VMEXIT_INTR;
}

/* Whether the guest makes the call of that number (eax). Those have no extension. */
static inline bool call_is(const struct vcpu *vcpu, uint64_t extension, uint64_t number)
{
    return (uint32_t)vcpu->vmcb.rax == number;
}

/* Gives the CPU the extended state of a reset, which no VMCB holds: x86_64_vcpu.c. */
void reset_extended_state(void);

#define VMMCALL_LENGTH 3
#define NO_PC          BIT(63) /* not canonical: no pc of any mode; for vmmcall_at */

/* Sets vmmcall_at and vmmcall_length: x86_64_fetch.c. A VMMCALL may have prefixes: they are looked
 * for when the guest makes a call from another place than before. */
void measure_vmmcall(struct vcpu *vcpu);

/* The general register that is the ModRM operand of the instruction at that pc, which has an opcode
 * of two bytes: x86_64_fetch.c. False if the operand is in memory, or the bytes are not there. */
bool register_operand(struct vcpu *vcpu, uint64_t pc, unsigned *n);

/* rip is the VMMCALL's own address. */
static inline void skip_hypercall(struct vcpu *vcpu)
{
    skip_bytes(vcpu, vcpu->vmmcall_length);
}

/* VMMCALL exits from every privilege level, APM 15.14.2. What ends the guest or uses its console is
 * its kernel's to ask for, not its programs'. */
static inline bool from_guest_kernel(const struct vcpu *vcpu)
{
    return vcpu->vmcb.cpl == 0;
}

static inline enum guest_action set_result(struct vcpu *vcpu, int64_t value)
{
    vcpu->vmcb.rax = (uint32_t)value;
    return GUEST_RESUMES;
}
