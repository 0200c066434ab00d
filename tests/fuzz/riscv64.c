/* RISC-V: instructions, registers and SBI calls at random. */
#include "riscv64_sbi.h"

#include "fuzz.h"

const uint64_t accessed_and_dirty = PTE_A | PTE_D;

/* --- Instructions --- */

#define RD_RS1 0x000f8f80

static const struct pattern patterns[] = {
    {4, 0x00000000, 0xffffffff},  /* anything; three of four are compressed */
    {12, 0x00000003, 0x0fffff80}, /* loads, close to rs1 */
    {10, 0x00000023, 0x01ffbf80}, /* stores */
    {4, 0x0000202f, 0xffff9f80},  /* atomics */
    {8, 0x00000013, 0xffffff80},  /* arithmetic */
    {6, 0x00000033, 0x43ffff80},
    {3, 0x0000001b, 0x41ffff80},
    {2, 0x00000017, 0x00001f80}, /* auipc */
    {2, 0x00000037, 0xffffff80}, /* lui */
    {4, 0x00000063, 0x07ffff00}, /* branches, forwards */
    {2, 0x00000063, 0xfeffff80}, /* and anywhere */
    {2, 0x0000006f, 0x0fe00f80}, /* jal */
    {1, 0x00000067, 0x00cf8f80}, /* jalr */
    {2, 0x00001073, 0xffffef80}, /* any CSR */
    {2, 0x00002073, 0xffffdf80},
    {6, 0x10001073, 0x047fef80}, /* those of S-mode: sstatus to stvec, sscratch to sip */
    {4, 0x14001073, 0x007fef80},
    {2, 0x18001073, RD_RS1},     /* satp */
    {4, 0x180d9073, 0},          /* satp from s11, which holds a good value */
    {2, 0xc0002073, 0x002f8f80}, /* counters */
    {1, 0x20001073, 0x0fffef80}, /* those of VS-, HS- and M-mode */
    {1, 0x60001073, 0x0fffef80},
    {1, 0x30001073, 0x0fffef80},
    {3, 0x12000073, 0x01ff8000}, /* sfence.vma */
    {1, 0x16000073, 0x01ff8000}, /* sinval.vma */
    {1, 0x62000073, 0x01ff8000}, /* hfence.gvma, hfence.vvma */
    {1, 0x22000073, 0x01ff8000},
    {1, 0x60004073, 0x0e3f8f80}, /* hlv, hlvx, hsv */
    {3, 0x00000073, 0},          /* ecall, ebreak, sret, mret, wfi */
    {1, 0x00100073, 0},
    {3, 0x10200073, 0},
    {1, 0x30200073, 0},
    {1, 0x10500073, 0},
    {2, 0x0000000f, 0xfff00000}, /* fence, fence.i, cbo */
    {1, 0x0000100f, 0},
    {1, 0x0000200f, 0x003f8000},
    {1, 0x00000007, 0xffffff80}, /* floating point, vectors */
    {1, 0x00000053, 0xffffff80},
    {1, 0x00000057, 0xffffff80},
};

#define ECALL     0x00000073
#define JUMP_BACK 0xffdff06f /* j .-4 */

void fill_code(uint8_t *page, enum mode mode)
{
    random_words(page, mode, (const uint32_t[]){ECALL, JUMP_BACK}, patterns,
                 ARRAY_LENGTH(patterns));
}

/* --- The guest's own tables, of Sv39 --- */

#define SATP_SV39   (8ul << 60)
#define GIGAPAGE    (1ul << 30)
#define TABLE_PAGES (GUEST_PAGES - CODE_PAGES)

/* A leaf for a gigapage, one to one; a table; or anything. */
static uint64_t random_entry(unsigned i)
{
    uint64_t bits = random_bits();
    switch (bits >> 60) {
    case 0:
        return random_bits();
    case 1:
        return random_address() >> PAGE_SHIFT << 10 | (bits & 0xff);
    case 2:
        return random_guest_address() >> PAGE_SHIFT << 10 | PTE_V;
    default:
        return (i * GIGAPAGE >> PAGE_SHIFT) << 10 | PTE_V | PTE_PROT | PTE_A | PTE_D;
    }
}

void fill_tables(void)
{
    for (unsigned n = CODE_PAGES; n < GUEST_PAGES; n++) {
        uint64_t *entries = (uint64_t *)guest_page(n);
        for (unsigned i = 0; i < 512; i++)
            entries[i] = random_entry(i);
    }
}

/* --- Registers --- */

enum { S11 = 27 };

void set_registers(struct vcpu *vcpu, enum mode mode)
{
    for (unsigned i = 1; i < 32; i++)
        vcpu->x[i] = random_below(2) ? random_guest_address() & ~7ul : random_address();
    vcpu->x[S11] = SATP_SV39 | (TABLE_GPA >> PAGE_SHIFT) + random_below(TABLE_PAGES);
    if (mode == CALLS || random_below(2))
        set_call(vcpu);
    if (mode != CALLS && random_below(8) == 0)
        csr_clear(sstatus, SSTATUS_SPP); /* it starts in VU-mode */
    vcpu->pc = mode == CALLS ? GUEST_BASE : random_guest_address() & ~3ul;
    csr_write(vsepc, random_address());
    csr_write(vstvec, random_address());
    csr_write(vsscratch, random_address());
}

void set_call(struct vcpu *vcpu)
{
    static const uint64_t extensions[] = {0x10,       0x4442434e, 0x53525354, 0x52464e43,
                                          0x54494d45, 0x735049,   0x48534d,   0x504d55,
                                          0x53555350, 0x43505043, 0x4e41434c, 0x535441};
    for (unsigned i = A0; i <= A5; i++)
        vcpu->x[i] = random_below(2) ? random_below(4) : random_address();
    vcpu->x[A7] = extensions[random_below(ARRAY_LENGTH(extensions))];
    if (random_below(4) == 0)
        vcpu->x[A7] = random_below(2) ? random_below(SBI_LEGACY_CALLS + 8) : random_address();
    vcpu->x[A6] = random_below(16) ? random_below(10) : random_address();
    if (random_below(4) == 0) { /* the console: bytes, from where, and the address's upper half */
        vcpu->x[A7] = 0x4442434e;
        vcpu->x[A0] = random_below(2) ? random_below(64) : random_address();
        vcpu->x[A1] = random_address();
        vcpu->x[A2] = random_below(8) ? 0 : random_address();
    }
}
