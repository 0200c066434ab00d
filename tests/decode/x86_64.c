/*
 * A main() for step 7 whose guest executes each 16-bit and 32-bit instruction of
 * tests/unit/x86_64_instructions.py two times: on RAM, where the CPU does all of it, and on a
 * device that is like RAM, where step 7 decodes it. Registers, flags and memory must be the same
 * after it.
 */
#include "board.h"
#include "guest_memory.h"
#include "load_guest.h"
#include "memory_map.h"
#include "options.h"
#include "page_alloc.h"
#include "panic.h"
#include "random.h"
#include "string.h"
#include "x86_64_instruction.h"
#include "../unit/x86_64_record.h"

#define RAM_SIZE   (1 << 20)
#define CODE_AT    0x1000 /* GPA */
#define OPERAND_AT 0x3000
#define DEVICE_AT  0xe0000000
#define HLT        0xf4
#define ARITHMETIC 0x8d5 /* RFLAGS: OF, SF, ZF, AF, PF, CF */
#define DIRECTION  0x400

static struct guest guest;
static struct vcpu vcpu;

/* --- A device like RAM --- */

static struct cells {
    struct device device;
    uint8_t bytes[8];
} cells;

static uint64_t cells_read(struct device *device, uint64_t offset, unsigned size)
{
    uint64_t value = 0;
    memcpy(&value, cells.bytes + offset, size);
    return value;
}

static void cells_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    memcpy(cells.bytes + offset, &value, size);
}

static void *guest_bytes(uint64_t gpa)
{
    uint64_t left;
    void *at = guest_memory_at(&guest, gpa, STAGE2_R, &left);
    if (!at)
        panic("GPA 0x%lx is not the guest's", gpa);
    return at;
}

/* --- The guest before an instruction, and after it --- */

struct state {
    uint64_t registers[16], rflags, linear_rip;
    uint8_t memory[8];
};

static void take_state(struct state *state, const void *memory)
{
    for (unsigned n = 0; n < 16; n++) /* the upper halves are undefined in these modes */
        state->registers[n] = (uint32_t)vcpu_register(&vcpu, n);
    state->rflags = vcpu.vmcb.rflags & ARITHMETIC;
    state->linear_rip = (uint32_t)(vcpu.vmcb.cs.base + vcpu.vmcb.rip);
    memcpy(state->memory, memory, 8);
}

static void put_state(const struct state *state, void *memory)
{
    for (unsigned n = 0; n < 16; n++)
        vcpu_set_register(&vcpu, n, state->registers[n]);
    vcpu.vmcb.rflags = state->rflags;
    memcpy(memory, state->memory, 8);
}

static struct state random_state(void)
{
    struct state state = {.rflags = RFLAGS_ONE | (random_bits() & (ARITHMETIC | DIRECTION))};
    uint64_t memory = random_bits();
    for (unsigned n = 0; n < 16; n++)
        state.registers[n] = (uint32_t)random_bits();
    memcpy(state.memory, &memory, 8);
    return state;
}

static uint64_t offset_of(const struct record *record, const struct state *state)
{
    uint64_t address = record->displacement;
    if (record->base != NO_REGISTER)
        address += state->registers[record->base];
    if (record->index != NO_REGISTER)
        address += state->registers[record->index] << record->scale;
    return zero_extend(address, record->address_bytes);
}

/* Segments that lead the instruction's operand there, and its pc to CODE_AT. */
static void set_segments(const struct record *record, uint64_t offset, uint64_t operand_at)
{
    struct vmcb *vmcb = &vcpu.vmcb;
    struct vmcb_segment *segments[] = {&vmcb->es, &vmcb->cs, &vmcb->ss,
                                       &vmcb->ds, &vmcb->fs, &vmcb->gs};
    for (unsigned i = 0; i < ARRAY_LENGTH(segments); i++) {
        segments[i]->base = i == record->segment ? (uint32_t)(operand_at - offset) : 0;
        segments[i]->limit = UINT32_MAX;
    }
    vmcb->cs.attributes = record->code_bytes == 2 ? SEGMENT_CODE_16 : SEGMENT_CODE_32;
    vmcb->rip = (uint32_t)(CODE_AT - vmcb->cs.base);
}

static void run(const struct record *record, const struct state *before, uint64_t operand_at,
                void *memory, struct state *after)
{
    uint8_t *code = guest_bytes(CODE_AT);
    memcpy(code, record->bytes, record->length);
    code[record->length] = HLT;
    put_state(before, memory);
    set_segments(record, offset_of(record, before), operand_at);
    run_vcpu(&vcpu);
    take_state(after, memory);
}

/* --- All of them --- */

static enum guest_action stop(struct vcpu *which, struct vm_exit *exit)
{
    return GUEST_SHUTDOWN;
}

static uint64_t tried, different;

static void try(const struct record *record)
{
    struct state before = random_state(), on_ram, on_device;
    uint64_t wild = vcpu.ring.counts[EXIT_WILD], answered = vcpu.ring.counts[EXIT_DEVICE];
    run(record, &before, OPERAND_AT, guest_bytes(OPERAND_AT), &on_ram);
    run(record, &before, DEVICE_AT, cells.bytes, &on_device);
    tried++;
    if (!memcmp(&on_ram, &on_device, sizeof on_ram) && vcpu.ring.counts[EXIT_WILD] == wild &&
        vcpu.ring.counts[EXIT_DEVICE] == answered + 1)
        return;
    different++;
    printf("%u-bit code:", record->code_bytes * 8);
    for (unsigned i = 0; i < record->length; i++)
        printf(" %02x", record->bytes[i]);
    printf(": pc %lx and %lx, flags %lx and %lx\n", on_ram.linear_rip, on_device.linear_rip,
           on_ram.rflags, on_device.rflags);
}

/* Not in 64-bit mode, and not through CS: its base sends the pc around the end of the address
 * space, where QEMU 11 does not follow. */
static bool can_run(const struct record *record)
{
    return record->code_bytes < 8 && record->length <= INSTRUCTION_LONGEST && record->segment != CS;
}

int main(void)
{
    struct guest_layout layout = {GUEST_BASE, RAM_SIZE, GUEST_FLAT_AT, start_elf, start_elf};
    page_alloc_init();
    devices_init();
    if (guest_init(&guest, 0) || !load_guest(&guest, &layout, boot_option("guest", "")))
        return 1;
    cells.device = (struct device){.name = "cells",
                                   .base = DEVICE_AT,
                                   .bytes = sizeof cells.bytes,
                                   .sizes = 1 | 2 | 4,
                                   .read = cells_read,
                                   .write = cells_write};
    if (device_add(&guest, &cells.device) || vcpu_init(&vcpu, &guest, 0))
        panic("no memory");
    exit_handlers[EXIT_WAIT] = stop;
    vcpu_load(&vcpu);
    const struct record *record;
    for (uint64_t at = GUEST_FLAT_AT; (record = guest_bytes(at))->code_bytes;
         at += sizeof *record) {
        if (can_run(record))
            try(record);
    }
    printf("decode: %lu instructions, %lu different\n", tried, different);
    return different != 0;
}
