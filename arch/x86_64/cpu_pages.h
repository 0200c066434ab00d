/* The structures in memory that each CPU of the host needs. */
#pragma once

#include "cpu.h"
#include "machine.h"

/* APM 12.2.5 */
struct __attribute__((packed)) tss {
    uint32_t reserved;
    uint64_t rsp[3], reserved_2, ist[7], reserved_3;
    uint16_t reserved_4, io_map;
};

/* VMRUN keeps the host's state in save_area (APM 15.30.4), VMSAVE the rest of it in host_state
 * (15.5.2). */
struct cpu_pages {
    _Alignas(PAGE_SIZE) char save_area[PAGE_SIZE], host_state[PAGE_SIZE];
    struct tss tss;
};
