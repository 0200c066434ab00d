/* Options on the boot command line (QEMU's -append): words, "name" or "name=value". What follows
 * the word "--" is the guest's, and no option. */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * With several guests (step 10), the word "guest=..." begins the options of the next one; those
 * before the first are everybody's. From now on the functions below look for those of guest n, from
 * 1 on, and then for everybody's. 0, as at the start: all of them are looked at.
 */
void boot_options_of(unsigned n);

/* How many guests have options of their own: words "guest=...". One at the least. */
unsigned boot_guests(void);

/* The option's value; fallback if it is not given. */
const char *boot_option(const char *name, const char *fallback);

/* Whether the bare word is there. */
bool boot_flag(const char *name);

/* A number, with K, M or G for powers of 1024. If the option is not given, *value stays. */
error boot_number(const char *name, uint64_t *value);

/* The words after "--", as they are on the command line: the guest's. "" if there are none. With
 * several guests their words follow one another, and the option "append" says how many bytes of
 * them are a guest's. */
const char *boot_words_for_guest(void);
