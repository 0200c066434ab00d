/*
 * For the grader: the answer's device, and a model of the ring. The model knows which bytes the
 * answer has to print at each exit, and each byte that it prints is compared with them.
 */
#pragma once

#include "../1-random-device/script.h"
#include "exercise.h"

struct watched {
    struct place place;
    struct output output;
    struct device answer; /* its functions, before ours came in between */

    /* The model. */
    uint64_t ring; /* GPA; 0: none */
    uint32_t consumed;
};
extern struct watched *watched;

/* The end of each message about a difference from the model. */
extern const char *watch_hint;

/* Bytes of the ring printed since the device was added, and bytes of the UART: all UART_BYTE. */
#define UART_BYTE 0x80 /* never in the ring */
extern uint64_t printed, printed_by_uart;

/* While bytes are printed, the two numbers in the guest's page are changed. */
extern bool meddle;
/* After the next byte of the UART, the ring's page is elsewhere in the machine's memory. */
extern bool move_page;
/* The deadline has to come within OUTPUT_LATEST after each exit, if there is a ring. */
extern bool timer_matters;

/* A new board with the answer's device in a new place, with new text for the ring, and an empty
 * script. False if the answer did not add it: the point is missed then. */
bool watch_new(void);

/* What the seed decides: the place, the ring's size, and what the guest puts there. */
void choose_place(struct place *place);
void choose_text(void);

/* GPA of a register. */
uint64_t watch_ring(void);
uint64_t watch_doorbell(void);

/* GPA of a page of the guest's RAM, another one each time. */
uint64_t new_page(void);

/* GPA of a page that the guest may only read. Called once. */
uint64_t read_only_page(void);

/* Rows of the script: the guest makes a ring in that page, as if so many bytes had been printed
 * before; it puts bytes there; it writes to the doorbell. */
void script_ring(uint64_t gpa, uint32_t before);
void script_put(uint32_t count, uint64_t gpa, bool doorbell);
void script_ring_doorbell(void);

/* Begins the script: a ring in which some bytes were printed before. Returns its GPA. */
uint64_t begin_ring(void);

/* --- Runs of the script --- */

/* The guest has to end like this. Anything that is printed wrongly also misses the point. */
void watch_expect(uint64_t slice, enum guest_action right, const char *hint);

extern uint64_t started_at; /* time_counter() at the start of this run */

/* So many bytes of rings have to be printed. */
void watch_printed(uint64_t count, const char *hint);

/* This run may have that many exits, and one more every OUTPUT_EARLIEST. */
void watch_exits(uint64_t most, const char *hint);
