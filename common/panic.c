#include "panic.h"

#include "machine.h"
#include "print.h"

void (*panic_stops_others)(void);

static void stop_others(void)
{
    if (panic_stops_others)
        panic_stops_others();
}

void count_host_trap(void)
{
    static unsigned traps;
    stop_others();
    traps++;
    if (traps == 2)
        printf("panic: host: trap while reporting a trap\n");
    if (traps > 1)
        power_off(1);
}

_Noreturn void panic(const char *format, ...)
{
    char sentence[256];
    va_list args;
    stop_others();
    va_start(args, format);
    format_into(sentence, sizeof sentence, format, args);
    va_end(args);
    printf("panic: %s\n", sentence);
    power_off(1);
}
