/* x86_64's decoder: the instruction against what the CPU says of the exit, and against segments. */
#include "x86_64_guest.h"

/* In 32-bit code, at esi: mov, load and store; or to memory; test. */
#define LOAD  "\x8b\x06"
#define STORE "\x89\x06"
#define SET   "\x09\x06"
#define PROBE "\x85\x06"

static bool emulates(const char *bytes)
{
    struct access access;
    accesses[0] = '\0';
    code = (const uint8_t *)bytes;
    code_length = strlen(bytes);
    return emulate(&access);
}

static uint64_t linear_at_esi(void)
{
    return (uint32_t)(vcpu.vmcb.ds.base + vcpu.r[RSI]);
}

void test_exits_of_another_kind(void)
{
    static const struct {
        const char *bytes;
        bool reads, writes;
    } kinds[] = {
        {LOAD, true, false}, {STORE, false, true}, {SET, true, true}, {PROBE, true, false}};
    for (unsigned i = 0; i < ARRAY_LENGTH(kinds); i++) {
        for (unsigned write = 0; write < 2; write++) {
            bool wanted = write ? kinds[i].writes : kinds[i].reads;
            unit_case("instruction %u, write %u", i, write);
            any_vcpu(4);
            exit_at(linear_at_esi(), write);
            CHECK_EQUAL(emulates(kinds[i].bytes), wanted);
            vcpu.vmcb.rip -= wanted ? 2 : 0;
            vcpu.vmcb.exitintinfo |= EXITINTINFO_VALID;
            CHECK(!emulates(kinds[i].bytes));
            vcpu.vmcb.exitintinfo = 0;
            vcpu.vmcb.exitinfo1 ^= NPF_FINAL | NPF_GUEST_TABLE;
            CHECK(!emulates(kinds[i].bytes));
            vcpu.vmcb.exitinfo1 ^= NPF_FINAL | NPF_GUEST_TABLE | NPF_FETCH;
            CHECK(!emulates(kinds[i].bytes));
            CHECK_STRING(accesses, "");
        }
    }
}

/* The bytes or the tables have changed since the exit. */
void test_another_gpa(void)
{
    any_vcpu(4);
    exit_at(linear_at_esi(), false);
    CHECK(emulates(LOAD));
    vcpu.vmcb.rip -= 2;
    CHECK(!emulates("\x8b\x46\x01"));
    CHECK(!emulates("\x8b\x07"));
    leads_nowhere = true;
    CHECK(!emulates(LOAD));
}

/* An instruction that writes what it reads exits for the read first, on QEMU. */
void test_read_only(void)
{
    for (unsigned write = 0; write < 2; write++) {
        any_vcpu(4);
        exit_at(linear_at_esi(), write);
        read_only = true;
        CHECK_EQUAL(emulates(SET), write); /* the CPU has seen that it may */
        vcpu.vmcb.rip -= write ? 2 : 0;
        CHECK_EQUAL(emulates(LOAD), !write);
        read_only = false;
    }
}

static bool within(uint64_t offset)
{
    uint64_t rip = vcpu.vmcb.rip;
    vcpu.r[RSI] = offset;
    exit_at(linear_at_esi(), false);
    bool done = emulates(LOAD); /* of four bytes */
    vcpu.vmcb.rip = rip;
    return done;
}

void test_limits(void)
{
    any_vcpu(4);
    vcpu.vmcb.ds.limit = 0xfff;
    CHECK(within(0) && within(0xffc));
    CHECK(!within(0xffd) && !within(0xfff) && !within(0x1000) && !within(0xfffffffe));
    vcpu.vmcb.ds.attributes = SEGMENT_DATA_32 | 4; /* from the limit up, to 4 GiB */
    CHECK(!within(0) && !within(0xfff) && within(0x1000) && within(0xfffffffc));
    CHECK(!within(0xfffffffd));
    vcpu.vmcb.ds.attributes = SEGMENT_DATA_16 | 4; /* to 64 KiB */
    CHECK(!within(0xfff) && within(0x1000) && within(0xfffc) && !within(0xfffd));
    vcpu.vmcb.ds.attributes = SEGMENT_CODE_32 | 4; /* conforming code is no data */
    CHECK(within(0xffc) && !within(0x1000));

    any_vcpu(4);
    vcpu.vmcb.cs.limit = vcpu.vmcb.rip + 1; /* the instruction's last byte */
    CHECK(within(0));
    vcpu.vmcb.cs.limit--;
    CHECK(!within(0));
    any_vcpu(4);
    vcpu.vmcb.cs.attributes |= 0x200; /* only in long mode this bit makes 64-bit code */
    CHECK(within(0) && !within(0x100000000 - 3));
    any_vcpu(8);
    vcpu.vmcb.ds.limit = vcpu.vmcb.cs.limit = vcpu.vmcb.ds.base = 0; /* without a meaning there */
    CHECK(within(0x1000));
}

/* Flash: the CPU has read it, or can, and exits for the write. */
void test_mapped_memory(void)
{
    uint8_t flash[8] = {0x81, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01};
    any_vcpu(4);
    vcpu.vmcb.rax = 0x1;
    exit_at(linear_at_esi(), true);
    vcpu.vmcb.exitinfo1 |= NPF_PRESENT;
    mapped = flash;
    CHECK(emulates(SET));
    CHECK_STRING(accesses, "w");
    CHECK_EQUAL(memory_value & UINT32_MAX, 0x10204081);
    CHECK_EQUAL(vcpu.vmcb.rflags & 0x8d5, 0x4); /* PF: two bits */
    vcpu.vmcb.rip -= 2;
    CHECK(emulates("\x87\x06")); /* xchg */
    CHECK_STRING(accesses, "w");
    CHECK_EQUAL(vcpu.vmcb.rax, 0x10204081);
    CHECK_EQUAL(memory_value & UINT32_MAX, 1);
    vcpu.vmcb.rip -= 2;
    vcpu.vmcb.exitinfo1 &= ~NPF_PRESENT;
    CHECK(emulates(SET));
    CHECK_STRING(accesses, "rw");
}
