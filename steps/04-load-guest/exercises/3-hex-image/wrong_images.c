#include "wrong_images.h"

#include "image.h"
#include "random.h"

/* --- One wrong record --- */

static void change_data(char *line)
{
    line[9 + random_below(32)] = '5'; /* which is no digit of this record */
}

static void change_digit(char *line)
{
    line[9] = '@'; /* instead of a 9: a sloppy '@' - 'A' + 10 is 9 */
}

static void cut_digit(char *line)
{
    text_cut(1);
}

static void append_digits(char *line)
{
    text_append("00");
}

static void change_count(char *line)
{
    line[1] = '2';
    text_fix_sum();
}

static void change_mark(char *line)
{
    line[0] = ';';
}

static void change_type(char *line)
{
    line[8] = '6' + random_below(4);
    text_fix_sum();
}

static void make_linear(char *line)
{
    line[8] = '0' + LINEAR;
    text_fix_sum();
}

static const struct {
    const char *what;
    void (*spoil)(char *line);
} spoilers[] = {
    {"a record with a wrong sum", change_data},
    {"a record with an '@' among its digits", change_digit},
    {"a record without its last digit", cut_digit},
    {"a record with two digits too many", append_digits},
    {"a record with fewer bytes than its count", change_count},
    {"a line that does not begin with ':'", change_mark},
    {"a record of type 6 to 9", change_type},
    {"a record of type 4 that has not two bytes of data", make_linear},
};

/* --- The points --- */

/* Who refuses all of them has not yet refused the wrong ones. */
static bool loads_good(void)
{
    image_begin_good();
    image_add_end(test_guest.ram.base);
    return image_loads("before the wrong images");
}

void check_wrong(void)
{
    static const uint8_t bytes[16] = {0x99, 1, 2, 3, [15] = 0x44};
    if (!loads_good())
        return;
    for (unsigned i = 0; i < ARRAY_LENGTH(spoilers); i++) {
        image_begin_good();
        text_add(DATA, test_guest.ram.base - image_added, bytes, sizeof bytes);
        spoilers[i].spoil(text_last_line());
        unsigned line = text_lines();
        image_add_data(test_guest.ram.base + 0x100, 8);
        image_add_end(test_guest.ram.base);
        image_refuses(line, spoilers[i].what);
    }
}

void check_end(void)
{
    if (!loads_good())
        return;
    image_begin_good();
    text_add_number(START_LINEAR, test_guest.ram.base, 4);
    image_refuses(ANY_LINE, "an image without an end");
    image_begin_good();
    text_add(END, 0, NULL, 0);
    image_refuses(ANY_LINE, "an image without a start address");
    image_begin_good();
    image_add_end(test_guest.ram.base);
    image_add_data(test_guest.ram.base, 4);
    image_refuses(text_lines(), "a record after the end");
}

void check_outside(void)
{
    if (!loads_good())
        return;
    uint64_t base = high_base(), end = base + GUEST_SIZE;
    const uint64_t outside[] = {base - 16, base - 1, end - 15, end, 0, 0xfffffff0};
    for (unsigned i = 0; i < ARRAY_LENGTH(outside); i++) {
        image_begin(base);
        image_add_linear(base);
        image_add_data(base + random_below(1000), 16);
        image_add_linear(outside[i]);
        text_add(DATA, outside[i] - image_added, (const uint8_t *)"sixteen letters", 16);
        unsigned line = text_lines();
        image_add_end(test_guest.ram.base);
        image_refuses(line, i == 1 || i == 2 ? "a record that is partly in the guest's RAM"
                                             : "a record outside the guest's RAM");
    }
    image_begin_good();
    image_add_end(test_guest.ram.base + GUEST_SIZE);
    image_refuses(ANY_LINE, "a start address after the guest's RAM");
}
