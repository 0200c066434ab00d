/* x86_64: the devices of a PC, at its fixed ports. */
#include "board.h"

error board_init(struct board *board, struct guest *guest, struct vcpu *vcpu)
{
    board->vcpu = vcpu;
    guest->board = board;
    return OK;
}
