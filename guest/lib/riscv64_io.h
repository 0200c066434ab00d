/* RISC-V: device registers and CSRs. */
#pragma once

#include <stdint.h>

static inline uint32_t read32(uintptr_t address)
{
    return *(volatile uint32_t *)address;
}

static inline void write32(uintptr_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

#define csr_read(name)                                     \
    ({                                                     \
        uint64_t value_;                                   \
        __asm__ volatile("csrr %0, " name : "=r"(value_)); \
        value_;                                            \
    })
#define csr_write(name, value) \
    __asm__ volatile("csrw " name ", %0" : : "r"((uint64_t)(value)) : "memory")
#define csr_set(name, bits) \
    __asm__ volatile("csrs " name ", %0" : : "r"((uint64_t)(bits)) : "memory")
#define csr_clear(name, bits) \
    __asm__ volatile("csrc " name ", %0" : : "r"((uint64_t)(bits)) : "memory")
