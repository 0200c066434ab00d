/*
 * x86_64: the virtual machine control block. All that VMRUN takes into the guest, and all that an
 * exit stores, is in this one page. APM vol. 2 appendix B.
 */
#pragma once

#include <stdint.h>

struct vmcb_segment {
    uint16_t selector, attributes;
    uint32_t limit;
    uint64_t base;
};

struct vmcb {
    /* --- The control area, B.1 --- */
    uint16_t intercept_cr_read, intercept_cr_write; /* bit n: CRn */
    uint16_t intercept_dr_read, intercept_dr_write;
    uint32_t intercept_exceptions; /* bit n: vector n */
    uint32_t intercept_1, intercept_2, intercept_3;
    uint8_t reserved_018[0x24];
    uint16_t pause_threshold, pause_count;
    uint64_t iopm, msrpm; /* HPA of the two permission maps */
    uint64_t tsc_offset;  /* added to what the guest reads */
    uint32_t asid;
    uint8_t tlb_control, reserved_05d[3];
    uint64_t virtual_interrupts;
    uint64_t interrupt_shadow;
    uint64_t exitcode, exitinfo1, exitinfo2, exitintinfo;
    uint64_t nested_control;
    uint64_t avic_bar, ghcb;
    uint64_t event_injection;
    uint64_t nested_cr3; /* HPA of the nested tables' root */
    uint64_t lbr_control;
    uint64_t clean_bits; /* fields the CPU may keep cached; 0: none */
    uint64_t next_rip;   /* only some CPUs write it, QEMU's do not */
    uint8_t fetched_bytes, fetched[15];
    uint8_t reserved_0e0[0x320];

    /* --- The state save area, B.2 --- */
    struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
    uint8_t reserved_4a0[0x2b], cpl, reserved_4cc[4];
    uint64_t efer;
    uint8_t reserved_4d8[0x70];
    uint64_t cr4, cr3, cr0, dr7, dr6, rflags, rip;
    uint8_t reserved_580[0x58];
    uint64_t rsp;
    uint8_t reserved_5e0[0x18];
    uint64_t rax;
    uint64_t star, lstar, cstar, sfmask, kernel_gs_base;
    uint64_t sysenter_cs, sysenter_esp, sysenter_eip;
    uint64_t cr2;
    uint8_t reserved_648[0x20];
    uint64_t g_pat, debugctl;
    uint8_t reserved_678[0x988];
};

#define VMCB_FIELD(field, offset) \
    _Static_assert(__builtin_offsetof(struct vmcb, field) == offset, "")
VMCB_FIELD(pause_threshold, 0x03c);
VMCB_FIELD(iopm, 0x040);
VMCB_FIELD(asid, 0x058);
VMCB_FIELD(tlb_control, 0x05c);
VMCB_FIELD(exitcode, 0x070);
VMCB_FIELD(nested_control, 0x090);
VMCB_FIELD(nested_cr3, 0x0b0);
VMCB_FIELD(next_rip, 0x0c8);
VMCB_FIELD(es, 0x400);
VMCB_FIELD(tr, 0x490);
VMCB_FIELD(cpl, 0x4cb);
VMCB_FIELD(efer, 0x4d0);
VMCB_FIELD(cr4, 0x548);
VMCB_FIELD(rip, 0x578);
VMCB_FIELD(rsp, 0x5d8);
VMCB_FIELD(rax, 0x5f8);
VMCB_FIELD(cr2, 0x640);
VMCB_FIELD(g_pat, 0x668);
_Static_assert(sizeof(struct vmcb) == 0x1000, "a VMCB is one page");

/* intercept_1: what exits to the hypervisor, one bit for each of these */
#define INTERCEPT_INTR        BIT(0)
#define INTERCEPT_NMI         BIT(1)
#define INTERCEPT_SMI         BIT(2)
#define INTERCEPT_INIT        BIT(3)
#define INTERCEPT_VINTR       BIT(4)
#define INTERCEPT_CR0_WRITE   BIT(5) /* one that changes more than TS and MP */
#define INTERCEPT_TR_WRITE    BIT(13)
#define INTERCEPT_RDPMC       BIT(15)
#define INTERCEPT_CPUID       BIT(18)
#define INTERCEPT_RSM         BIT(19)
#define INTERCEPT_IRET        BIT(20)
#define INTERCEPT_INVD        BIT(22)
#define INTERCEPT_HLT         BIT(24)
#define INTERCEPT_INVLPGA     BIT(26)
#define INTERCEPT_IOIO        BIT(27) /* the ports in the map at iopm */
#define INTERCEPT_MSR         BIT(28) /* the MSRs in the map at msrpm */
#define INTERCEPT_TASK_SWITCH BIT(29)
#define INTERCEPT_FERR_FREEZE BIT(30)
#define INTERCEPT_SHUTDOWN    BIT(31)

/* intercept_2 */
#define INTERCEPT_VMRUN       BIT(0)
#define INTERCEPT_VMMCALL     BIT(1)
#define INTERCEPT_VMLOAD      BIT(2)
#define INTERCEPT_VMSAVE      BIT(3)
#define INTERCEPT_STGI        BIT(4)
#define INTERCEPT_CLGI        BIT(5)
#define INTERCEPT_SKINIT      BIT(6)
#define INTERCEPT_RDTSCP      BIT(7)
#define INTERCEPT_ICEBP       BIT(8)
#define INTERCEPT_WBINVD      BIT(9)
#define INTERCEPT_MONITOR     BIT(10)
#define INTERCEPT_MWAIT       BIT(11)
#define INTERCEPT_MWAIT_ARMED BIT(12)
#define INTERCEPT_XSETBV      BIT(13)
#define INTERCEPT_RDPRU       BIT(14)

/* intercept_3 */
#define INTERCEPT_INVLPGB         BIT(0)
#define INTERCEPT_INVLPGB_ILLEGAL BIT(1)
#define INTERCEPT_INVPCID         BIT(2)
#define INTERCEPT_MCOMMIT         BIT(3)
#define INTERCEPT_TLBSYNC         BIT(4)

#define IOPM_SIZE  0x3000 /* bytes, 15.10.1: a bit for each port */
#define MSRPM_SIZE 0x2000 /* 15.11: two bits for each MSR */

#define TLB_FLUSH_ALL 1 /* tlb_control, 15.16.1 */

/* virtual_interrupts, 15.21.1 */
#define V_TPR          0xful   /* the guest's task priority, which it reads as CR8: 15.21.2 */
#define V_INTR_MASKING BIT(24) /* the host's IF decides about real interrupts, not the guest's */
#define V_IRQ          BIT(8)  /* an interrupt of the guest's own waits; it has a vector: 15.21.4 */
#define V_IGN_TPR      BIT(20) /* its priority does not matter */
#define V_VECTOR_SHIFT 32

/* nested_control, 15.25: the second translation is on */
#define NP_ENABLE BIT(0)

#define SEGMENT_32      0x400
#define SEGMENT_64      0x200 /* in long mode: 64-bit code, 4.8.1 */
#define SEGMENT_CODE_16 0x09b /* attributes, 15.5.1: present, code, read */
#define SEGMENT_CODE_32 0xc9b /* and 32 bits wide, limit in pages */
#define SEGMENT_CODE_64 0xa9b /* of 64-bit code: step 9 */
#define SEGMENT_DATA_16 0x093
#define SEGMENT_DATA_32 0xc93
#define SEGMENT_LDT     0x082
#define SEGMENT_TSS_16  0x081 /* not busy, as QEMU has it after LTR: at a busy one it aborts */
#define SEGMENT_TSS_32  0x089

/* exitcode, appendix C: those that the code names */
#define VMEXIT_CR8_WRITE   0x018
#define VMEXIT_READ_DR0    0x020
#define VMEXIT_LAST_DR     0x03f
#define VMEXIT_EXCEPTION   0x040 /* and from there on: vector n */
#define VMEXIT_INTR        0x060
#define VMEXIT_VINTR       0x064
#define VMEXIT_CR0_WRITE   0x065
#define VMEXIT_TR_WRITE    0x06d
#define VMEXIT_RDPMC       0x06f
#define VMEXIT_CPUID       0x072
#define VMEXIT_IRET        0x074
#define VMEXIT_INVD        0x076
#define VMEXIT_HLT         0x078
#define VMEXIT_IOIO        0x07b
#define VMEXIT_MSR         0x07c
#define VMEXIT_TASK_SWITCH 0x07d
#define VMEXIT_FERR_FREEZE 0x07e
#define VMEXIT_SHUTDOWN    0x07f
#define VMEXIT_VMMCALL     0x081
#define VMEXIT_ICEBP       0x088
#define VMEXIT_WBINVD      0x089
#define VMEXIT_NPF         0x400
#define VMEXIT_VMGEXIT     0x403
#define VMEXIT_INVALID     (-1u) /* in 32 bits or in 64, as the CPU likes */

#define EXITINTINFO_VALID  BIT(31) /* 15.7.2: the exit came while an event was being delivered */
#define EXITINTINFO_VECTOR 0xff
#define EVENT_TYPE(event)  ((event) >> 8 & 7) /* of it, and of event_injection: 15.20 */
#define EVENT_INTERRUPT    0
#define EVENT_NMI          2
#define EVENT_EXCEPTION    3
#define EVENT_SOFTWARE     4
#define EVENT_HAS_CODE     BIT(11)
#define EVENT_CODE         32 /* its bits */

/* exitinfo1 of a nested page fault, 15.25.6: the bits of a page fault's error code, and two more */
#define NPF_PRESENT     BIT(0)
#define NPF_WRITE       BIT(1)
#define NPF_USER        BIT(2)
#define NPF_RESERVED    BIT(3)
#define NPF_FETCH       BIT(4)
#define NPF_FINAL       BIT(32)
#define NPF_GUEST_TABLE BIT(33)

/* exitinfo1 of an IOIO exit, 15.10.2 */
#define IOIO_IN       BIT(0)
#define IOIO_STRING   BIT(2)
#define IOIO_REP      BIT(3)
#define IOIO_BYTES(i) ((i) >> 4 & 7) /* 1, 2 or 4 */
#define IOIO_PORT(i)  ((i) >> 16 & 0xffff)

#define DR_REGISTERS 16 /* exit codes for the reading, and again for the writing */

/* The VMCB of the guest in steps 1 to 4 (x86_64_enter.c). */
extern struct vmcb guest_vmcb;

/* --- x86_64_vmcb.c --- */

/* Switches SVM on. The CPU has it: machine_start() has looked. */
void svm_enable(void);

/* Fills an all-zero VMCB with everything except the mode in which the guest starts: the nested
 * tables at root (HPA), and intercepts for all that is not for guests. */
void vmcb_init(struct vmcb *vmcb, const void *root);

/* The guest starts at gpa in 32-bit protected mode without paging; all segments are flat. */
void vmcb_start_protected(struct vmcb *vmcb, uint64_t gpa);

/* The guest starts at gpa in 16-bit real mode. All segments start there, and the stack is at their
 * end. gpa is below 1 MiB, and a multiple of 16. */
void vmcb_start_real(struct vmcb *vmcb, uint64_t gpa);

/* Panics if VMRUN of a real CPU would refuse the VMCB, and says why. QEMU's VMRUN refuses few. */
void vmcb_check(const struct vmcb *vmcb);

/* Prints the exitinfo1 of a nested page fault in words. */
void print_npf(uint64_t exitinfo1);
