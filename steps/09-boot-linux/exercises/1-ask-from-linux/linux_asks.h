/* The points of exercise 9.1 for which Linux has to run: it boots when all others are right. */
#pragma once

void check_linux_asks(void);
void check_linux_argument(void);
void check_linux_size(void);
