/* The console of a run of many random guests. */
#include "fuzz.h"
#include "panic.h"
#include "print.h"

bool mute;

void __real_console_putc(char c);
void __wrap_console_putc(char c)
{
    if (!mute)
        __real_console_putc(c);
}

/* A panic is what we are looking for. */
_Noreturn void __real_panic(const char *format, ...);
_Noreturn void __wrap_panic(const char *format, ...)
{
    static char sentence[256];
    va_list args;
    va_start(args, format);
    format_into(sentence, sizeof sentence, format, args);
    va_end(args);
    mute = false;
    print_seed();
    __real_panic("%s", sentence);
}
