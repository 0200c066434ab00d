/*
 * What a loader needs of an ELF executable: its entry, and which bytes of the file go where.
 * The functions work on bytes that the caller has read; nothing in these bytes is trusted.
 */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

#define ELF_HEADER_SIZE  64 /* bytes to read for elf_read_header(); a shorter file is not an ELF */
#define ELF_SEGMENTS     16 /* program headers at most */
#define ELF_SEGMENT_SIZE 56 /* bytes of a program header at most: that of a 64-bit file */

struct elf {
    uint64_t entry;   /* as the file has it; elf_read_segments() makes a GPA of it */
    uint64_t headers; /* where the program headers start in the file */
    unsigned header_count;
    unsigned header_size; /* bytes of each */
    bool is_64;
};

/* One range of the guest's memory, and the part of the file that fills it. */
struct elf_segment {
    uint64_t address;          /* where the program sees it, once its own paging is on */
    uint64_t gpa, memory_size; /* bytes; what the file does not fill is zero */
    uint64_t offset, file_size;
};

/* Whether these first bytes of a file are those of an ELF of any kind. */
bool elf_is(const uint8_t *header, uint64_t length);

/* Reads ELF_HEADER_SIZE bytes; file_size is the whole file's. Fails unless it is a complete
 * executable for this architecture. machine is ELF's number for it, and in the upper half that of
 * 32-bit files that it can also run; 0 there if it runs none. */
error elf_read_header(const uint8_t *header, uint64_t file_size, unsigned machine, struct elf *elf);

/* Reads all program headers, from bytes of elf->header_count * elf->header_size. Leaves those that
 * are loaded in segments and returns their number in *count. Fails when one lies outside the file
 * or outside base..base + size (GPA, bytes), when two overlap, or when the entry is in none. */
error elf_read_segments(struct elf *elf, const uint8_t *headers, uint64_t file_size, uint64_t base,
                        uint64_t size, struct elf_segment segments[ELF_SEGMENTS], unsigned *count);

/* In elf_machines.c: the name of a machine by its number in ELF files. */
const char *elf_machine_name(unsigned number);
