#include "record.h"

#include "../1-largest-block/one_block.h"

struct piece pieces[2];
static unsigned piece_count;

void add_piece(void)
{
    pieces[piece_count++].base = add_block(PIECE_ORDER);
}

char *address_of(const struct piece *piece, unsigned page)
{
    return piece->base + page * PAGE_SIZE;
}

static struct piece *piece_of(const char *block)
{
    for (struct piece *piece = pieces; piece < pieces + piece_count; piece++) {
        if (block >= piece->base && block < address_of(piece, PIECE_PAGES))
            return piece;
    }
    return NULL;
}

void record(const char *block, unsigned order, bool used)
{
    struct piece *piece = piece_of(block);
    memset(&piece->used[(block - piece->base) / PAGE_SIZE], used, 1u << order);
}

bool is_used(const char *page)
{
    const struct piece *piece = piece_of(page);
    return piece->used[(page - piece->base) / PAGE_SIZE];
}

static unsigned free_among(const struct piece *piece, unsigned page, unsigned count)
{
    unsigned found = 0;
    for (unsigned i = page; i < page + count; i++)
        found += !piece->used[i];
    return found;
}

bool is_free_block(const char *block, unsigned order)
{
    struct piece *piece = piece_of(block);
    if (!piece)
        return false;
    unsigned page = (block - piece->base) / PAGE_SIZE, pages = 1u << order, buddy = page ^ pages;
    return page % pages == 0 && free_among(piece, page, pages) == pages &&
           (order == PIECE_ORDER || free_among(piece, buddy, pages) < pages);
}

unsigned free_blocks(unsigned order)
{
    unsigned count = 0;
    for (struct piece *piece = pieces; piece < pieces + piece_count; piece++) {
        for (unsigned page = 0; page < PIECE_PAGES; page += 1u << order)
            count += is_free_block(address_of(piece, page), order);
    }
    return count;
}

size_t free_in_record(void)
{
    size_t pages = 0;
    for (unsigned i = 0; i < piece_count; i++)
        pages += free_among(&pieces[i], 0, PIECE_PAGES);
    return pages;
}
