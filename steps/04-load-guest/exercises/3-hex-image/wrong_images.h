/* The points about images that are wrong. */
#pragma once

void check_wrong(void);
void check_end(void);
void check_outside(void);
