#include "panic.h"

#include "machine.h"
#include "print.h"

_Noreturn void panic(const char *format, ...)
{
    char sentence[256];
    va_list args;
    va_start(args, format);
    format_into(sentence, sizeof sentence, format, args);
    va_end(args);
    printf("panic: %s\n", sentence);
    power_off(1);
}
