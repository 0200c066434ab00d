/* Physical memory: pages, and pieces of pages. */
#pragma once

#include "machine.h"

/* --- pages.c --- */

/* All of RAM after the kernel's image is free, but for the initrd. */
void pages_init(void);

/* A page of zeros, with one reference; NULL if there is none. */
void *page_alloc(void);

/* The same for a program, which does not get the last ones: the kernel works on without it. */
void *page_alloc_for_program(void);

/* One reference more; one less: the page without references is free. */
void page_share(void *page);
void page_put(void *page);
bool page_is_shared(const void *page);

/* The initrd is not used any more. */
void pages_release_initrd(void);

struct pages {
    uint64_t all, free; /* after the kernel's image */
};
extern struct pages pages;

/* --- heap.c --- */

#define HEAP_LARGEST 2032 /* bytes */

/* Zeroed memory of at most HEAP_LARGEST bytes, aligned to 16; NULL if there is none. */
void *heap_alloc(size_t size);
void heap_free(void *memory);
