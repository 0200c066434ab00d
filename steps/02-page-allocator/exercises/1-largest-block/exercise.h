/* Exercise 2.1: how large is the largest free block? */
#pragma once

#include "page_alloc.h"
#include "print.h"
#include "string.h"

/* Your answer: the order of the largest block that page_alloc() could give now; -1 if none. */
int largest_free(void);

/*
 * answer.c includes page_alloc.c, as if you wrote at the end of that file. So it may use zones and
 * all that is static there. Its public functions are now a part of your answer, unchanged:
 * page_alloc_add(), page_alloc_init(), page_alloc(), page_free(), pages_free(), order_of(). They
 * use machine.ram[], error_of(), memset() and memory_zero(). You may call printf(), to see what you
 * do.
 */
