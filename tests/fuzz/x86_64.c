/* x86_64: instructions, registers and VMMCALLs at random. */
#include "smccc.h"

#include "fuzz.h"
#include "string.h"

const uint64_t accessed_and_dirty = PTE_A | PTE_D;

/* --- Instructions: one to three bytes of opcode, and after them as many random ones as the top
 * byte says. Where a modrm byte wants more, it takes of what follows: that is x86. --- */

#define AND(n) ((n) << 24)
static const uint32_t opcodes[] = {
    /* moves, arithmetic, the stack */
    0x88 | AND(1), 0x89 | AND(1), 0x8a | AND(1), 0x8b | AND(1), 0x8c | AND(1), 0x8e | AND(1),
    0x8f | AND(1), 0xb8 | AND(4), 0xbb | AND(4), 0xbc | AND(4), 0xc7 | AND(4), 0x01 | AND(1),
    0x31 | AND(1), 0x83 | AND(2), 0xf7 | AND(1), 0xff | AND(1), 0x50, 0x5b, 0x60, 0x61, 0x9c, 0x9d,
    0x1f, 0x07, 0x17, 0xc8 | AND(3), 0x62 | AND(1), 0x63 | AND(1), 0xc4 | AND(1), 0xd7,
    0x0fb1 | AND(1), 0x0fc1 | AND(1), 0x0fc7 | AND(1), 0xf087 | AND(1),
    /* strings */
    0xa4, 0xab, 0xf3a5, 0xf3ab, 0xf2ae,
    /* jumps, calls, interrupts, hlt */
    0x74 | AND(1), 0x75 | AND(1), 0xeb | AND(1), 0xe2 | AND(1), 0xe8 | AND(2), 0xe9 | AND(2), 0xc3,
    0xcb, 0xcf, 0x9a | AND(4), 0xea | AND(4), 0xcd | AND(1), 0xcc, 0xce, 0xf1, 0x0f05, 0x0f07,
    0x0f34, 0x0f35, 0xfa, 0xfb, 0xf4,
    /* ports */
    0xe4 | AND(1), 0xe7 | AND(1), 0xec, 0xef, 0xf36c, 0xf36f,
    /* tables, control and debug registers; cr3 from esi, cr4 from edi, cr0 from ebp: set_paging()
     */
    0x0f00 | AND(1), 0x0f01 | AND(1), 0x0f02 | AND(1), 0x0f06, 0x0f20 | AND(1), 0x0f21 | AND(1),
    0x0f22 | AND(1), 0x0f23 | AND(1), 0x0f22de, 0x0f22e7, 0x0f22c5, 0x0f22c5,
    /* MSRs, counters, caches, cpuid, rsm, ud2 */
    0x0f30, 0x0f31, 0x0f32, 0x0f33, 0x0f08, 0x0f09, 0x0fa2, 0x0faa, 0x0f0b,
    /* SVM, and what else is written so: monitor, xsetbv, swapgs, rdtscp */
    0x0f01d8, 0x0f01d9, 0x0f01d9, 0x0f01da, 0x0f01db, 0x0f01dc, 0x0f01dd, 0x0f01de, 0x0f01df,
    0x0f01c8, 0x0f01c9, 0x0f01d0, 0x0f01d1, 0x0f01f8, 0x0f01f9,
    /* the state of FPU and SSE, floating point */
    0x0fae | AND(1), 0xd9 | AND(1), 0xdd | AND(1), 0x0f10 | AND(1), 0x0f58 | AND(1), 0x9b,
    /* prefixes */
    0x66, 0x66, 0x67, 0x2e, 0x64};
#define OPCODES (ARRAY_LENGTH(opcodes))

#define MOD_REGISTER 0xc0
#define MOD_FARTHER  0xc4

static unsigned likely_instruction(uint8_t *to)
{
    uint64_t bits = random_bits();
    uint32_t opcode = opcodes[(bits >> 32) % OPCODES];
    unsigned length = 0, random = opcode >> 24;
    if (bits % 32 == 0) { /* any bytes */
        opcode = 0;
        random = 4;
    }
    for (int shift = 16; shift >= 0; shift -= 8) {
        if (opcode << 8 >> (shift + 8)) /* this byte or one above it is there */
            to[length++] = opcode >> shift;
    }
    memcpy(to + length, (uint8_t *)&bits + 1, random);
    if (random &&
        opcode) /* the modrm byte: a register, or memory where one points to, seldom farther */
        to[length] = bits % 2 ? to[length] | MOD_REGISTER : to[length] & ~MOD_FARTHER;
    return length + random;
}

#define LONGEST 8 /* bytes of an instruction from here */

/* vmmcall; jmp back to it */
static const uint8_t call_loop[] = {0x0f, 0x01, 0xd9, 0xeb, 0xfb, 0x90, 0x90, 0x90};

void fill_code(uint8_t *page, enum mode mode)
{
    unsigned at = 0;
    if (mode == WEIGHTED) {
        while (at < PAGE_SIZE - LONGEST)
            at += likely_instruction(page + at);
    }
    for (; at < PAGE_SIZE; at++)
        page[at] = mode == CALLS ? call_loop[at % sizeof call_loop] : random_bits();
}

/* --- The guest's own tables: for two levels, for PAE, and of segments --- */

#define LARGE_FLAGS    (PTE_P | PTE_RW | PTE_US | PTE_PS)
#define PAGE_DIRECTORY TABLE_GPA                   /* of 4 MiB pages, without PAE */
#define PAE_POINTERS   (TABLE_GPA + 1 * PAGE_SIZE) /* 128 times 4 of them */
#define PAE_DIRECTORY  (TABLE_GPA + 2 * PAGE_SIZE) /* of 2 MiB pages */
#define SEGMENTS       (TABLE_GPA + 3 * PAGE_SIZE) /* descriptors and gates */
#define FLAT_CODE      0x00cf9b000000fffful
#define FLAT_DATA      0x00cf93000000fffful
#define GATE           (0x8eul << 40 | SELECTOR_CODE << 16)

/* A large page, one to one; or, of eight, something else. */
static uint64_t random_entry(uint64_t good)
{
    uint64_t bits = random_bits();
    switch (bits >> 60) {
    case 0:
        return bits;
    case 1:
        return (random_address() & ~0xffful) | (bits & 0xfff);
    default:
        return good;
    }
}

void fill_tables(void)
{
    uint32_t *directory = (uint32_t *)guest_page(CODE_PAGES);
    uint64_t *pointers = (uint64_t *)guest_page(CODE_PAGES + 1);
    uint64_t *pae = (uint64_t *)guest_page(CODE_PAGES + 2);
    uint64_t *segments = (uint64_t *)guest_page(CODE_PAGES + 3);
    for (unsigned i = 0; i < 1024; i++)
        directory[i] = random_entry(i << 22 | LARGE_FLAGS);
    for (unsigned i = 0; i < 512; i++) {
        pointers[i] = random_entry(PAE_DIRECTORY | PTE_P);
        pae[i] = random_entry((uint64_t)i << 21 | LARGE_FLAGS);
        /* 8 bytes of anything are a descriptor or a gate of some kind; three of four are good. */
        const uint64_t some[] = {random_bits(), FLAT_CODE, FLAT_DATA,
                                 GATE | random_guest_address()};
        segments[i] = some[i % 4];
    }
    uint32_t *vectors = (uint32_t *)guest_page(0); /* those of real mode: segment and offset */
    for (unsigned i = 0; i < 256; i++)
        vectors[i] = random_guest_address();
}

/* --- Registers --- */

#define SELECTOR_MASK 0xffff

/* Of 4 MiB or, with PAE, of 2 MiB; what the opcodes of control registers take. */
static void set_paging(struct vcpu *vcpu)
{
    bool pae = random_below(2);
    vcpu->r[RSI] = pae ? PAE_POINTERS + random_below(128) * 32 : PAGE_DIRECTORY;
    vcpu->r[RDI] = BIT(4) | (pae ? CR4_PAE : 0) | (random_below(4) ? 0 : random_bits() & 0x3fffff);
    vcpu->r[RBP] = CR0_PE | CR0_ET | (random_below(4) ? CR0_PG : random_bits());
}

static void set_mode(struct vcpu *vcpu)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    uint64_t entry = random_guest_address();
    if (random_below(2)) {
        vmcb_start_protected(vmcb, entry);
        vmcb->rsp = random_guest_address() & ~3ul;
        vmcb->gdtr.base = SEGMENTS;
        vmcb->idtr.base = random_below(2) ? SEGMENTS : random_guest_address();
        if (random_below(4) == 0) { /* paging is on */
            vmcb->cr3 = vcpu->r[RSI];
            vmcb->cr4 = BIT(4) | (vcpu->r[RDI] & CR4_PAE);
            vmcb->cr0 |= CR0_PG;
        }
        if (random_below(4) == 0)
            vmcb->cpl = 3;
    } else {
        vmcb_start_real(vmcb, entry & ~15ul);
        vmcb->rsp = random_bits() & 0xfffe;
        vmcb->ds.selector = random_bits() & 0xff;
        vmcb->ds.base = vmcb->ds.selector << 4;
    }
}

/* Ports and MSRs that would hurt: edx and ecx are what in, out, rdmsr and wrmsr take. */
static void set_port_and_msr(struct vcpu *vcpu)
{
    static const uint16_t ports[] = {0x20,  0x40,  0x60,  0x64,  0x70,  0x71,  0x92,  0xf4,
                                     0x3f8, 0x510, 0x600, 0x604, 0x608, 0xcf8, 0xcf9, 0xcfc};
    static const uint32_t msrs[] = {0x1b,       0x10,       0x174,      0x176,
                                    0x1d9,      0x200,      0x277,      0x2ff,
                                    MSR_EFER,   0xc0000081, 0xc0000082, 0xc0000100,
                                    0xc0000103, 0xc0010010, MSR_VM_CR,  MSR_VM_HSAVE};
    vcpu->r[RDX] = ports[random_below(ARRAY_LENGTH(ports))];
    vcpu->r[RCX] = msrs[random_below(ARRAY_LENGTH(msrs))];
}

void set_registers(struct vcpu *vcpu, enum mode mode)
{
    for (unsigned i = 0; i < 16; i++)
        vcpu->r[i] = random_below(4) ? random_guest_address() & ~3ul : random_address();
    vcpu->vmcb.rax = random_address();
    if (random_below(2))
        set_port_and_msr(vcpu);
    if (mode == CALLS || random_below(2))
        set_call(vcpu);
    set_paging(vcpu);
    if (mode == CALLS)
        vmcb_start_protected(&vcpu->vmcb, GUEST_BASE + PAGE_SIZE);
    else
        set_mode(vcpu);
}

void set_call(struct vcpu *vcpu)
{
    static const uint32_t bases[] = {PSCI_BASE, CONSOLE_BASE - 1, CONSOLE_BASE, 0xc4000000, 0};
    vcpu->r[RBX] = random_below(2) ? random_below(4) : random_address();
    vcpu->vmcb.rax = PSCI_BASE + random_below(PSCI_CALLS + 2);
    if (random_below(4) == 0)
        vcpu->vmcb.rax = random_below(2) ? bases[random_below(5)] + random_below(hypercalls_count)
                                         : random_bits();
    if (random_below(4) == 0) { /* the console: from where, and how many bytes */
        vcpu->vmcb.rax = CONSOLE_BASE + random_below(2);
        vcpu->r[RBX] = random_address();
        vcpu->r[RCX] = random_below(2) ? random_below(64) : random_address();
    }
}
