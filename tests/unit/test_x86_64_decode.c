/*
 * x86_64's decoder: every instruction of x86_64_instructions.py, which the assembler has encoded,
 * is executed on a device, and what it leaves is compared with what the manual says of it.
 */
#include "x86_64_guest.h"
#include "x86_64_record.h"

static const struct record *records;
static unsigned count;

static void read_records(void)
{
    uint64_t size;
    records = (const void *)host_file(FIXTURES "/instructions.bin", &size);
    count = size / sizeof *records;
    CHECK(count > 4000);
    CHECK_EQUAL(size % sizeof *records, 0);
}

static void say(const struct record *record)
{
    char text[3 * sizeof record->bytes + 1] = "";
    for (unsigned i = 0; i < record->length; i++) {
        text[3 * i] = ' ';
        text[3 * i + 1] = "0123456789abcdef"[record->bytes[i] >> 4];
        text[3 * i + 2] = "0123456789abcdef"[record->bytes[i] & 15];
    }
    unit_case("%u-bit code:%s", 8 * record->code_bytes, text);
}

/* --- The manual's words --- */

/* A guest before and after an instruction: the low halves of registers are bytes, AH byte 1. */
struct state {
    uint8_t registers[16][8];
    uint8_t memory[8];
    uint64_t flags;
};

static struct state state_now(void)
{
    struct state state = {.flags = vcpu.vmcb.rflags};
    for (unsigned n = 0; n < 16; n++)
        put(state.registers[n], vcpu_register(&vcpu, n), 8);
    put(state.memory, memory_value, 8);
    return state;
}

static uint8_t *register_at(struct state *state, unsigned n)
{
    return n < 16 ? state->registers[n] : state->registers[n - 16] + 1;
}

static void set_logic_flags(struct state *state, const uint8_t *result, unsigned bytes)
{
    unsigned zero = 1, even = 1;
    for (unsigned bit = 0; bit < 8 * bytes; bit++) {
        unsigned is = result[bit / 8] >> bit % 8 & 1;
        zero &= !is;
        even ^= bit < 8 && is;
    }
    state->flags &= ~0x8d5ul; /* OF, SF, ZF, AF, PF, CF */
    state->flags |= even << 2 | zero << 6 | (result[bytes - 1] >> 7) << 7;
}

static void write_register(struct state *state, const struct record *record, const uint8_t *value)
{
    uint8_t *to = register_at(state, record->reg);
    memcpy(to, value, record->register_bytes);
    if (record->register_bytes == 4)
        memset(to + 4, 0, 4);
}

/* MOV, XCHG, TEST, AND, OR as APM vol. 3 has them, byte by byte. */
static void execute(struct state *state, const struct record *record)
{
    unsigned bytes = record->memory_bytes;
    uint8_t other[8], old[8], result[8];
    put(other, record->constant, 8);
    if (record->reg != CONSTANT)
        memcpy(other, register_at(state, record->reg), record->reg < 16 ? 8 : 1);
    memcpy(old, state->memory, 8);
    for (unsigned i = 0; i < 8; i++) {
        uint8_t sign = record->operation == MOVE_SIGNED && old[bytes - 1] & 0x80 ? 0xff : 0;
        uint8_t was = i < bytes ? old[i] : sign;
        switch (record->operation) {
        case AND:
        case TEST:
            result[i] = was & other[i];
            break;
        case OR:
            result[i] = was | other[i];
            break;
        default:
            result[i] = record->to_memory ? other[i] : was;
        }
    }
    if (record->operation == AND || record->operation == OR || record->operation == TEST)
        set_logic_flags(state, result, bytes);
    if (record->operation == EXCHANGE)
        write_register(state, record, old);
    if (!record->to_memory)
        write_register(state, record, result);
    else if (record->operation != TEST)
        memcpy(state->memory, result, bytes);
}

/* The operand's offset in its segment. */
static uint64_t offset_of(const struct record *record)
{
    uint64_t address = record->displacement;
    if (record->base == REGISTER_PC)
        address += vcpu.vmcb.rip + record->length;
    else if (record->base != NO_REGISTER)
        address += vcpu_register(&vcpu, record->base);
    if (record->index != NO_REGISTER)
        address += vcpu_register(&vcpu, record->index) * (1 << record->scale);
    if (record->address_bytes == 2)
        return (uint16_t)address;
    return record->address_bytes == 4 ? (uint32_t)address : address;
}

static uint64_t linear_of(const struct record *record, uint64_t offset)
{
    const struct vmcb *vmcb = &vcpu.vmcb;
    const uint64_t bases[] = {vmcb->es.base, vmcb->cs.base, vmcb->ss.base,
                              vmcb->ds.base, vmcb->fs.base, vmcb->gs.base};
    if (record->code_bytes == 8)
        return offset + (record->segment < FS ? 0 : bases[record->segment]);
    return (uint32_t)(offset + bases[record->segment]);
}

/* --- The table --- */

static const char *accesses_of(const struct record *record)
{
    if (record->operation == MOVE && record->to_memory)
        return "w";
    return record->to_memory && record->operation != TEST ? "rw" : "r";
}

static void compare(const struct state *wanted, const struct record *record)
{
    struct state is = state_now();
    for (unsigned n = 0; n < 16; n++)
        CHECK(!memcmp(is.registers[n], wanted->registers[n], 8));
    CHECK(!memcmp(is.memory, wanted->memory, 8));
    CHECK_EQUAL(is.flags, wanted->flags);
    CHECK_STRING(accesses, accesses_of(record));
}

/* Not if it is too long, or reaches beyond its segment's last byte, 0xffffffff. */
static bool is_wanted(const struct record *record, uint64_t offset)
{
    bool fits = offset + record->memory_bytes - 1 <= UINT32_MAX;
    return record->length <= 15 && (fits || record->code_bytes == 8);
}

void test_each_instruction(void)
{
    read_records();
    for (const struct record *record = records; record < records + count; record++) {
        struct access access;
        say(record);
        any_vcpu(record->code_bytes);
        code = record->bytes;
        code_length = record->length;
        uint64_t offset = offset_of(record), linear = linear_of(record, offset);
        uint64_t rip = vcpu.vmcb.rip;
        const char *accesses_wanted = accesses_of(record);
        exit_at(linear, accesses_wanted[unit_random(2) && accesses_wanted[1]] == 'w');
        struct state wanted = state_now();
        execute(&wanted, record);
        bool done = emulate(&access);
        CHECK_EQUAL(done, is_wanted(record, offset));
        if (!done)
            continue;
        CHECK_EQUAL(access.address, GPA_OF(linear));
        CHECK_EQUAL(access.size, record->memory_bytes);
        CHECK_EQUAL(vcpu.vmcb.rip, rip + record->length);
        CHECK_EQUAL(vcpu.vmcb.interrupt_shadow, 0);
        compare(&wanted, record);
    }
}

/* Instructions of which bytes are missing: their page is not there. */
void test_each_cut_short(void)
{
    read_records();
    uint8_t *end = (uint8_t *)host_memory(4096, 4096) + 4096; /* what is read after it faults */
    for (const struct record *record = records; record < records + count; record++) {
        struct instruction instruction;
        say(record);
        for (unsigned length = 0; length <= record->length && length <= 15; length++) {
            memcpy(end - length, record->bytes, length);
            bool whole = instruction_decode(&instruction, end - length, length, record->code_bytes);
            CHECK_EQUAL(whole, length == record->length);
        }
    }
}
