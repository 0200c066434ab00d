/*
 * The books about a guest's calls. Each line with PLACE is a suspect. PLACE gives the address of
 * the variable that it names. But in each recording one of these lines is wrong: in one call, PLACE
 * gives it the address of something else.
 */
#include "books.h"

#include "bug.h"

unsigned suspect_lines[ALL_SUSPECTS];

static uint64_t calls, started_at;
static uint64_t wrong, *victim; /* a hash of the line and the call; the wrong address */

static inline __attribute__((always_inline)) uint64_t *place(enum suspect suspect, unsigned line,
                                                             uint64_t *right)
{
    suspect_lines[suspect] = line;
    return mix_bug((struct bug){suspect, calls}) == wrong ? victim : right;
}
#define PLACE(suspect, named) place(suspect, __LINE__, &(named))

/* The compiler does not inline such a function, so gdb shows its lines. */
#define KEPT_WHOLE __attribute__((noinline))

/* --- The last call --- */

static struct note last;

KEPT_WHOLE static void keep_last(const struct vm_exit *exit, uint64_t first, uint64_t second)
{
    last.number = calls;
    *PLACE(LAST_PC, last.pc) = exit->pc;
    *PLACE(LAST_TIME, last.time) = exit->exited_at;
    *PLACE(LAST_FIRST, last.first) = first;
    *PLACE(LAST_SECOND, last.second) = second;
    *PLACE(LAST_ELAPSED, last.elapsed) = exit->exited_at - started_at;
}

/* --- The last calls, a column for each kind of value --- */

#define HISTORY 64

static struct {
    uint64_t pc[HISTORY], time[HISTORY], first[HISTORY], second[HISTORY], elapsed[HISTORY];
} history;

/* The lowest byte of an entry is for marks. */
KEPT_WHOLE static void put(uint64_t *entry, uint64_t value)
{
    *entry = value << 8;
}

KEPT_WHOLE static void keep_history(const struct vm_exit *exit, uint64_t first, uint64_t second)
{
    unsigned row = calls % HISTORY;
    put(PLACE(HISTORY_PC, history.pc[row]), exit->pc);
    put(PLACE(HISTORY_TIME, history.time[row]), exit->exited_at);
    put(PLACE(HISTORY_FIRST, history.first[row]), first);
    put(PLACE(HISTORY_SECOND, history.second[row]), second);
    put(PLACE(HISTORY_ELAPSED, history.elapsed[row]), exit->exited_at - started_at);
}

/* --- Every call: a note is written, and then copied into the book --- */

struct note book[BOOK_CALLS];
static struct note note;

KEPT_WHOLE static void keep_note(const struct vm_exit *exit, uint64_t first, uint64_t second)
{
    note.number = calls;
    *PLACE(NOTE_PC, note.pc) = exit->pc;
    *PLACE(NOTE_TIME, note.time) = exit->exited_at;
    *PLACE(NOTE_FIRST, note.first) = first;
    *PLACE(NOTE_SECOND, note.second) = second;
    *PLACE(NOTE_ELAPSED, note.elapsed) = exit->exited_at - started_at;
}

static void copy_note(void)
{
    book[calls] = note;
}

void open_books(uint64_t seed, unsigned recording, uint8_t *pages, stage2_entry *entry)
{
    uint64_t page = 3 + mix(seed + recording) % 97; /* no argument of a call is such a number */
    uint64_t *victims[RECORDINGS] = {(void *)(pages + page * PAGE_SIZE), entry, &note.number};
    victim = victims[recording - 1];
    wrong = mix_bug(choose_bug(seed, recording));
    started_at = cycle_counter();
}

void note_call(const struct vm_exit *exit, uint64_t first, uint64_t second)
{
    if (++calls >= BOOK_CALLS)
        return;
    keep_last(exit, first, second);
    keep_history(exit, first, second);
    keep_note(exit, first, second);
    copy_note();
}
