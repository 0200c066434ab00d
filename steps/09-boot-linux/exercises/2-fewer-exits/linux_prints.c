#include "linux_prints.h"

#include "grade.h"
#include "lent_uart.h"
#include "string.h"

#define LONGEST 100000 /* ms */

static const char *search(const char *from, const char *what)
{
    unsigned length = strlen(what);
    for (; from + length <= sent + sent_count; from++)
        if (!memcmp(from, what, length))
            return from;
    return NULL;
}

static bool boots(void)
{
    static bool booted;
    for (const struct point *point = points; !booted && point < checked_point; point++)
        if (findings[point - points].why[0])
            return expect(false, "not tried: first the points above.");
    if (booted)
        return true;
    booted = true;
    start();
    uart->device.reads = uart->device.writes = 0;
    must(start_slice(LONGEST));
    enum guest_action action = run_vcpu(&vm.vcpu);
    return expect(action == GUEST_SHUTDOWN, "Linux does not come to its end.");
}

void check_boot(void)
{
    if (!boots())
        return;
    uint64_t used = uart->device.reads + uart->device.writes;
    printf("Linux has printed %u bytes with %lu exits of the UART, %lu of them reads\n", sent_count,
           used, uart->device.reads);
    expect(sent_count > 8000 && used < sent_count + sent_count / 8 + 500,
           "%u bytes need %lu exits of the UART, %lu of them are reads.", sent_count, used,
           uart->device.reads);
}

void check_lines(void)
{
    if (!boots())
        return;
    const char *at = sent;
    for (unsigned n = 1; n <= 100; n++) {
        const char *line = phrase("] line %u of 100: %u\r\n", n, n * n * 12345 % 99991);
        at = search(at, line);
        if (!expect(at, "line %u of 100 is not there, or not in its place.", n))
            return;
    }
    expect(!search(at + 1, "] line "), "there are more lines than Linux prints.");
}
