/* What each CPU of the host has of its own. There is one so far. */
#pragma once

#include "machine.h"

/* APM 12.2.5 */
struct __attribute__((packed)) tss {
    uint32_t reserved;
    uint64_t rsp[3], reserved_2, ist[7], reserved_3;
    uint16_t reserved_4, io_map;
};

struct cpu {
    _Alignas(
        PAGE_SIZE) char save_area[PAGE_SIZE]; /* VMRUN keeps the host's state here, APM 15.30.4 */
    char host_state[PAGE_SIZE];               /* and VMSAVE the rest of it: 15.5.2 */
    struct tss tss;
};

/* The CPU that this runs on. */
struct cpu *this_cpu(void);
