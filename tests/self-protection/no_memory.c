/*
 * Not a step: one of the steps, whose page_alloc() has no memory once, at the call whose number is
 * the boot option "fail" (-append fail=3).
 */
#if __has_include("start.h")
#include "../../steps/05-handle-exits/main.c"
#elif __has_include("load_guest.h")
#include "../../steps/04-load-guest/main.c"
#elif __has_include("stage2.h")
#include "../../steps/03-stage2-tables/main.c"
#else
#include "../../steps/02-page-allocator/main.c"
#endif

#include "options.h"

void *__real_page_alloc(unsigned order);

void *__wrap_page_alloc(unsigned order)
{
    static uint64_t call, fail;
    if (!call++)
        boot_number("fail", &fail);
    return call == fail ? NULL : __real_page_alloc(order);
}
