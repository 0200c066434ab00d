/* x86_64: two 8259, 8254, 16550A, the CMOS clock. */
#include "fuzz_devices.h"
#include "x86_64_apic.h"
#include "string.h"

struct deadline *const board_deadlines[] = {&board.uart.input.look, &board.pit.edge,
                                            &board.cmos.look};
const unsigned board_deadline_count = ARRAY_LENGTH(board_deadlines);

/* No device is in memory. */
const uint64_t board_registers[] = {0x000a0000, GUEST_MEMORY, 0x000fffe0, 0xb0000000, 0xe0000000,
                                    0xfebffff8, 0xfec00000,   0xfed00000, 0xfee00020, 0xfee000b0,
                                    0xfee00300, 0xfee00380,   0xffc00000, 0xfffffff8};
const unsigned board_register_count = ARRAY_LENGTH(board_registers);

/* --- Code: 32 bits --- */

static const uint16_t ports[] = {0x20,  0x21,  0xa0,  0xa1,  0x40,  0x41,  0x42,  0x43,  0x61,
                                 0x70,  0x71,  0x3f8, 0x3f9, 0x3fa, 0x3fb, 0x3fc, 0x3fd, 0x3fe,
                                 0x3ff, 0x4d0, 0x4d1, 0x1f,  0x22,  0x3f,  0x44,  0x6f,  0x72,
                                 0x3f7, 0x400, 0x4d2, 0xcf8, 0xcfc, 0x604, 0xf4};

/* What follows each: nothing, a byte, or four; or a modrm byte with four of displacement. */
enum { NOTHING, BYTE, WORD, MEMORY, BACK };
static const struct form {
    uint8_t count, bytes[3], follows;
} forms[] = {
    /* in and out, with rdx and without */
    {1, {0xec}, NOTHING},
    {1, {0xed}, NOTHING},
    {1, {0xee}, NOTHING},
    {1, {0xee}, NOTHING},
    {1, {0xee}, NOTHING},
    {1, {0xef}, NOTHING},
    {2, {0x66, 0xed}, NOTHING},
    {2, {0x66, 0xef}, NOTHING},
    {1, {0xe4}, BYTE},
    {1, {0xe5}, BYTE},
    {1, {0xe6}, BYTE},
    {1, {0xe7}, BYTE},
    /* strings */
    {1, {0x6c}, NOTHING},
    {1, {0x6d}, NOTHING},
    {1, {0x6e}, NOTHING},
    {1, {0x6f}, NOTHING},
    {2, {0xf3, 0x6c}, NOTHING},
    {2, {0xf3, 0x6d}, NOTHING},
    {2, {0xf3, 0x6e}, NOTHING},
    {3, {0xf2, 0x66, 0x6f}, NOTHING},
    {2, {0x67, 0x6c}, NOTHING},
    {3, {0x67, 0xf3, 0x6e}, NOTHING},
    {2, {0x26, 0x6e}, NOTHING},
    {3, {0x65, 0xf3, 0x6f}, NOTHING},
    /* memory: mov, movzx, movsx, xchg, test, and, or, inc, push, and what a prefix makes of them */
    {1, {0x88}, MEMORY},
    {1, {0x89}, MEMORY},
    {1, {0x8a}, MEMORY},
    {1, {0x8b}, MEMORY},
    {2, {0x66, 0x89}, MEMORY},
    {2, {0x66, 0x8b}, MEMORY},
    {2, {0x0f, 0xb6}, MEMORY},
    {2, {0x0f, 0xb7}, MEMORY},
    {2, {0x0f, 0xbe}, MEMORY},
    {3, {0x66, 0x0f, 0xbf}, MEMORY},
    {1, {0x86}, MEMORY},
    {1, {0x87}, MEMORY},
    {1, {0x84}, MEMORY},
    {1, {0x85}, MEMORY},
    {1, {0x20}, MEMORY},
    {1, {0x21}, MEMORY},
    {1, {0x22}, MEMORY},
    {1, {0x23}, MEMORY},
    {1, {0x08}, MEMORY},
    {1, {0x09}, MEMORY},
    {1, {0x0a}, MEMORY},
    {1, {0x0b}, MEMORY},
    {2, {0xf0, 0x21}, MEMORY},
    {2, {0xf0, 0x09}, MEMORY},
    {2, {0x2e, 0x8b}, MEMORY},
    {1, {0xff}, MEMORY},
    {1, {0x01}, MEMORY},
    {2, {0x0f, 0xb1}, MEMORY},
    {1, {0xa1}, WORD},
    {1, {0xa2}, WORD},
    {1, {0xa3}, WORD},
    {1, {0xa4}, NOTHING},
    {1, {0xab}, NOTHING},
    {2, {0xf3, 0xa5}, NOTHING},
    /* values */
    {1, {0xb0}, BYTE},
    {1, {0xb0}, BYTE},
    {1, {0xb0}, BYTE},
    {1, {0xb8}, WORD},
    {1, {0xb1}, BYTE},
    {1, {0xfc}, NOTHING},
    {1, {0xfd}, NOTHING},
    /* sti, cli, hlt, iret, jmp */
    {1, {0xfb}, NOTHING},
    {1, {0xfb}, NOTHING},
    {1, {0xfa}, NOTHING},
    {1, {0xf4}, NOTHING},
    {2, {0xfb, 0xf4}, NOTHING},
    {1, {0xcf}, NOTHING},
    {1, {0xeb}, BACK},
    {1, {0xeb}, BACK},
};

#define MODRM_DISPLACEMENT 5 /* with mod = 0: the address is what follows */
#define LONGEST            12

static unsigned put(uint8_t *to, const void *bytes, unsigned count)
{
    memcpy(to, bytes, count);
    return count;
}

static unsigned device_instruction(uint8_t *to)
{
    const struct form *form = &forms[random_below(ARRAY_LENGTH(forms))];
    unsigned length = 0;
    uint64_t value = random_value();
    if (random_below(3) == 0) { /* mov dx, port */
        uint16_t port = random_below(16) ? ports[random_below(ARRAY_LENGTH(ports))] : random_bits();
        length += put(to, (const uint8_t[]){0x66, 0xba}, 2);
        length += put(to + length, &port, 2);
    }
    length += put(to + length, form->bytes, form->count);
    if (form->follows == MEMORY)
        to[length++] = (random_bits() & 0x38) | MODRM_DISPLACEMENT;
    if (form->follows == MEMORY || form->follows == WORD) {
        uint32_t word = random_below(4) ? device_address() : value;
        length += put(to + length, &word, 4);
    } else if (form->follows == BYTE) {
        to[length++] = random_below(2) ? ports[random_below(11)] : value;
    } else if (form->follows == BACK) {
        to[length++] = -random_below(120);
    }
    return length;
}

void board_fill_code(uint8_t *page)
{
    unsigned at = 0;
    while (at < PAGE_SIZE - LONGEST)
        at += device_instruction(page + at);
    memset(page + at, 0x90, PAGE_SIZE - at); /* nop */
}

static uint64_t random_code(void)
{
    return GUEST_BASE + random_below(CODE_PAGES * PAGE_SIZE);
}

#define IDT  (GUEST_BASE + (CODE_PAGES - 1) * PAGE_SIZE)
#define GATE (0x8eul << 40 | SELECTOR_CODE << 16) /* of an interrupt, 32 bits */

/* Half of the gates lead to code where it begins. */
void machine_set_registers(struct vcpu *vcpu, enum mode mode)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    for (unsigned n = random_below(8); n; n--)
        vcpu->r[random_below(16)] = device_address();
    if (mode != DEVICES)
        return;
    uint64_t *idt = (uint64_t *)guest_page(CODE_PAGES - 1);
    vmcb_start_protected(vmcb, random_code());
    for (unsigned n = 0; n < 256; n++)
        idt[n] = GATE | (random_below(2) ? random_code() & ~0xffful : random_code());
    vmcb->idtr.base = IDT;
    vmcb->idtr.limit = 256 * sizeof *idt - 1;
    vmcb->gdtr.base = TABLE_GPA + 3 * PAGE_SIZE;
    vmcb->rsp = random_guest_address() & ~3ul;
    vcpu->r[RSI] = random_below(4) ? random_guest_address() : device_address();
    vcpu->r[RDI] = random_below(4) ? random_guest_address() : device_address();
    vcpu->r[RCX] = random_below(64);
    vcpu->r[RDX] = ports[random_below(ARRAY_LENGTH(ports))];
}

/* --- The board --- */

error machine_give(struct guest *guest)
{
    return apic_give(guest);
}

void machine_put_back(const struct board *left)
{
    apic_put_back();
}

static void out(uint16_t port, uint8_t value)
{
    board_write(SPACE_PORTS, port, 1, value);
}

static void prepare_pic(uint16_t port, uint8_t vector, uint8_t line)
{
    out(port, random_below(8) ? 0x11 : random_bits());
    out(port + 1, vector);
    out(port + 1, line);
    out(port + 1, random_below(4) ? 1 : random_bits());
    out(port + 1, random_below(2) ? 0 : random_bits());
}

void machine_prepare(struct vcpu *vcpu)
{
    uint8_t vector = random_below(4) ? 0x20 : random_bits();
    prepare_pic(0x20, vector, 4);
    prepare_pic(0xa0, vector + 8, 2);
    out(0x43, random_below(4) ? 0x34 : random_bits());
    out(0x40, random_bits());
    out(0x40, random_below(2));
    out(0x3f9, random_bits());
    out(0x3fc, 8);
    out(0x70, 0x0a);
    out(0x71, 0x20 | random_below(16));
    out(0x70, 0x0b);
    out(0x71, random_bits());
    if (random_below(2))
        vcpu->vmcb.rflags |= RFLAGS_IF;
}
