/* The grader's own record of which pages are free, to compare the allocator with. */
#pragma once

#include "machine.h"

#include <stdbool.h>
#include <stdint.h>

#define PIECE_ORDER 9 /* a piece of RAM is one block at first */
#define PIECE_PAGES (1u << PIECE_ORDER)

struct piece {
    char *base;
    bool used[PIECE_PAGES];
};
extern struct piece pieces[2];

/* Gives the allocator one more piece of RAM. */
void add_piece(void);

char *address_of(const struct piece *piece, unsigned page);

/* Records that the block of that order, at that address, is in use or free again. */
void record(const char *block, unsigned order, bool used);

bool is_used(const char *page);

/* Whether a block of that order is free there; larger ones, of which it is a half, do not count. */
bool is_free_block(const char *block, unsigned order);

/* How many blocks of that order are free: as many as there can be without a larger one. */
unsigned free_blocks(unsigned order);

/* Pages. */
size_t free_in_record(void);
