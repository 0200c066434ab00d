/* System calls, with the numbers, arguments, results and errors of Linux. */
#include "call_table.h"
#include "file.h"

#define MAX_CALLS 512

EACH_CALL(DECLARE)
DECLARE(zero, )
DECLARE(not_permitted, )
DECLARE(absent, )

#define ROW(name, kinds)         [SYS_##name] = {#name, kinds, sys_##name},
#define ALIAS(name, kinds, same) [SYS_##name] = {#name, kinds, sys_##same},
#define NAME(name)               [SYS_##name] = {#name, "pppp", NULL},

static const struct call calls[MAX_CALLS] = {EACH_CALL(ROW) EACH_ALIAS(ALIAS) EACH_MISSING(NAME)};

const struct call *call_of(uint64_t number)
{
    return number < MAX_CALLS && calls[number].name ? &calls[number] : NULL;
}

/* One line for each number: a program may try again and again. */
static long unknown_call(uint64_t number, const struct call *call)
{
    static bool told[MAX_CALLS + 1];
    bool *is_told = &told[number < MAX_CALLS ? number : MAX_CALLS];
    if (!*is_told)
        printf("%s (pid %d): unknown system call %lu%s%s%s\n", current->name, current->pid, number,
               call ? " (" : "", call ? call->name : "", call ? ")" : "");
    *is_told = true;
    return -ENOSYS;
}

uint64_t untraced = MAX_CALLS;

/* A call that is traced, or unknown. */
static __attribute__((noinline)) long other_call(uint64_t number, const uint64_t *arguments)
{
    const struct call *call = call_of(number);
    trace_begin(number, arguments);
    long result = call && call->handler ? call->handler(arguments) : unknown_call(number, call);
    trace_end(number, arguments, result);
    return result;
}

void system_call(struct frame *frame)
{
    uint64_t number = frame->CALL_NUMBER, arguments[6];
    counts.calls++;
    for (unsigned i = 0; i < ARRAY_LENGTH(arguments); i++)
        arguments[i] = (&frame->CALL_ARGUMENT)[i];
    bool usual = number < untraced && calls[number].handler;
    long result = usual ? calls[number].handler(arguments) : other_call(number, arguments);
    if (result != -ERESTART || !signal_waits())
        frame->CALL_RESULT = result;
    else if (signal_restarts())
        frame->pc -= CALL_SIZE; /* the registers are as they were */
    else
        frame->CALL_RESULT = -EINTR;
}
