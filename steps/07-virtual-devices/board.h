/*
 * The guest's board: the devices that it has, as QEMU's machine has them, at the same addresses.
 * The architecture's header gives struct board: the states of those devices, and
 *
 *   struct vcpu *vcpu;   the CPU that they interrupt
 */
#pragma once

#include "devices.h"
#include "interrupts.h"

#include ARCH_HEADER(board)

/* --- ARCH_board.c --- */

/* Gives the guest its devices, the description of them that its kernel looks for at its start (a
 * device tree, where there is one), and the interrupts of its own CPU. Call it before vcpu_init().
 * Fails if an option is wrong, or without memory. */
error board_init(struct board *board, struct guest *guest, struct vcpu *vcpu);

/* Takes back what the host's hardware and its deadlines hold for the board, which then can be made
 * anew. */
void board_off(struct board *board);
