/* Grades exercise 7.3: a guest puts bytes into its ring, and what is printed is looked at. */
#include "grade.h"
#include "random.h"
#include "watch.h"

static void expect_end(const char *hint)
{
    watch_expect(SCRIPT_SLICE, GUEST_SHUTDOWN, hint);
}

/* The guest comes to its end, and so many bytes were printed. */
static void expect_printed(uint64_t count, const char *hint)
{
    expect_end(hint);
    watch_printed(count, hint);
}

static void put_and_ring(uint32_t count, uint64_t page)
{
    script_put(count, page, false);
    script_ring_doorbell();
}

/* --- The points --- */

static void check_doorbell(void)
{
    script_init();
    if (!watch_new())
        return;
    uint64_t page = begin_ring(), count = 10 + random_below(200);
    script_read(watch_ring());
    script_read(watch_doorbell());
    put_and_ring(count, page);
    put_and_ring(count / 2, page);
    expect_printed(count + count / 2, "It writes to its doorbell.");
}

static void check_wraps(void)
{
    static const char hint[] = "The ring has an end, and the numbers have one.";
    if (!watch_new())
        return;
    uint64_t page = new_page(), total = 0;
    script_ring(page, -ring_bytes - random_below(ring_bytes));
    for (unsigned i = 0; i < 8; i++) {
        unsigned count = ring_bytes / 2 + random_below(ring_bytes / 2);
        put_and_ring(count, page);
        total += count;
    }
    expect_printed(total, hint);
}

static void check_full(void)
{
    static const char hint[] = "The ring was full. How many bytes can be there?";
    if (!watch_new())
        return;
    uint64_t page = begin_ring();
    put_and_ring(ring_bytes, page);
    put_and_ring(ring_bytes, page);
    expect_printed(2 * ring_bytes, hint);
}

static void check_other_exits(void)
{
    static const char hint[] = "Other exits come anyway. What is printed first?";
    if (!watch_new())
        return;
    uint64_t page = begin_ring(), total = 0;
    for (unsigned i = 0; i < 5; i++) {
        unsigned count = 1 + random_below(20);
        script_put(count, page, false);
        if (i == 2)
            script_read(watch_ring());
        else
            script_uart(UART_BYTE);
        total += count;
    }
    expect_printed(total, hint);
    expect(printed_by_uart == 4, "the guest sent 4 bytes to its UART, and %lu are printed. %s",
           printed_by_uart, hint);
}

/* It fills its ring, and only the timer can make room. */
static void check_in_time(void)
{
    static const char hint[] = "It does nothing that exits, and waits until its bytes are printed.";
    if (!watch_new())
        return;
    uint64_t page = begin_ring();
    timer_matters = true;
    script_put(3 * ring_bytes, page, false);
    script_ring_doorbell();
    expect_printed(3 * ring_bytes, hint);
    watch_exits(3 + 5, hint);
}

static void check_many(void)
{
    static const char hint[] = "It puts 4096 bytes there, and writes to its doorbell when the ring "
                               "is full.";
    if (!watch_new())
        return;
    uint64_t page = begin_ring();
    script_put(TEXT_BYTES, page, true);
    script_ring_doorbell();
    expect_printed(TEXT_BYTES, hint);
    watch_exits(TEXT_BYTES / ring_bytes + 5, hint);
}

static void check_end(void)
{
    static const char hint[] = "The guest has ended, and bytes were in its ring.";
    if (!watch_new())
        return;
    uint64_t page = begin_ring(), count = 1 + random_below(200);
    script_put(count, page, false);
    expect_printed(count, hint);
    page = begin_ring();
    script_put(count, page, false);
    script_add(SCRIPT_UNTIL, 0, 0, 1);
    watch_expect(OUTPUT_LATEST - 2, GUEST_STOPPED, "Its slice is over, and bytes are in its ring.");
    watch_printed(2 * count, hint);
    page = begin_ring();
    script_put(count, page, false);
    script_add(SCRIPT_WAIT, 0, 0, 0);
    watch_expect(SCRIPT_SLICE, GUEST_STOPPED, "It waits, nothing wakes it, and bytes are there.");
    watch_printed(3 * count, hint);
}

/* `produced` is what no guest that keeps to the rules writes; then a new ring. */
static void check_broken(void)
{
    static const char hint[] = "`produced` is too far ahead, or behind. How far can it be ahead?";
    if (!watch_new())
        return;
    const uint32_t ahead[] = {ring_bytes + 1, -1u, 1u << 31, ring_bytes + PAGE_SIZE};
    uint64_t total = 0;
    for (unsigned i = 0; i < ARRAY_LENGTH(ahead); i++) {
        uint32_t before = random_bits(), count = 1 + random_below(100);
        uint64_t page = new_page();
        script_ring(page, before);
        put_and_ring(count, page);
        script_write(page, before + count + ahead[i]);
        script_ring_doorbell();
        script_read(watch_ring());
        script_write(page, before + count);
        script_ring_doorbell();
        script_read(watch_ring());
        total += count;
    }
    expect_printed(total, hint);
}

static void check_consumed(void)
{
    static const char hint[] = "It writes to `consumed`. Which number do you believe?";
    if (!watch_new())
        return;
    uint64_t page = begin_ring(), count = 5 + random_below(50);
    script_put(count, page, false);
    script_write(page + 4, random_bits());
    script_ring_doorbell();
    script_write(page + 4, 0);
    script_ring_doorbell();
    put_and_ring(count, page);
    expect_printed(2 * count, hint);
}

static void check_changed(void)
{
    static const char hint[] = "While you print, another CPU of the guest could write there. How "
                               "often do you read it?";
    if (!watch_new())
        return;
    uint64_t page = begin_ring(), count = 5 + random_below(50);
    meddle = true;
    put_and_ring(count, page);
    put_and_ring(count, page);
    expect_printed(2 * count, hint);
}

static void check_moved(void)
{
    static const char hint[] =
        "Its page is now elsewhere in the machine's memory. Who knows where?";
    if (!watch_new())
        return;
    uint64_t page = begin_ring(), count = 5 + random_below(50);
    move_page = true;
    script_put(count, page, false);
    script_uart(UART_BYTE);
    put_and_ring(count, page);
    expect_printed(2 * count, hint);
}

static void check_pages(void)
{
    static const char hint[] = "That is no page, or not one that the guest may write.";
    if (!watch_new())
        return;
    timer_matters = true;
    uint64_t good = new_page(), count = 5 + random_below(50);
    const uint64_t pages[] = {good + 4,
                              good + PAGE_SIZE / 2,
                              read_only_page(),
                              0x28000000,
                              watched->place.base & -PAGE_SIZE,
                              0xfffff000,
                              0};
    for (unsigned i = 0; i < ARRAY_LENGTH(pages); i++) {
        script_ring(good, random_bits());
        script_put(count, good, false);
        script_write(watch_ring(), pages[i]);
        script_read(watch_ring());
        script_ring_doorbell();
        put_and_ring(count, good);
    }
    expect_printed(ARRAY_LENGTH(pages) * count, hint);
}

const struct point points[] = {
    {"the doorbell", check_doorbell},
    {"the ring's end, and that of the numbers", check_wraps},
    {"a full ring", check_full},
    {"exits that come anyway", check_other_exits},
    {"in time, without an exit of the guest's", check_in_time},
    {"4096 bytes, and few exits", check_many},
    {"a guest that ends", check_end},
    {"a ring that is broken", check_broken},
    {"what the guest writes to `consumed`", check_consumed},
    {"what changes meanwhile", check_changed},
    {"a page that is moved", check_moved},
    {"pages that cannot be a ring", check_pages},
    {},
};

int main(void)
{
    check_points();
}
