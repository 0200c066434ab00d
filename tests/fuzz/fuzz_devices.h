/* What fuzz_board.c needs of a machine: ARCH_devices.c. */
#pragma once

#include "board.h"
#include "fuzz_board.h"

extern struct board board;

/* All deadlines that are in struct board. */
extern struct deadline *const board_deadlines[];
extern const unsigned board_deadline_count;

/* Where something happens, at devices and where nothing is: GPA. */
extern const uint64_t board_registers[];
extern const unsigned board_register_count;

/* Gives the guest what its machine has besides the board. */
error machine_give(struct guest *guest);

/* A deadline that was overwritten stays in the list in which it was. If it was set, it is over. */
void keep_in_list(struct deadline *deadline, const struct deadline *was);

/* What the guest has left in the CPU and in the machine's interrupt controller goes, once the board
 * has been put back; `left` is how it was. */
void machine_put_back(const struct board *left);

/* Registers for the code of board_fill_code(), in that mode; in others, addresses of devices. */
void machine_set_registers(struct vcpu *vcpu, enum mode mode);

/* What a kernel does so that interrupts come. */
void machine_prepare(struct vcpu *vcpu);

/* The guest writes to a device. */
void board_write(enum space space, uint64_t address, unsigned size, uint64_t value);

/* A GPA: of a device's register, or close to one. */
uint64_t device_address(void);

/* Of a register, whatever it is. */
uint64_t random_value(void);
