/* Grades exercise 5.4: compares the answer's lines and exits with the right ones. No reason may
 * contain a right number: the student could copy it into the next answer. */
#include "books.h"
#include "bug.h"
#include "exercise.h"
#include "grade.h"
#include "options.h"

static uint64_t seed = 1;

static const char *const hints[RECORDINGS] = {
    "who-wrote gpa goes to a store into the guest's memory.",
    "put() stores at the address that its caller passes: reverse-finish goes back to the call.",
    "The book is a copy: where was the number wrong before it was copied?",
};

/* Notes one call, which has no bug. Every suspect runs in it, so afterwards its line is known. */
static void find_lines(void)
{
    static uint8_t page[100 * PAGE_SIZE];
    static stage2_entry entry;
    static const struct vm_exit exit;
    must(boot_number("seed", &seed));
    open_books(seed, 1, page, &entry);
    note_call(&exit, 0, 0);
}

static bool is_suspect(unsigned line, unsigned first, unsigned count)
{
    for (unsigned n = first; n < first + count; n++) {
        if (suspect_lines[n] == line)
            return true;
    }
    return false;
}

static void check_line(unsigned recording)
{
    find_lines();
    unsigned first = (recording - 1) * SUSPECTS, said = found[recording - 1].line;
    unsigned right = suspect_lines[choose_bug(seed, recording).suspect];
    expect(said, "no answer yet: `exercise 5.4 ARCH --recording %u` opens the run.", recording);
    expect(is_suspect(said, 0, ALL_SUSPECTS), "line %u of books.c has no PLACE, so it is right. %s",
           said, hints[recording - 1]);
    expect(is_suspect(said, first, SUSPECTS),
           "line %u was right in this recording: the wrong one is in another function. %s", said,
           hints[recording - 1]);
    expect(said == right,
           "line %u wrote only to the right address. Does who-wrote name that line for the damaged "
           "address, or for another one?",
           said);
}

static void check_exit(unsigned recording)
{
    unsigned said = found[recording - 1].exit, right = choose_bug(seed, recording).call;
    expect(said, "no answer yet.");
    expect(said + 1 != right && said != right + 1,
           "you said %u, which is one too many or too few. The exit that is being handled is in "
           "the line above \"this moment\" in `timeline`.",
           said);
    expect(said == right,
           "you said %u. At the moment before the store, `timeline` shows which exit is being "
           "handled.",
           said);
}

static void check_line_1(void)
{
    check_line(1);
}

static void check_exit_1(void)
{
    check_exit(1);
}

static void check_line_2(void)
{
    check_line(2);
}

static void check_exit_2(void)
{
    check_exit(2);
}

static void check_line_3(void)
{
    check_line(3);
}

static void check_exit_3(void)
{
    check_exit(3);
}

const struct point points[] = {
    {"recording 1, the line", check_line_1},
    {"recording 1, the exit", check_exit_1},
    {"recording 2, the line", check_line_2},
    {"recording 2, the exit", check_exit_2},
    {"recording 3, the line", check_line_3},
    {"recording 3, the exit", check_exit_3},
    {},
};

int main(void)
{
    check_points();
}
