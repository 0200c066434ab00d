/* Grades exercise 9.3. Numbers that another kernel may have otherwise are measured: Linux boots. No
 * reason may contain a right number: the student could copy it into the next answer. */
#include "../1-ask-from-linux/boot.h"
#include "facts.h"
#include "grade.h"

#define REPORT  0xe0000000 /* GPA: linux.sh knows it too */
#define LONGEST 100000     /* ms */

static const struct found *said;

/* --- What Linux does --- */

static uint64_t ticks, exits;       /* measured */
static const struct device *before; /* which has to be used first, or NULL */
static device_read *chip_read;
static device_write *chip_write;

static void count(uint64_t offset)
{
    if (!before || before->reads || before->writes)
        exits += offset >= facts.first && offset < facts.end;
}

static uint64_t read_and_count(struct device *device, uint64_t offset, unsigned size)
{
    count(offset);
    return chip_read(device, offset, size);
}

static void write_and_count(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    count(offset);
    chip_write(device, offset, size, value);
}

static void take_ticks(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    ticks = value;
}

static void add_devices(struct guest *guest)
{
    static struct device report = {
        .name = "report", .base = REPORT, .bytes = PAGE_SIZE, .sizes = 8, .write = take_ticks};
    struct device *chip = device_at(guest, facts.space, facts.chip);
    must(chip ? device_add(guest, &report) : error_of("the guest's board has no such chip"));
    before = facts.after ? device_at(guest, facts.space, facts.after) : NULL;
    chip_read = chip->read;
    chip_write = chip->write;
    chip->read = read_and_count;
    chip->write = write_and_count;
}

/* Boots it, if so far all is right. */
static bool measured(void)
{
    static struct vm vm;
    for (const struct point *point = points; !ticks && point < checked_point; point++)
        if (findings[point - points].why[0])
            return expect(false, "not tried: first the points above.");
    if (ticks)
        return true;
    if (!vm_init())
        must(error_of("options"));
    linux_load(&vm);
    linux_start(&vm); /* which adds devices, too */
    add_devices(&vm.guest);
    must(start_slice(LONGEST));
    run_vcpu(&vm.vcpu);
    return expect(ticks, "Linux does not come to its end.");
}

/* --- The points --- */

static void check_saved(void)
{
    expect(said->saved >= 0, "no answer yet: run ./run.sh step 9 with --append lpj=4000000, and "
                             "without; some times each.");
    expect(said->saved < 0 || said->saved == 0,
           "you said %d. Compare two boots without the word: is the difference larger?",
           said->saved);
}

static void check_delays(void)
{
    expect(said->delays, "no answer yet.");
    expect(said->delays == facts.delays,
           "it is not this one. What does Linux say about its delay loop (--verbose-boot)? And how "
           "often does it read a clock that exits?");
}

static void check_told(void)
{
    expect(said->told != NOBODY, "no answer yet; or you think that Linux measures. But where in "
                                 "the trace does it wait for another clock?");
    expect(said->told == NOBODY || said->told == facts.told,
           "not from there, on this machine. Does Linux say its command line? Is a device tree "
           "there, and what is in it (--dump-tree)?");
}

static void check_kind(void)
{
    expect(said->kind, "no answer yet: the line \"exits:\" of both boots has the numbers.");
    expect(!said->kind || (said->kind < 32 && facts.kinds >> said->kind & 1),
           "of another kind there are more. Compare the lines \"exits:\".");
}

static void check_chip(void)
{
    expect(said->chip, "no answer yet: the line \"devices:\" of both boots has the numbers.");
    expect(!said->chip || said->chip == facts.chip,
           "the device at 0x%lx is not the one, or does not begin there. Of which device do the "
           "numbers differ most?",
           said->chip);
}

static void check_ticks(void)
{
    expect(said->ticks, "no answer yet.");
    if (said->ticks && measured())
        expect(
            said->ticks == ticks,
            "you said %u. On a busy computer some ticks get lost. How far apart in the trace are "
            "most ticks of a guest that waits?",
            said->ticks);
}

static void check_exits(void)
{
    expect(said->exits, "no answer yet.");
    if (!said->exits || !measured())
        return;
    uint64_t apart = said->exits > exits ? said->exits - exits : exits - said->exits;
    expect(apart <= facts.again,
           "you said %u. Subtract: how often is the device used with the word, and how often "
           "without?",
           said->exits);
}

const struct point points[] = {
    {"lpj=, how many exits it saves", check_saved},
    {"lpj=, the clock for delays", check_delays},
    {"lpj=, who says how fast that is", check_told},
    {"nohz=off, of which kind there are more", check_kind},
    {"the third word, which device", check_chip},
    {"nohz=off, how many ticks", check_ticks},
    {"the third word, how many exits", check_exits},
    {},
};

int main(void)
{
    said = &found[facts.row];
    check_points();
}
