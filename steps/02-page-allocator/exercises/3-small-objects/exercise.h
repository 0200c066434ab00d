/* Exercise 2.3: objects that are smaller than a page. */
#pragma once

#include "machine.h"
#include "page_alloc.h"
#include "print.h"
#include "string.h"

#define SMALL_MAX 2048 /* bytes */

/*
 * Your answer: an object of that many bytes, zeroed, aligned to 16 bytes. NULL if bytes is 0, or
 * larger than SMALL_MAX, or if page_alloc() has no page.
 */
void *small_alloc(size_t bytes);

/*
 * And: frees it. When the last object of a page is freed, so is the page. An error, and nothing
 * changes, if no object that is in use starts there, whatever the pointer is.
 */
error small_free(void *object);

/* It may call page_alloc(0), page_free(), error_of(), memset(), and printf(). */
