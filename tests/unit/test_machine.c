/* common/machine.c: which RAM is free, against a map of what was added and kept. */
#include "unit.h"

#include "machine.h"

#include <string.h>

#define BYTES 400 /* addresses 0 to 399 stand for all of memory */

static bool is_free(uint64_t address)
{
    unsigned times = 0;
    for (unsigned i = 0; i < machine.ram_ranges; i++) {
        CHECK(machine.ram[i].base <= machine.ram[i].end);
        times += address >= machine.ram[i].base && address < machine.ram[i].end;
    }
    CHECK(times <= 1);
    return times;
}

static void compare(const bool *wanted)
{
    for (uint64_t at = 0; at < BYTES; at++) {
        unit_case("address %lu", at);
        CHECK_EQUAL(is_free(at), wanted[at]);
    }
}

/* A few pieces of RAM, and a few pieces taken out, anywhere. */
static void test_random_reservations(void)
{
    for (unsigned round = 0; round < 2000; round++) {
        bool wanted[BYTES] = {false};
        machine.ram_ranges = 0;
        for (unsigned base = unit_random(60); base < BYTES - 100; base += 100) {
            unsigned size = unit_random(100);
            machine_add_ram(base, size);
            memset(wanted + base, true, size);
        }
        for (unsigned i = 0; i < 5; i++) {
            unsigned base = unit_random(BYTES), size = 1 + unit_random(BYTES - base);
            if (unit_random(2))
                size = 1 + size / 8;
            machine_reserve(base, size);
            memset(wanted + base, false, size);
        }
        compare(wanted);
    }
}

static void test_ends(void)
{
    bool wanted[BYTES] = {false};
    machine_add_ram(100, 200);
    machine_reserve(0, 100);
    machine_reserve(300, 50);
    memset(wanted + 100, true, 200);
    compare(wanted);
    machine_reserve(100, 1);
    machine_reserve(299, 1);
    wanted[100] = wanted[299] = false;
    compare(wanted);
    machine_reserve(0, BYTES);
    memset(wanted, false, sizeof wanted);
    compare(wanted);
}

static void test_too_many_pieces(void)
{
    for (unsigned i = 0; i < 16; i++)
        machine_add_ram(20 * i, 10);
    CHECK_EQUAL(machine.ram_ranges, 16);
    CHECK_PANIC(machine_add_ram(1000, 10), "more than 16 pieces");
    CHECK_PANIC(machine_reserve(2, 2), "more than 16 pieces");
}

int main(void)
{
    RUN(test_random_reservations);
    RUN(test_ends);
    RUN(test_too_many_pieces);
    return unit_end("machine");
}
