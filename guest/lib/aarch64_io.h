/* AArch64: device registers and system registers. */
#pragma once

#include <stdint.h>

/* In assembly: the compiler must not take a form that moves the address register too, which a
 * hypervisor cannot tell from the exception (Armv8-A D17.2.37, ISV). */
static inline uint32_t read32(uintptr_t address)
{
    uint32_t value;
    __asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
    return value;
}

static inline void write32(uintptr_t address, uint32_t value)
{
    __asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline void write8(uintptr_t address, uint8_t value)
{
    __asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

#define sysreg_read(name)                                 \
    ({                                                    \
        uint64_t value_;                                  \
        __asm__ volatile("mrs %0, " name : "=r"(value_)); \
        value_;                                           \
    })
#define sysreg_write(name, value) \
    __asm__ volatile("msr " name ", %0; isb" : : "r"((uint64_t)(value)) : "memory")
