/* Grades exercise 8.1: processes of the guest make the call, well and badly. */
#include "grade.h"
#include "program.h"
#include "random.h"
#include "string.h"
#include "use_records.h"

#define BEYOND  ((1ul << 32) + 1) /* 1, if only 32 bits are looked at */
#define NOWHERE (1ul << 39)       /* above all programs */

/* --- The points --- */

static void check_put(void)
{
    if (!records_ready())
        return;
    const unsigned counts[] = {some_count(), RECORD_BYTES, 1};
    const uint64_t places[] = {some_place(), 0, RECORDS - 1};
    for (unsigned i = 0; i < 3; i++) {
        put_new(places[i], counts[i]);
        expect_record(FIRST, places[i], FIRST, counts[i], "the same record");
    }
}

static void check_rest(void)
{
    if (!records_ready())
        return;
    uint64_t place = some_place(), to = pages + PAGE + random_below(PAGE);
    unsigned count = some_count();
    put_new(place, RECORD_BYTES);
    put_new(place, count);
    poison(to, HEAD + RECORD_BYTES);
    expect_result(get(FIRST, place, to, HEAD + RECORD_BYTES), HEAD + count, "a shorter record");
    expect(load_bytes(FIRST, to, HEAD + count + 1)[HEAD + count] == POISON,
           "the record has %u bytes, and the program's memory has changed after them. What did the "
           "kernel give away?",
           count);
    poison(to, HEAD + RECORD_BYTES);
    expect_result(get(FIRST, place, to, HEAD + 5), HEAD + 5, "room for 5 bytes of the record");
    const uint8_t *loaded = load_bytes(FIRST, to, HEAD + RECORD_BYTES);
    expect(
        !memcmp(loaded + HEAD, bytes, 5) && loaded[HEAD + 5] == POISON,
        "there was room for 5 bytes of the record, and they, or the byte after them, are wrong.");
    expect_record(FIRST, place, FIRST, count, "the record after that");
}

static void check_numbers(void)
{
    static const struct {
        uint64_t what, place, count;
        const char *why;
    } rows[] = {
        {RECORD_PUT, RECORDS, 8, "PUT, and the place is RECORDS"},
        {RECORD_GET, RECORDS, 8, "GET, and the place is RECORDS"},
        {RECORD_PUT, -1ul, 8, "PUT, and the place is -1"},
        {RECORD_GET, -1ul, 8, "GET, and the place is -1"},
        {RECORD_PUT, BEYOND, 8, "PUT, and the place is 2^32 + 1"},
        {RECORD_PUT, 1ul << 63, 8, "PUT, and the place is 2^63"},
        {0, 1, 8, "what to do is 0"},
        {3, 1, 8, "what to do is 3"},
        {BEYOND, 1, 8, "what to do is 2^32 + 1"},
        {RECORD_PUT, 1, 0, "PUT of 0 bytes"},
        {RECORD_PUT, 1, RECORD_BYTES + 1, "PUT of RECORD_BYTES + 1 bytes"},
        {RECORD_PUT, 1, BEYOND, "PUT of 2^32 + 1 bytes"},
        {RECORD_PUT, 1, -1ul, "PUT of 2^64 - 1 bytes"},
    };
    if (!records_ready())
        return;
    put_new(1, 17);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_result(own_call(FIRST, 0, rows[i].what, rows[i].place, pages, rows[i].count),
                      -EINVAL, rows[i].why);
    expect_record(FIRST, 1, FIRST, 17, "the record in place 1 after bad calls");
}

static void check_addresses(void)
{
    if (!records_ready())
        return;
    const struct {
        uint64_t address;
        const char *put, *get;
    } rows[] = {
        {0, "PUT from address 0", "GET to address 0"},
        {pages + 3 * PAGE, "PUT from no memory", "GET to no memory"},
        {kernel, "PUT from the kernel's memory", "GET to the kernel's memory"},
        {NOWHERE, "PUT from 2^39", "GET to 2^39"},
        {-8ul, "PUT from 2^64 - 8", "GET to 2^64 - 8"},
    };
    put_new(2, RECORD_BYTES);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_result(put(FIRST, 2, rows[i].address, 100), -EFAULT, rows[i].put);
        expect_result(get(FIRST, 2, rows[i].address, 100), -EFAULT, rows[i].get);
    }
    expect_result(get(FIRST, 2, code, 100), -EFAULT, "GET to the program's code");
    expect_record(FIRST, 2, FIRST, RECORD_BYTES, "the record after that");
    expect_result(put(FIRST, 3, code, 1), 0, "PUT from the program's code, which it may read");
}

static void check_whole(void)
{
    static const char what[] = "the second half of a record is not the program's memory";
    if (!records_ready())
        return;
    uint64_t place = some_place(), end = pages + 3 * PAGE;
    unsigned count = some_count();
    put_new(place, count);
    poison(end - 10, 10);
    expect_result(put(FIRST, place, end - 10, 30), -EFAULT, what);
    expect_record(FIRST, place, FIRST, count, "the old record after that");
    new_bytes(pages + PAGE - 7, 20);
    expect_result(put(FIRST, place, pages + PAGE - 7, 20), 0, "a record in two pages");
    expect_record(FIRST, place, FIRST, 20, "a record that was in two pages");
}

static void check_empty(void)
{
    if (!records_ready())
        return;
    uint64_t empty = RECORDS - 2; /* some_place() is below */
    expect_result(get(FIRST, empty, pages, HEAD), -ENOENT, "GET of a place without a record");
    expect_result(put(FIRST, empty, 0, 8), -EFAULT, "PUT from address 0");
    expect_result(get(FIRST, empty, pages, HEAD), -ENOENT, "GET after a PUT that failed");
    put_new(empty, 9);
    expect_record(FIRST, empty, FIRST, 9, "the record after that");
}

static void check_promised(void)
{
    static const char what[] = "the child got a record into memory that it shared with its parent";
    if (!records_ready())
        return;
    uint64_t fresh = obey_order(FIRST, ORDER_MAP, 2, 0, 0);
    expect_result(put(FIRST, 4, fresh, 50), 0, "PUT from memory that was never used");
    memset(bytes, 0, sizeof bytes);
    expect_record(FIRST, 4, FIRST, 50, "the record of zeros");
    expect_result(get(FIRST, 4, fresh + PAGE, HEAD + 50), HEAD + 50, "GET to memory never used");
    new_bytes(fresh, 100);
    unsigned child = new_process(FIRST);
    if (!child)
        return;
    expect_result(get(child, 4, fresh, HEAD + 50), HEAD + 50, "GET in a child");
    expect(!memcmp(load_bytes(FIRST, fresh, 50), bytes, 50), "%s, and its parent sees it.", what);
    memset(bytes, 0, sizeof bytes);
    expect(!memcmp(load_bytes(child, fresh + HEAD, 50), bytes, 50),
           "%s, and does not see the record there.", what);
}

static void check_who(void)
{
    if (!records_ready())
        return;
    unsigned child = new_process(FIRST), count = some_count();
    if (!child)
        return;
    put_new(5, count);
    expect_record(child, 5, FIRST, count, "the child gets what its parent put");
    store_bytes(child, pages, bytes, count);
    expect_result(put(child, 5, pages, count), 0, "the child puts a record");
    expect_record(FIRST, 5, child, count, "the parent gets what the child put");
}

const struct point points[] = {
    {"a record is put, and got", check_put},
    {"not a byte more", check_rest},
    {"numbers out of range", check_numbers},
    {"addresses that are not the program's", check_addresses},
    {"all of a record, or nothing", check_whole},
    {"a place without a record", check_empty},
    {"memory that is only promised, or shared", check_promised},
    {"who put it", check_who},
    {},
};

int main(void)
{
    check_points();
}
