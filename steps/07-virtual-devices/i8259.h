/*
 * Two Intel 8259A, as a PC has them: the output of the second is line 2 of the first. Lines 0 to 7
 * of irq_set() are those of the first, 8 to 15 those of the second. "8259A Programmable Interrupt
 * Controller" (Intel 231468); each line's trigger: "82371SB (PIIX3)" 2.5.6, ELCR.
 */
#pragma once

#include "devices.h"

#define I8259_NONE (-1) /* no line */

struct i8259_chip {
    struct device device; /* its two ports; first member */
    struct i8259 *pair;
    uint8_t lines;                        /* those that are high */
    uint8_t requests, in_service, masked; /* IRR, ISR, IMR: a bit a line */
    uint8_t level;                        /* ELCR: lines that are level-triggered */
    uint8_t vector;                       /* of its line 0 */
    uint8_t lowest;                       /* the line that has the lowest priority */
    uint8_t words;                        /* ICW2 to ICW4 that are to come: a bit each */
    bool auto_eoi, rotates, special_nested, special_mask, reads_isr, polled;
};

struct i8259 {
    struct i8259_chip chips[2];
    struct device trigger; /* the two ELCR */
    int offered;           /* the line whose interrupt the CPU was offered; -1: none */
};

/* Both as a PC's firmware leaves them: every line masked, vectors 0x08 and 0x70. */
error i8259_init(struct guest *guest, struct i8259 *pic);

/* Line 0, the timer's, may have been high; it has been low and is high again. The vCPU is held. */
void i8259_timer_edge(struct guest *guest);

/* Whether an interrupt of that line would be offered to the CPU, if it came now. */
bool i8259_lets_through(const struct i8259 *pic, unsigned line);

/* The same, unless that line is high already, and only its edge would count. */
bool i8259_can_rise(const struct i8259 *pic, unsigned line);

/* The CPU has taken what it was offered: it is offered the next one. To be called if
 * intr_tell_when_taken(); otherwise the two notice it in time themselves. */
void i8259_interrupt_taken(struct guest *guest, struct i8259 *pic);

/* --- Shared by i8259.c and i8259_priority.c --- */

static inline bool i8259_is_first(const struct i8259_chip *chip)
{
    return chip == chip->pair->chips;
}

/* The line with the highest priority of those bits. */
int i8259_highest(const struct i8259_chip *chip, uint8_t lines);

/* IRR; and the line of it for which the chip asks for an acknowledge now, or I8259_NONE. */
uint8_t i8259_requests(const struct i8259_chip *chip);
int i8259_ready(const struct i8259_chip *chip);

/* The line's interrupt is acknowledged. */
void i8259_take(struct i8259_chip *chip, int line);

/* Before the state of the two is looked at or changed, and after that. */
void i8259_settle(struct i8259 *pic, const struct guest *guest);
void i8259_offer(struct i8259 *pic, const struct guest *guest);
