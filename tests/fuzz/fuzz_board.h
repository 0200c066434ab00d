/* The devices of a random guest, with step 7. Without it, no_board.c has these and they do nothing.
 */
#pragma once

#include "fuzz.h"

/* Gives the guest its board. After memory_init(), before vcpu_init(). */
error board_give(struct guest *guest, struct vcpu *vcpu);

/* The same for a guest that has its board already. */
void board_use(struct guest *guest);

/* In half of the streams another mode: DEVICES, in which the guest does little else than use them.
 */
enum mode board_mode(enum mode mode);

/* Fills a page with code for that mode. */
void board_fill_code(uint8_t *page);

/* Puts every device back as it was at the start. Before vcpu_reset(). */
void board_put_back(void);

/* What a guest that uses devices has in its registers, and in them if it has used them before.
 * After set_registers(). */
void board_prepare(struct vcpu *vcpu, enum mode mode);

/* The bits of a host register that belong to the guest, since it has interrupts. */
uint64_t board_guest_bits(const char *register_name);

/* Prints what was used. */
void board_print(const struct vcpu *vcpu);
