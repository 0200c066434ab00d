/*
 * How a kernel starts that has an ELF note for Xen's PVH: in 32-bit protected mode without paging,
 * with the physical address of a start_info in ebx. QEMU starts the hypervisor so, and the
 * hypervisor its guest. Xen: include/public/arch-x86/hvm/start_info.h.
 */
#pragma once

#include <stdint.h>

#define START_INFO_MAGIC   0x336ec578
#define START_INFO_VERSION 1 /* from which on there is a memory map */

struct start_info {
    uint32_t magic, version, flags, modules;
    uint64_t modules_at, command_line, rsdp, memory_map;
    uint32_t memory_map_entries, reserved;
};

struct memory_map_entry {
    uint64_t base, size;
    uint32_t type, reserved;
};
#define MEMORY_RAM 1

/* A file that was loaded with the kernel: the first is its initrd. */
struct start_module {
    uint64_t base, size, command_line, reserved;
};
