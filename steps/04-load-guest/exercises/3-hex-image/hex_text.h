/* Makes the text of a HEX image, line by line. */
#pragma once

#include <stdint.h>

/* The types of records. */
enum { DATA, END, SEGMENT, START_SEGMENT, LINEAR, START_LINEAR, UNKNOWN };

/* How a text looks: all of these are right. */
enum { LOWER_CASE = 1, CR_LF = 2, LAST_LINE_ENDS = 4, TEXT_STYLES = 8 };

void text_begin(unsigned style);

/* Adds a good record. */
void text_add(unsigned type, uint16_t address, const uint8_t *data, unsigned count);

/* Adds a good record whose data is a number, the most significant byte first. */
void text_add_number(unsigned type, uint32_t number, unsigned count);

/* To spoil the last line: its first character, and its last ones, cut off or added. */
char *text_last_line(void);
void text_cut(unsigned characters);
void text_append(const char *characters);

/* Makes the sum of the last line right again. */
void text_fix_sum(void);

/* Lines so far. */
unsigned text_lines(void);

/* The whole text. Nothing may be added to it. */
const char *text_whole(uint32_t *size);
