/* Grades exercise 9.2: uses the UART as a guest would, and then boots Linux, which prints all that
 * it has to say. */
#include "../1-ask-from-linux/boot.h"

#include "grade.h"
#include "lent_uart.h"
#include "linux_prints.h"
#include "page_alloc.h"
#include "random.h"
#include "string.h"

struct vm vm;

/* --- A guest's accesses: they exit unless stage 2 allows them --- */

static uint64_t exits;

static void *lent_at(uint64_t offset, unsigned prot)
{
    struct stage2_place place;
    if (!stage2_lookup(&vm.guest.stage2, uart->device.base + offset, &place))
        return NULL;
    expect(place.prot == STAGE2_R,
           "the page can be written or run: then what the guest writes gets lost.");
    return place.prot & prot ? (void *)place.hpa : NULL;
}

static uint64_t access(struct device *device, uint64_t offset, bool write, uint64_t value)
{
    struct access access = {
        .address = device->base + offset, .size = UART_WIDTH, .write = write, .value = value};
    must(device_access(&vm.guest, &access) ? OK : error_of("the UART does not answer"));
    return access.value;
}

static uint64_t get(uint64_t offset)
{
    uint64_t value = 0;
    void *lent = lent_at(offset, STAGE2_R);
    if (lent)
        memcpy(&value, lent, UART_WIDTH);
    else
        exits++;
    return lent ? value : access(&uart->device, offset, false, 0);
}

static void put(uint64_t offset, uint64_t value)
{
    void *lent = lent_at(offset, STAGE2_W);
    if (lent)
        memcpy(lent, &value, UART_WIDTH);
    else
        exits++, access(&uart->device, offset, true, value);
}

void start(void)
{
    static bool prepared;
    if (!prepared) {
        linux_load(&vm);
        linux_hush(&vm);
        linux_start(&vm);
        uart_prepare(&vm);
    }
    prepared = true;
    uart_reset();
    exits = 0;
}

/* --- The points --- */

static void check_status(void)
{
    start();
    uint64_t right = access(&twin.device, UART_STATUS, false, 0);
    for (unsigned i = 0; i < 1000; i++) {
        uint64_t is = get(UART_STATUS);
        if (!expect(is == right, "the status is 0x%lx, and it should be 0x%lx.", is, right))
            return;
    }
    expect(exits <= 1, "the guest reads the status 1000 times: %lu exits.", exits);
}

static void check_sent(void)
{
    static char bytes[1000];
    start();
    for (unsigned i = 0; i < sizeof bytes; i++) {
        get(UART_STATUS);
        put(0, bytes[i] = random_bits());
        get(UART_STATUS);
    }
    expect(sent_count == sizeof bytes && !memcmp(sent, bytes, sizeof bytes),
           "of 1000 bytes that the guest writes, the UART gets %u, or gets others.", sent_count);
    expect(exits < 1100,
           "the guest reads the status, writes a byte and reads the status, 1000 "
           "times: %lu exits.",
           exits);
}

/* A register that the guest reads has what that of the twin has. */
static bool same(uint64_t offset)
{
    uint64_t right = access(&twin.device, offset, false, 0), is = get(offset);
    return expect(is == right,
                  "after some accesses the guest reads 0x%lx at offset 0x%lx; with exits it "
                  "would read 0x%lx.",
                  is, offset, right);
}

static void put_both(uint64_t offset, uint64_t value)
{
    access(&twin.device, offset, true, value);
    put(offset, value);
}

/* What a driver sets, it reads back. */
static void check_driver(void)
{
    start();
    for (unsigned i = 0; i < 500; i++) {
        uint64_t offset =
            UART_CONTROLS + random_below((UART_LAST - UART_CONTROLS) / UART_WIDTH + 1) * UART_WIDTH;
        put_both(offset, random_bits() & 0x7f);
        for (unsigned n = 0; n < ARRAY_LENGTH(uart_offsets); n++)
            if (!same(uart_offsets[n]))
                return;
    }
}

static void check_input(void)
{
    start();
    for (unsigned i = 0; i < 100; i++) {
        for (unsigned n = random_below(5); n; n--)
            if (!same(UART_STATUS))
                return;
        uint8_t byte = random_bits();
        if (!expect(uart_type(byte),
                    "the guest reads the status again and again, without exits, and waits for a "
                    "byte: nobody looks whether one has come."))
            return;
        uint64_t status = get(UART_STATUS), is = get(0);
        access(&twin.device, 0, false, 0);
        if (!expect(STATUS_INPUT(status), "a byte has come, and the status 0x%lx does not say it.",
                    status) ||
            !expect(is == byte, "the byte 0x%x has come, and the guest reads 0x%lx.", byte, is) ||
            !same(UART_STATUS))
            return;
    }
    exits = 0;
    for (unsigned i = 0; i < 100; i++)
        get(UART_STATUS);
    expect(exits <= 1,
           "100 bytes have come, and the guest has them. After that, it reads the "
           "status 100 times: %lu exits.",
           exits);
}

static void check_anything(void)
{
    start();
    for (unsigned i = 0; i < 3000; i++) {
        unsigned what = random_below(8);
        uint64_t offset = uart_offsets[random_below(ARRAY_LENGTH(uart_offsets))];
        if (what < 5 && !same(offset))
            return;
        if (what >= 6)
            put_both(offset, random_bits() & 0xff);
        if (what == 5)
            uart_type(random_bits());
    }
}

/* Tables that are empty are freed, and needed again: that is no loss. */
static void check_memory(void)
{
    start();
    uint64_t before = pages_free();
    for (unsigned i = 0; i < 2000; i++) {
        uart_type(i);
        get(0);
    }
    uint64_t lost = before - pages_free();
    expect((int64_t)lost < 10, "after 2000 bytes of input there are %lu pages fewer.", lost);
}

const struct point points[] = {
    {"the status is read without exits", check_status},
    {"each byte that is written exits, and arrives", check_sent},
    {"a driver sets the UART up", check_driver},
    {"input", check_input},
    {"any accesses in any order", check_anything},
    {"no memory gets lost", check_memory},
    {"Linux prints, with half the exits", check_boot},
    {"each of its lines arrives", check_lines},
    {},
};

int main(void)
{
    if (!vm_init())
        return 1;
    check_points();
}
