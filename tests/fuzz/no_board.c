/* Steps 5 and 6: no devices. */
#include "fuzz_board.h"

error board_give(struct guest *guest, struct vcpu *vcpu)
{
    return OK;
}

enum mode board_mode(enum mode mode)
{
    return mode;
}

void board_fill_code(uint8_t *page)
{
}

void board_put_back(void)
{
}

void board_prepare(struct vcpu *vcpu, enum mode mode)
{
}

uint64_t board_guest_bits(const char *register_name)
{
    return 0;
}

void board_print(const struct vcpu *vcpu)
{
}
