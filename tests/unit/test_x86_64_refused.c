/*
 * x86_64's decoder: what it refuses, since the guest's CPU cannot have exited for it or since it is
 * not emulated; forms that the assembler does not make; random bytes.
 */
#include "x86_64_guest.h"

static const unsigned modes[] = {2, 4, 8};

static bool decodes(unsigned code_bytes, const void *bytes, unsigned length)
{
    struct instruction instruction;
    return instruction_decode(&instruction, bytes, length, code_bytes);
}

/* --- Which instructions there are: APM vol. 3 appendix A --- */

static const uint8_t always[] = {0x08, 0x09, 0x0a, 0x0b, 0x20, 0x21, 0x22, 0x23,
                                 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b};
static const uint8_t prefixes[] = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0x0f};

static bool one_of(const uint8_t *list, unsigned length, unsigned byte)
{
    return memchr(list, byte, length);
}

static bool is_emulated(unsigned code_bytes, unsigned opcode, unsigned mod, unsigned reg)
{
    if (opcode >= 0xa0 && opcode <= 0xa3)
        return true;
    if (mod == 3)
        return false;
    if (opcode == 0x80 || opcode == 0x81 || opcode == 0x83)
        return reg == 1 || reg == 4;
    if (opcode == 0xc6 || opcode == 0xc7 || opcode == 0xf6 || opcode == 0xf7)
        return reg == 0;
    return one_of(always, sizeof always, opcode) || (opcode == 0x63 && code_bytes == 8);
}

static bool locks(unsigned opcode)
{
    static const uint8_t list[] = {0x08, 0x09, 0x20, 0x21, 0x80, 0x81, 0x83, 0x86, 0x87};
    return one_of(list, sizeof list, opcode);
}

/* The same bytes as they are, locked, and with REP and REPNE. */
static void try_opcode(unsigned code_bytes, unsigned opcode, uint8_t modrm, bool wanted)
{
    bool two_bytes = opcode >= 0x100;
    uint8_t bytes[16] = {0, two_bytes ? 0x0f : opcode, two_bytes ? opcode : modrm, modrm};
    unit_case("%u-bit code, opcode %x, ModRM %x", 8 * code_bytes, opcode, modrm);
    CHECK_EQUAL(decodes(code_bytes, bytes + 1, 15), wanted);
    bytes[0] = 0xf0;
    CHECK_EQUAL(decodes(code_bytes, bytes, 15), wanted && locks(opcode));
    bytes[0] = 0xf2;
    CHECK(!decodes(code_bytes, bytes, 15));
    bytes[0] = 0xf3;
    CHECK(!decodes(code_bytes, bytes, 15));
}

static void test_which_opcodes(void)
{
    for (unsigned m = 0; m < ARRAY_LENGTH(modes); m++) {
        for (unsigned i = 0; i < 0x200 * 0x100; i++) {
            unsigned opcode = i / 0x100, modrm = i % 0x100, mod = modrm >> 6;
            bool extends = (opcode | 9) == 0x1bf; /* MOVZX and MOVSX */
            bool is_prefix = one_of(prefixes, sizeof prefixes, opcode) ||
                             (modes[m] == 8 && opcode >= 0x40 && opcode < 0x50);
            if (opcode >= 0x100)
                try_opcode(modes[m], opcode, modrm, extends && mod != 3);
            else if (!is_prefix)
                try_opcode(modes[m], opcode, modrm,
                           is_emulated(modes[m], opcode, mod, modrm >> 3 & 7));
        }
    }
}

/* Operands of 16 bits that are none, and of 64 bits all the same; an FS that counts. */
static void test_prefixes(void)
{
    struct instruction i;
    CHECK(decodes(8, "\x63\x00", 2) && decodes(8, "\x48\x63\x00", 3));
    CHECK(!decodes(8, "\x66\x63\x00", 3));
    CHECK(instruction_decode(&i, (const uint8_t *)"\x66\x48\x8b\x06", 4, 8));
    CHECK_EQUAL(i.memory_bytes, 8);
    CHECK(instruction_decode(&i, (const uint8_t *)"\x64\x2e\x8b\x06", 4, 8));
    CHECK_EQUAL(i.segment, FS);
    CHECK(instruction_decode(&i, (const uint8_t *)"\x64\x2e\x8b\x06", 4, 4));
    CHECK_EQUAL(i.segment, CS);
}

/* 15 bytes at most. */
static void test_lengths(void)
{
    CHECK(!decodes(4, "", 0));
    for (unsigned prefixed = 0; prefixed < 32; prefixed++) {
        uint8_t bytes[34];
        struct access access;
        memset(bytes, 0x36, prefixed);
        memcpy(bytes + prefixed, "\x8b\x06", 2);
        any_vcpu(4);
        code = bytes;
        code_length = prefixed + 2;
        exit_at((uint32_t)((prefixed ? vcpu.vmcb.ss.base : vcpu.vmcb.ds.base) + vcpu.r[RSI]),
                false);
        unit_case("%u prefixes", prefixed);
        CHECK_EQUAL(emulate(&access), prefixed + 2 <= 15);
    }
}

/* --- Addresses that the assembler does not write --- */

static void check_address(unsigned code_bytes, const char *bytes, unsigned length, unsigned base,
                          uint64_t displacement, unsigned address_bytes)
{
    struct instruction i;
    unit_case("%u-bit code, %u bytes, displacement %lx", 8 * code_bytes, length, displacement);
    CHECK(instruction_decode(&i, (const uint8_t *)bytes, length, code_bytes));
    CHECK_EQUAL(i.length, length);
    CHECK_EQUAL(i.base, base);
    CHECK_EQUAL(i.index, NO_REGISTER);
    CHECK_EQUAL(i.displacement, displacement);
    CHECK_EQUAL(i.address_bytes, address_bytes);
    CHECK_EQUAL(i.segment, base == RSP ? SS : DS);
}

static void test_other_addresses(void)
{
    check_address(4, "\x67\x8b\x06\x34\x12", 5, NO_REGISTER, 0x1234, 2);
    check_address(4, "\x67\xa1\x34\x12", 4, NO_REGISTER, 0x1234, 2);
    check_address(2, "\x67\x8b\x05\x78\x56\x34\x12", 7, NO_REGISTER, 0x12345678, 4);
    check_address(2, "\x67\xa1\x78\x56\x34\x12", 6, NO_REGISTER, 0x12345678, 4);
    check_address(8, "\x67\xa1\x78\x56\x34\x12", 6, NO_REGISTER, 0x12345678, 4);
    check_address(8, "\x67\x8b\x04\x25\x78\x56\x34\x12", 8, NO_REGISTER, 0x12345678, 4);
    check_address(4, "\x8b\x04\x25\x78\x56\x34\x12", 7, NO_REGISTER, 0x12345678, 4);
    check_address(4, "\x8b\x44\x24\x80", 4, RSP, -0x80ul, 4);
    /* REX.B makes no base of these, 1.2.7. */
    check_address(8, "\x41\x8b\x04\x25\x78\x56\x34\x12", 8, NO_REGISTER, 0x12345678, 8);
    check_address(8, "\x41\x8b\x05\x78\x56\x34\x12", 7, REGISTER_PC, 0x12345678, 8);
}

/* --- Random bytes --- */

static void random_bytes(uint8_t *bytes, unsigned length)
{
    static const uint8_t likely[] = {0x66, 0x67, 0x48, 0x41, 0x0f, 0xf0, 0x2e, 0x64, 0x89, 0x8b,
                                     0xb6, 0xbe, 0x81, 0x83, 0xc7, 0xf7, 0x87, 0x21, 0xa3, 0x00};
    for (unsigned i = 0; i < length; i++)
        bytes[i] =
            unit_random(2) ? likely[unit_random(sizeof likely)] : (uint8_t)unit_random(0x100);
}

static void test_random_bytes(void)
{
    uint8_t *end = (uint8_t *)host_memory(4096, 4096) + 4096; /* what is read after it faults */
    unsigned done = 0;
    unit_case("%s", "random bytes");
    leads_anywhere = true;
    for (unsigned i = 0; i < 300000; i++) {
        struct access access;
        code_length = unit_random(16);
        code = end - code_length;
        random_bytes(end - code_length, code_length);
        any_vcpu(modes[i % 3]);
        exit_at(0, unit_random(2));
        done += emulate(&access);
    }
    CHECK(done > 10000);
    unit_note("x86_64_decode: %u of 300000 random strings are instructions", done);
}

int main(void)
{
    RUN(test_each_instruction);
    RUN(test_each_cut_short);
    RUN(test_which_opcodes);
    RUN(test_prefixes);
    RUN(test_lengths);
    RUN(test_other_addresses);
    RUN(test_random_bytes);
    RUN(test_exits_of_another_kind);
    RUN(test_another_gpa);
    RUN(test_read_only);
    RUN(test_limits);
    RUN(test_mapped_memory);
    return unit_end("x86_64_decode");
}
