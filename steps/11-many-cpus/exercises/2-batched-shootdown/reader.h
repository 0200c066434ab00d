/*
 * For the grader: a guest that reads a word of each page of a list, again and again. It writes what
 * it has read into its own data. An address that faults is replaced by that of a word that is 0:
 * ARCH_reader.S. Registers have the numbers of vcpu_register().
 */
#pragma once

#define READER_CODE    0x400000 /* GPA: one page */
#define READER_DATA    0x401000 /* GPA: one page for each vCPU */
#define READER_POINTER 6        /* register: the vCPU's data */
#define READER_ADDRESS 7        /* register: what is read */

/* In the data: offsets in bytes */
#define DATA_ROUNDS 0x00 /* how often it has read the whole list */
#define DATA_COUNT  0x04 /* pages in the list */
#define DATA_ZERO   0x08
#define DATA_LIST   0x100 /* GPAs, 32 bits each */
#define DATA_READ   0x800 /* what was read there */

#ifndef __ASSEMBLER__
extern char reader_start[], reader_end[];
#endif
