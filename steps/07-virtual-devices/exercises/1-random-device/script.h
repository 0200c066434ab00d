/*
 * For the graders of this step: a guest on its board, which does what a script in its memory says,
 * row by row. At each interrupt it adds 1 to a count, and reads a register of a device. Its code is
 * ARCH_script.S.
 */
#pragma once

#define SCRIPT_CODE 0x18000000 /* GPA: one page */
#define SCRIPT_DATA 0x18010000 /* GPA: 16 pages */

/* Offsets in the data, in bytes; words have 32 bits */
#define DATA_COUNT  0x00   /* interrupts that the guest has taken */
#define DATA_FAULTS 0x04   /* faults: its accesses to nothing */
#define DATA_TAKE   0x08   /* GPA of what it reads at each interrupt; 0: nothing */
#define DATA_MASK   0x0c   /* for PUT: bytes of the ring, less one, */
#define DATA_SENT   0x10   /* and how many bytes it has put there */
#define DATA_ROWS   0x100  /* the script, in rows of four words */
#define DATA_TABLES 0x7000 /* x86_64: descriptors */
#define DATA_STACK  0x8000 /* x86_64: its end */
#define DATA_LOG    0x8000 /* what the rows have read */
#define DATA_TAKEN  0xe000 /* the n-th: what was read at the n-th interrupt */
#define DATA_TEXT   0xf000 /* the bytes for PUT, again and again */

#define ROWS_MAX   1700
#define TEXT_BYTES 4096

/* What a row does with its size, address and value. */
#define SCRIPT_OFF   0 /* shuts down */
#define SCRIPT_READ  1 /* reads size bytes at the address; a fault reads ones */
#define SCRIPT_WRITE 2 /* writes them */
#define SCRIPT_ON    3 /* turns interrupts on: they are off at the start */
#define SCRIPT_WAIT  4 /* waits for an interrupt, and takes it: they are on after that */
#define SCRIPT_RUN   5 /* runs for `value` ticks of its own clock, without an exit */
#define SCRIPT_UNTIL 6 /* runs until DATA_COUNT is the value */
/* Puts `size` bytes into the ring at the address. While the ring is full, writes a 0 at `value`, or
 * nothing if `value` is 0. */
#define SCRIPT_PUT 7
#define SCRIPT_OUT 8 /* x86_64: writes a byte to a port */

#ifndef __ASSEMBLER__
#include "board.h"

struct script_row {
    uint32_t what, size, address, value;
};

extern struct guest script_guest;
extern struct vcpu script_vcpu;

/* Makes the guest. Its RAM, at GUEST_BASE, is only promised. */
#define SCRIPT_RAM (2ul << 20) /* bytes */
void script_init(void);

/* Gives it a new board, with the devices of its machine and no others, and the handlers of the
 * step. */
void script_new_board(void);

/* From now on `watch` is called at each exit, instead of the handler in the table. It calls that
 * one by script_handle(). */
void script_watch(exit_handler *watch);
exit_handler script_handle;

/* --- A script --- */

/* Begins an empty one. */
void script_begin(void);

/* Adds rows to it. */
void script_add(uint32_t what, uint32_t size, uint64_t address, uint32_t value);
void script_read(uint64_t address); /* of four bytes */
void script_write(uint64_t address, uint32_t value);
void script_run_for(uint64_t microseconds);
void script_interrupts(unsigned line); /* the controller lets that line through */

/* What the guest reads at each interrupt from the next run on. */
void script_take(uint64_t address);

/* For how long a run may last, in milliseconds. */
#define SCRIPT_SLICE 500

/* Runs it to its end. */
enum guest_action script_run(uint64_t slice);

/* Runs it. Misses the point if the guest does not end as is right, with a reason that ends with the
 * hint. */
bool script_expect(uint64_t slice, enum guest_action right, const char *hint);

/* After a run: a word of the data, what the n-th READ read, and how many exits there were. */
uint32_t *script_word(unsigned offset);
uint32_t script_log(unsigned n);
uint64_t script_exits(void);

/* --- The architecture's: ARCH_script.c --- */

extern char script_guest_start[], script_guest_end[];

/* A random line of the interrupt controller that nothing on the board has. */
unsigned choose_line(void);

/* Makes a vCPU that has just been loaded ready for interrupts. */
void prepare_script(struct vcpu *vcpu, void *data);

/* How many ticks its clock has in that time. */
uint64_t guest_ticks(uint64_t microseconds);

/* The row that writes a byte to the board's UART. */
void script_uart(uint8_t byte);
#endif
