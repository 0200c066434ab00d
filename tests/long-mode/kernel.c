/* Calls, what is printed, and the start. */
#include "kernel.h"

/* --- Calls and print --- */

static u64 call(u64 function, u64 b, u64 c)
{
    u64 result;
    __asm__ volatile("vmmcall" : "=a"(result) : "a"(function), "b"(b), "c"(c) : "memory");
    return result;
}

static char line[256];
static unsigned length;
void text(const char *s)
{
    while (*s && length < sizeof line)
        line[length++] = *s++;
}
void hex(u64 value)
{
    char digits[17];
    int n = 16;
    digits[16] = 0;
    do
        digits[--n] = "0123456789abcdef"[value & 15];
    while (value >>= 4);
    text("0x");
    text(digits + n);
}
void end_line(void)
{
    text("\n");
    call(0x86000001, (u64)line, length);
    length = 0;
}

static unsigned failures, attempts;
static void failed(const char *name, const char *what, u64 got, u64 wanted)
{
    text(name);
    text(": ");
    text(what);
    text(" ");
    hex(got);
    text(", not ");
    hex(wanted);
    end_line();
    failures++;
}

void want(const char *name, const char *what, u64 got, u64 wanted)
{
    attempts++;
    if (got != wanted)
        failed(name, what, got, wanted);
}

/* --- Attempts --- */

u64 arena_at = ARENA;

/* Executes those bytes and then int 0x80. */
int try_flags(u64 level, const char *bytes, u64 flags)
{
    uint8_t *at = (uint8_t *)ARENA;
    unsigned n = bytes[0];
    for (unsigned i = 0; i < n; i++)
        at[i] = bytes[1 + i];
    at[n] = 0xcd;
    at[n + 1] = 0x80;
    return run(level, arena_at, STACK, flags | 2);
}
int try(u64 level, const char *bytes)
{
    return try_flags(level, bytes, 0);
}

/* --- Start --- */

static struct {
    uint16_t low, selector, flags, middle;
    uint32_t high, reserved;
} idt[256];

static void load_idt(void)
{
    for (unsigned i = 0; i < 256; i++) {
        u64 at = (u64)stubs + 16 * i;
        idt[i].low = at;
        idt[i].middle = at >> 16;
        idt[i].selector = 8;
        idt[i].flags = i == 0x80 || i == 3 ? 0xee00 : 0x8e00;
    }
    struct __attribute__((packed)) {
        uint16_t limit;
        u64 base;
    } pointer = {sizeof idt - 1, (u64)idt};
    __asm__ volatile("lidt %0" : : "m"(pointer));
}

static void check_start_info(const uint32_t *info)
{
    want("start_info", "magic", info[0], 0x336ec578);
    text("command line: ");
    text((const char *)(u64)info[6]);
    end_line();
    text("modules ");
    hex(info[3]);
    text(" memory ");
    const u64 *map = (const u64 *)(u64)info[10];
    hex(map[0]);
    text(" ");
    hex(map[1]);
    end_line();
}

void kernel_main(const uint32_t *info)
{
    load_idt();
    check_start_info(info);
    try_table();
    try_registers();
    try_calls();
    hex(attempts);
    text(" checks, failures ");
    hex(failures);
    end_line();
    call(failures ? 0x84000009 : 0x84000008, 0, 0);
}
