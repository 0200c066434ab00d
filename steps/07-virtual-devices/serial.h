/* What the UARTs of the three boards have in common: bytes from the host's console that wait in a
 * FIFO of the device. */
#pragma once

#include "deadlines.h"

struct serial_input {
    struct deadline look; /* when the host's console is looked at next; first member */
    void (*arrived)(struct serial_input *input); /* the FIFO has bytes that it did not have */
    unsigned depth;                              /* of the FIFO, at most 32 */
    unsigned first, count;
    struct guest *guest; /* whose bytes they are */
    uint8_t bytes[32];
};

/* Prepares an empty FIFO. Fails where the host has no timer, or an option is wrong. */
error serial_init(struct serial_input *input, struct guest *guest, unsigned depth,
                  void (*arrived)(struct serial_input *));

/* Takes the bytes that wait on the host's console, as many as the FIFO has room for. The others
 * wait there. Returns how many bytes are in the FIFO. */
unsigned serial_fill(struct serial_input *input);

/* Adds a byte that the device sends to itself, in loopback. False if the FIFO is full. */
bool serial_give(struct serial_input *input, uint8_t byte);

/* The oldest byte; -1 if there is none. */
int serial_take(struct serial_input *input);

/* While this is on, the host's console is looked at a hundred times a second (the option "tick"
 * sets another number), and arrived() is called. For a UART that may interrupt. */
void serial_watch(struct serial_input *input, bool on);
