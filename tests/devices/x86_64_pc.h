/* For guests that are a PC's kernel themselves: ports, gates, faults that are survived, and what
 * was expected. */
#pragma once

#include "expect.h"

#include <stdint.h>

static inline void out(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline uint8_t in(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

struct __attribute__((packed)) table {
    uint16_t limit;
    void *base;
};

/* Flat segments 8 and 16; 24 and 32 have 256 bytes at 2 MiB, and 32 cannot be written. */
static uint64_t gdt[] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00009320000000ff,
                         0x00009120000000ff};
static uint64_t idt[256];

static inline void set_gate(unsigned vector, void *handler)
{
    uint32_t at = (uint32_t)handler;
    idt[vector] = (uint64_t)(at >> 16) << 48 | 0x8e00ull << 32 | 8 << 16 | (at & 0xffff);
}

static inline void load_tables(void)
{
    const struct table segments = {sizeof gdt - 1, gdt}, gates = {sizeof idt - 1, idt};
    __asm__ volatile("lgdt %0; lidt %1; ljmp $8, $1f; 1: mov $16, %%eax; mov %%eax, %%ds; mov "
                     "%%eax, %%es; mov %%eax, %%ss"
                     :
                     : "m"(segments), "m"(gates)
                     : "eax", "memory");
}

/* A fault with an error code: noted, and the guest resumes at the label 9 after the instruction. */
#define FAULT_HANDLER(name, number)                                         \
    __asm__(#name ": pop fault_code; movl $" #number                        \
                  ", fault; push %eax; mov %cr2, %eax; mov %eax, fault_at;" \
                  "mov fault_to, %eax; mov %eax, 4(%esp); pop %eax; iret"); \
    void name(void)
uint32_t fault, fault_code, fault_at, fault_to;
FAULT_HANDLER(stack_fault, 12);
FAULT_HANDLER(protection_fault, 13);
FAULT_HANDLER(page_fault, 14);

static inline void take_all_faults(void)
{
    set_gate(12, stack_fault);
    set_gate(13, protection_fault);
    set_gate(14, page_fault);
}

#define TRY_OUT(instruction, ...)                                                  \
    do {                                                                           \
        fault = 0;                                                                 \
        __asm__ volatile("movl $9f, fault_to\n" instruction "\n9:" : __VA_ARGS__); \
    } while (0)
