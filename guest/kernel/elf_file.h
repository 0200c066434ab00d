/* The format of programs, and of what Linux tells them of themselves. */
#pragma once

#include <stdint.h>

/* System V gABI, chapters 4 and 5: the parts that matter here */
struct elf_header {
    uint8_t magic[4], class, order, unused1[10];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, headers, unused2;
    uint32_t flags;
    uint16_t size, header_size, header_count, unused3[3];
};

struct segment {
    uint32_t type, flags;
    uint64_t offset, address, unused1, file_size, memory_size, unused2;
};

enum { CLASS_64 = 2, LITTLE_ENDIAN = 1, TYPE_EXECUTABLE = 2, TYPE_DYNAMIC = 3 };
enum { PT_LOAD = 1, PT_INTERP = 3, PF_X = 1, PF_W = 2 };

/* The auxiliary vector, System V ABI */
enum { AT_NULL, AT_PHDR = 3, AT_PHENT, AT_PHNUM, AT_PAGESZ, AT_BASE, AT_FLAGS, AT_ENTRY };
enum { AT_UID = 11, AT_EUID, AT_GID, AT_EGID, AT_HWCAP = 16, AT_CLKTCK, AT_SECURE = 23 };
enum { AT_RANDOM = 25, AT_EXECFN = 31 };
