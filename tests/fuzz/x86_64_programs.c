/* x86_64: CPL 3 in long mode, with 64-bit or 32-bit code; APM vol. 2 4.8, 5.3, 12.2.5. */
#include "programs.h"
#include "string.h"

/* Pages of the guest's: two levels of tables, and the segments with all that belongs to them. */
enum { PML4 = GUEST_PAGES - 3, PDP, SEGMENTS };

#define GPA_OF(page) (GUEST_BASE + (page)*PAGE_SIZE)
#define UPPER_HALF   (-(1ul << 39)) /* the last entry of the root */

enum { KERNEL_CODE = 0x08, KERNEL_DATA = 0x10, USER_DATA = 0x1b, USER_CODE = 0x23, TSS = 0x28 };
enum { IDT_AT = 1024, TSS_AT = 2048 }; /* bytes from the segments */

#define CODE_64     (SEGMENT_CODE_16 | SEGMENT_64)
#define DPL_3       0x60
#define GATES       32
#define GATE        0x8eul
#define CR4_OSFXSR  BIT(9)
#define SOME_OF_CR0 (BIT(1) | BIT(3) | BIT(5) | BIT(16)) /* MP, TS, NE, WP */

static uint64_t kernel_address(void)
{
    return UPPER_HALF + (random_guest_address() & ~15ul);
}

static void fill_pages(void)
{
    uint64_t *pml4 = (uint64_t *)guest_page(PML4), *pdp = (uint64_t *)guest_page(PDP);
    uint64_t *segments = (uint64_t *)guest_page(SEGMENTS), *idt = segments + IDT_AT / 8;
    pml4[0] = GPA_OF(PDP) | PTE_P | PTE_RW | PTE_US;
    pml4[511] = GPA_OF(PDP) | PTE_P | PTE_RW;
    for (uint64_t n = 0; n < 4; n++)
        pdp[n] = n << 30 | PTE_P | PTE_RW | PTE_US | PTE_PS;
    const uint64_t descriptors[] = {0,
                                    0x00209b0000000000,
                                    0x0000930000000000,
                                    0x0000f30000000000,
                                    0x0020fb0000000000,
                                    (GPA_OF(SEGMENTS) + TSS_AT) << 16 | BIT(47) | 9ul << 40 | 0x67,
                                    UPPER_HALF >> 32};
    memcpy(segments, descriptors, sizeof descriptors);
    for (unsigned n = 0; n < GATES; n++) {
        uint64_t to = kernel_address(), kind = GATE | (random_bits() & DPL_3);
        idt[2 * n] = (to & 0xffff) | KERNEL_CODE << 16 | random_below(2) << 32 | kind << 40 |
                     (to >> 16 & 0xffff) << 48;
        idt[2 * n + 1] = to >> 32;
    }
    uint64_t stacks[] = {kernel_address(), kernel_address()};
    memcpy((uint8_t *)segments + TSS_AT + 4, &stacks[0], 8);  /* RSP0 */
    memcpy((uint8_t *)segments + TSS_AT + 36, &stacks[1], 8); /* IST1 */
}

static void set_segments(struct vmcb *vmcb, bool program)
{
    uint16_t code = random_below(8) ? CODE_64 : SEGMENT_CODE_32;
    vmcb->cs = (struct vmcb_segment){USER_CODE, code | DPL_3, UINT32_MAX, 0};
    vmcb->ss = (struct vmcb_segment){USER_DATA, SEGMENT_DATA_32 | DPL_3, UINT32_MAX, 0};
    if (!program) {
        vmcb->cs = (struct vmcb_segment){KERNEL_CODE, CODE_64, UINT32_MAX, 0};
        vmcb->ss = (struct vmcb_segment){KERNEL_DATA, SEGMENT_DATA_32, UINT32_MAX, 0};
    }
    vmcb->ds = vmcb->es = vmcb->fs = vmcb->gs = vmcb->ss;
    vmcb->fs.base = random_address();
    vmcb->cpl = program ? 3 : 0;
    uint64_t at = UPPER_HALF + GPA_OF(SEGMENTS);
    vmcb->gdtr = (struct vmcb_segment){.limit = IDT_AT - 1, .base = at};
    vmcb->idtr = (struct vmcb_segment){.limit = GATES * 16 - 1, .base = at + IDT_AT};
    vmcb->tr = (struct vmcb_segment){TSS, SEGMENT_TSS_32, 0x67, at + TSS_AT};
}

bool start_program(struct vcpu *vcpu)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    bool program = random_below(4);
    if (random_below(2))
        return false;
    fill_pages();
    set_segments(vmcb, program);
    vmcb->intercept_1 |= INTERCEPT_CR0_WRITE;
    vmcb->efer = EFER_SVME | EFER_LME | EFER_LMA | EFER_SCE | (random_bits() & EFER_NXE);
    vmcb->cr0 = CR0_PE | CR0_ET | CR0_PG | (random_bits() & SOME_OF_CR0);
    vmcb->cr4 = CR4_PAE | CR4_OSFXSR;
    vmcb->cr3 = GPA_OF(PML4);
    vmcb->star = (uint64_t)KERNEL_CODE << 32 | (uint64_t)(USER_DATA - 8) << 48;
    vmcb->lstar = kernel_address();
    vmcb->cstar = kernel_address();
    vmcb->sfmask = random_bits() & 0x47700;
    vmcb->rip = program ? random_guest_address() : kernel_address();
    vmcb->rsp = program ? random_guest_address() & ~15ul : kernel_address();
    return true;
}
