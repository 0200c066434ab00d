/* Grades exercise 6.3: a guest writes, and the log, its faults and its table are looked at. */
#include "../1-read-ahead/pool.h"
#include "exercise.h"
#include "grade.h"
#include "guest_memory.h"
#include "log.h"
#include "random.h"

static exit_handler *handler_before;
static uint64_t given_by_start; /* bytes, by the first one */

static bool expect_started(void)
{
    error problem = dirty_log_start(&caller_guest);
    log_is_empty();
    return expect(!problem, "dirty_log_start() fails: %s", problem);
}

static bool expect_stopped(void)
{
    error problem = dirty_log_stop(&caller_guest);
    return expect(!problem, "dirty_log_stop() fails: %s", problem);
}

static bool expect_read(uint64_t page, uint64_t faults, const char *hint)
{
    uint32_t word;
    bool read = guest_reads(page_gpa(page), &word);
    return expect(read && word_faults == faults,
                  "the guest reads at 0x%lx: %lu faults, it is %lu%s%s. %s", page_gpa(page),
                  word_faults, faults, read ? "" : ", and it is stopped: ", read ? "" : why_not(),
                  hint);
}

/* Every used page has these rights. */
static bool expect_rights(unsigned prot, const char *hint)
{
    struct stage2_place place;
    for (unsigned i = 0; i < USED_PAGES; i++) {
        if (!expect(stage2_lookup(&caller_guest.stage2, page_gpa(used[i]), &place) &&
                        place.prot == prot,
                    "the page at 0x%lx has rights of %u, it is %u. %s", page_gpa(used[i]),
                    place.prot, prot, hint))
            return false;
    }
    return true;
}

/* --- The points --- */

static void check_write(void)
{
    log_init();
    handler_before = exit_handlers[EXIT_STAGE2_FAULT];
    uint64_t given = demand_count(&caller_guest).given;
    if (!expect_started())
        return;
    given_by_start = demand_count(&caller_guest).given - given;
    for (unsigned i = 0; i < USED_PAGES; i += 1 + random_below(3)) {
        if (!expect_write(used[i], 1, "It is the first write to this page.") ||
            !expect_write(used[i], 0, "It is the second write to this page."))
            return;
    }
}

static void check_log(void)
{
    if (!expect_log("They were written since the start. Which page is bit 0 of bitmap[0]?"))
        return;
    expect_log("None was written since the last collection.");
}

static void check_again(void)
{
    static const char hint[] = "The log goes on after a collection.";
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = random_below(3); i < USED_PAGES; i += 1 + random_below(3)) {
            if (!expect_write(used[i], 1, hint))
                return;
        }
        if (!expect_log(hint))
            return;
    }
}

static void check_reads(void)
{
    for (unsigned i = 0; i < USED_PAGES; i++) {
        if (!expect_read(used[i], 0, "A read is no write."))
            return;
    }
    expect_rights(STAGE2_R | STAGE2_X, "Which of STAGE2_R, STAGE2_W and STAGE2_X does it need?");
    expect_log("The guest only read.");
}

static void check_end(void)
{
    expect_write(used[1], 1, "The log still goes on.");
    if (!expect_stopped())
        return;
    expect(exit_handlers[EXIT_STAGE2_FAULT] == handler_before,
           "dirty_log_stop() leaves another handler in the table than was there before the start.");
    expect_rights(STAGE2_RWX, "The log has ended.");
    expect_write(used[2], 0, "The log has ended.");
    if (!expect_started())
        return;
    expect_log("The log was started again, and nothing was written since.");
    expect_write(used[3], 1, "The log was started again.");
    expect_log("The log was started again.");
}

/* How much was given and is free, before and after a start and a collection. */
static bool expect_promises_kept(const char *hint)
{
    uint64_t free_before = pages_free(), given = demand_count(&caller_guest).given;
    if (!expect_started() || !expect_log(hint))
        return false;
    uint64_t now = demand_count(&caller_guest).given;
    return expect(now == given, "%lu KiB of the RAM were given before the start, now %lu are. %s",
                  given >> 10, now >> 10, hint) &&
           expect(pages_free() == free_before, "%lu pages were free before the start, now %lu. %s",
                  free_before, pages_free(), hint);
}

static void check_promised(void)
{
    static const char hint[] = "What is given while the log goes on counts as written.";
    uint64_t page = 1000 + random_below(500), other = page + 1 + random_below(100);
    if (!expect(!given_by_start, "the start gave the guest %lu KiB. Which pages can it write?",
                given_by_start >> 10) ||
        !expect_stopped() || !expect_promises_kept("What is only promised has no rights to take."))
        return;
    if (!expect_write(page, 1, hint) || !expect_write(page, 0, hint) ||
        !expect_read(other, 1, "It was only promised."))
        return;
    should_be_in_log(other, 1);
    expect_log(hint);
    expect_write(other, 1, hint);
    expect_log(hint);
}

/* The guest is given a block, as when an image is loaded. */
static bool expect_block_given(uint64_t page)
{
    error problem = guest_memory_prepare(&caller_guest, page_gpa(page), STAGE2_BLOCK_SIZE);
    return expect(!problem, "the guest cannot be given a block any more: %s", problem);
}

static void check_block(void)
{
    uint64_t block = next_block(), page = block + random_below(256), other = page + 1;
    struct stage2_place place;
    other += random_below(255);
    if (!expect_stopped() || !expect_block_given(block))
        return;
    if (!expect_promises_kept("A block can lose a right as a whole."))
        return;
    stage2_lookup(&caller_guest.stage2, page_gpa(block), &place);
    if (!expect(place.left == STAGE2_BLOCK_SIZE, "the start, or a collection, split a block."))
        return;
    if (expect_write(page, 1, "It is in a block.") && expect_write(other, 1, "It was in a block."))
        expect_log("Two pages were written, which were in one block before.");
}

static void check_no_memory(void)
{
    uint64_t block = next_block(), page = block + random_below(512);
    if (!expect_stopped() || !expect_block_given(block))
        return;
    if (!expect_started())
        return;
    pool_leave(0);
    if (expect_write(page, 1, "No memory is left for a table. What needs none?")) {
        should_be_in_log(block, 512);
        expect_log("No memory was left for a table, so all of the block can be written.");
    }
    pool_leave_all();
    expect_write(page, 1, "It was in a block that was written as a whole before.");
    expect_log("There is memory for a table again.");
}

static void check_others(void)
{
    uint64_t nowhere = page_gpa(ram_pages) + PAGE_SIZE;
    struct stage2_place place;
    bool written = guest_writes(read_only, 1);
    stage2_lookup(&caller_guest.stage2, read_only, &place);
    if (!expect(!written && word_faults == 1 && !(place.prot & STAGE2_W),
                "the guest may only read the page at 0x%lx, which is no RAM: it writes there, and "
                "%s. Whose right do you give back?",
                read_only, written ? "goes on" : why_not()))
        return;
    written = guest_writes(nowhere, 1);
    expect(
        !written && word_faults == 1,
        "the guest writes at 0x%lx, where it has no memory, and %s. What did the handler do that "
        "was in the table before?",
        nowhere, written ? "goes on" : why_not());
    expect_log("Nothing was written in the RAM.");
    expect_write(used[5], 1, "It is RAM.");
}

const struct point points[] = {
    {"the first write to a page costs a fault", check_write},
    {"which pages were written, and how many", check_log},
    {"a collection empties the log", check_again},
    {"reads cost nothing", check_reads},
    {"the end of the log", check_end},
    {"promised memory stays promised", check_promised},
    {"a page of a block", check_block},
    {"no memory for a table", check_no_memory},
    {"what the guest may not write", check_others},
    {},
};

int main(void)
{
    check_points();
}
