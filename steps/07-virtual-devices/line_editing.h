/* What a guest's shell prints while a person edits its line: the cursor moves within that line. */
#pragma once

#include "print.h"

/*
 * For guest_line.control. Passes on what moves the cursor within the guest's own part of the line:
 * carriage return, backspace, and of the control sequences (ECMA-48, 5.4) CUB and CUF (left,
 * right), EL and ED (erase to the end). Drops all other sequences, and the bell.
 */
bool edit_line(struct guest_line *line, char c);
