/* Exercise 2.2: a page at an address that the caller chooses. */
#pragma once

#include "page_alloc.h"
#include "print.h"
#include "string.h"

/*
 * Your answer: takes the page at that address, zeroed, out of the free block that it is in. The
 * other pages of the block stay free. page_free() frees the page. An error, and nothing changes, if
 * no page of the allocator starts there, or the page is in use.
 */
error page_alloc_at(void *page);

/*
 * answer.c includes page_alloc.c, as if you wrote at the end of that file. So it may use zones,
 * free_list_add() and all that is static there. Its public functions are now a part of your answer,
 * unchanged: page_alloc_add(), page_alloc_init(), page_alloc(), page_free(), pages_free(),
 * order_of(). They use machine.ram[], error_of(), memset() and memory_zero(). You may call
 * printf().
 */
