/*
 * Shared by the tests of the ELF reader: an image with two segments, whose fields a test changes.
 */
#pragma once

#include "elf.h"
#include "unit.h"

#define MACHINE   243
#define BASE      0x80000000ul
#define SIZE      0x100000ul
#define FILE_SIZE 0x3000ul

/* A header, and its program headers. */
struct image {
    uint8_t header[ELF_HEADER_SIZE];
    uint8_t segments[ELF_SEGMENTS + 1][ELF_SEGMENT_SIZE];
    uint64_t file_size, base, size;
};
extern struct image image;

/* What was read. */
extern struct elf elf;
extern struct elf_segment segments[ELF_SEGMENTS];
extern unsigned count;

enum { ENTRY = 24, PHOFF = 32, PHSIZE = 54, PHNUM = 56 };
enum { P_TYPE = 0, P_OFFSET = 8, P_VADDR = 16, P_PADDR = 24, P_FILESZ = 32, P_MEMSZ = 40 };

#define HEADER(field, value, bytes) put(image.header + (field), value, bytes)
#define SEGMENT(i, field, value)    put(image.segments[i] + (field), value, (field) == P_TYPE ? 4 : 8)

void set_segment(unsigned i, uint64_t gpa, uint64_t memory, uint64_t offset, uint64_t file);

/* Two segments that can be loaded. */
void make_good(void);

/* Reads the image, out of memory of exactly its size. */
error read_image(void);

/* In test_elf_broken.c. */
void test_headers(void);
void test_other_kinds(void);
void test_truncated_files(void);
void test_segments(void);
void test_overlaps(void);
void test_nothing_to_load(void);
void test_rubbish(void);
