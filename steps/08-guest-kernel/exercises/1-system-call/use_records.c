#include "use_records.h"

#include "grade.h"
#include "program.h"
#include "random.h"
#include "string.h"

uint64_t pages, code, kernel;
uint8_t bytes[RECORD_BYTES];

int64_t put(unsigned pid, uint64_t place, uint64_t address, uint64_t count)
{
    return own_call(pid, 0, RECORD_PUT, place, address, count);
}

int64_t get(unsigned pid, uint64_t place, uint64_t address, uint64_t count)
{
    return own_call(pid, 0, RECORD_GET, place, address, count);
}

/* The fourth page is taken away, so that nothing comes after the third. */
bool records_ready(void)
{
    if (!guest_runs())
        return false;
    if (!pages) {
        pages = obey_order(FIRST, ORDER_MAP, 4, 0, 0);
        obey_order(FIRST, ORDER_UNMAP, pages + 3 * PAGE, 1, 0);
        code = obey_order(FIRST, ORDER_PLACES, 0, 0, 0);
        kernel = report_of(FIRST)->results[1];
    }
    return guest_runs();
}

void new_bytes(uint64_t address, unsigned count)
{
    for (unsigned i = 0; i < RECORD_BYTES; i++)
        bytes[i] = random_bits();
    store_bytes(FIRST, address, bytes, count);
}

void poison(uint64_t address, unsigned count)
{
    static uint8_t poison[ORDER_BYTES];
    memset(poison, POISON, sizeof poison);
    store_bytes(FIRST, address, poison, count);
}

bool expect_result(int64_t is, int64_t right, const char *what)
{
    return expect(is == right, "%s: your call returns %ld, it is %ld.", what, is, right);
}

void put_new(uint64_t place, unsigned count)
{
    uint64_t from = pages + random_below(PAGE);
    new_bytes(from, count);
    expect_result(put(FIRST, place, from, count), 0, "a record is put");
}

void expect_record(unsigned pid, uint64_t place, unsigned by, unsigned count, const char *what)
{
    uint64_t to = pages + PAGE + random_below(PAGE);
    int64_t result = get(pid, place, to, HEAD + RECORD_BYTES);
    if (!expect_result(result, HEAD + count, what))
        return;
    const uint8_t *loaded = load_bytes(pid, to, HEAD + count);
    const struct record_head *head = (const struct record_head *)loaded;
    expect(head->bytes == count, "%s: its head says %u bytes, it is %u.", what, head->bytes, count);
    expect(head->pid == by, "%s: its head says pid %u, it is %u. Who knows that?", what, head->pid,
           by);
    expect(!memcmp(loaded + HEAD, bytes, count),
           "%s: its bytes are others than those that were put.", what);
}

unsigned some_count(void)
{
    return 20 + random_below(RECORD_BYTES - 40);
}

uint64_t some_place(void)
{
    return random_below(RECORDS - 3) + 1;
}
