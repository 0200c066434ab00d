/* System calls and faults of a program. */
#include "kernel.h"

/* --- Calls and faults of a program --- */

static void try_system_calls(void)
{
    before[RAX] = 0x84000000;
    want("vmmcall of a program", "vector", try(3, "\3\x0f\x01\xd9"), UD);
    want("vmmcall of a program", "pc", trap_pc, ARENA);
    want("vmmcall of the kernel", "vector", try(0, "\4\x48\x0f\x01\xd9"), DONE);
    want("vmmcall of the kernel", "rax", after[RAX], 0x10001);
    u64 old = calls;
    /* mov r8d, 1000; 1: syscall; dec r8d; jnz 1b */
    want("1000 calls", "vector", try(3, "\15\x41\xb8\xe8\x03\x00\x00\x0f\x05\x41\xff\xc8\x75\xf9"),
         DONE);
    want("1000 calls", "number", calls - old, 1000);
    /* mov rax, [rax] */
    before[RAX] = 0x100000000;
    want("page fault", "vector", try(3, "\3\x48\x8b\x00"), PF);
    want("page fault", "code", trap_code, 4);
    want("page fault", "address", trap_address, 0x100000000);
    before[RAX] = 0x300000000;
    want("page fault", "vector", try(0, "\3\x48\x89\x00"), PF);
    want("page fault", "code", trap_code, 2);
    want("page fault", "address", trap_address, 0x300000000);
}

static void try_addresses(void)
{
    before[RAX] = 0x8000000000000000;
    want("not canonical", "vector", try(3, "\3\x48\x8b\x00"), GP);
    before[RAX] = 0xc0000000;
    want("nothing there", "vector", try(3, "\3\x48\x8b\x00"), DONE);
    want("nothing there", "value", after[RAX], UINT64_MAX);
    want("nothing there, for an add", "vector", try(3, "\3\x48\x01\x00"), GP);
    arena_at = ARENA + 0x40000000;
    before[RAX] = 0xc0000000;
    want("nothing there, from a page of 1 GiB", "vector", try(3, "\3\x48\x8b\x00"), DONE);
    want("nothing there, from a page of 1 GiB", "value", after[RAX], UINT64_MAX);
    want("cpuid there", "vector", try(3, "\2\x0f\xa2"), DONE);
    arena_at = ARENA;
    /* mov edi, 0x40a00000; mov dx, 0x80; insb: into the page of 1 GiB */
    *(volatile uint8_t *)0xa00000 = 0;
    want("insb", "vector", try(0, "\12\xbf\x00\x00\xa0\x40\x66\xba\x80\x00\x6c"), DONE);
    want("insb", "value", *(volatile uint8_t *)0xa00000, 0xff);
    want("insb to nothing", "vector", try(0, "\15\x48\xbf\x00\x00\x00\x00\x00\x00\x00\x80\x6c\x90"),
         GP);
}

/* --- What they cost: with a clock that counts instructions --- */

static u64 clock_now(void)
{
    u64 low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low | high << 32;
}

static void measure(void)
{
    before[RAX] = 0x100000000;
    try(3, "\3\x48\x8b\x00"); /* mov rax, [rax]; int 0x80 */
    u64 started = clock_now();
    for (unsigned i = 0; i < 1000; i++)
        run(3, arena_at, STACK, 2);
    u64 faults = clock_now() - started;
    started = clock_now();
    try(3, "\15\x41\xb8\xe8\x03\x00\x00\x0f\x05\x41\xff\xc8\x75\xf9");
    u64 called = clock_now() - started;
    text("1000 faults: ");
    hex(faults);
    text(", 1000 calls: ");
    hex(called);
    end_line();
}

void try_calls(void)
{
    try_system_calls();
    try_addresses();
    measure();
}
