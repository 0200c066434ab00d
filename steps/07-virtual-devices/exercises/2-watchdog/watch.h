/* For the grader: the answer's watchdog, a model of it that each access of the guest is compared
 * with, and the host's timer. */
#pragma once

#include "../1-random-device/script.h"
#include "exercise.h"

struct watched {
    struct place place;
    struct watchdog dog;
    struct device answer; /* its functions, before ours came in between */

    /* The model. */
    uint32_t period;
    bool runs, locked;
    uint64_t earliest, latest; /* time_counter() at the end of the period, as far as can be known */
};
extern struct watched *watched;

/* The end of each message about a difference from the model. */
extern const char *watch_hint;

/* The host's timer comes that many ticks late. */
extern uint64_t timer_late;

/* A new board with the answer's watchdog in a new place, and an empty script. False if the answer
 * did not add it: the point is missed then. */
bool watch_new(void);

/* GPA of a register. */
uint64_t watch_period(void);
uint64_t watch_control(void);
uint64_t watch_kick(void);

/* Rows of the script: set the period and start the watchdog; kick it; let the guest run. */
void script_start(uint32_t period, uint32_t control);
void script_kick(void);
void script_for_ever(void);

/* Some milliseconds. */
uint32_t some_period(void);

/* --- Runs of the script --- */

/* The guest has to end like this. Anything wrong with the host's timer or with the guest's accesses
 * also misses the point. */
void watch_expect(uint64_t slice, enum guest_action right, const char *hint);

/*
 * add_rows() starts a watchdog with that period. If the host is so busy that the guest comes too
 * late, the period was too short, and is doubled. If this happens again and again, these two
 * functions prove nothing.
 */

/* The guest comes to its end in time. */
void watch_in_time(void (*add_rows)(uint32_t period), const char *hint);

/* The guest is reset, but not before it has read CONTROL, which is its first READ. */
void watch_reset(void (*add_rows)(uint32_t period), const char *hint);

/* For add_rows. */
void kick_in_time(uint32_t period);
void write_other_words(uint32_t period);
void kick_late(uint32_t period);
void stop_in_time(uint32_t period);
void start_twice(uint32_t period);
void set_period_later(uint32_t period);
