#include "tree.h"

#include "chacha20.h"
#include "device_tree.h"
#include "guest_memory.h"
#include "options.h"
#include "string.h"

enum { FDT_BEGIN_NODE = 1, FDT_END_NODE, FDT_PROP, FDT_END = 9 };

/* The header, 5.2, and the map of reserved memory after it, 5.3, which is empty. */
enum {
    MAGIC,
    TOTAL,
    STRUCTURE,
    STRINGS,
    RESERVED,
    VERSION,
    COMPATIBLE,
    CPU,
    NAMES_SIZE,
    SIZE,
    HEADER
};
#define FDT_MAGIC  0xd00dfeed
#define HEADER_END (HEADER * 4 + 16)

/* --- The structure block, 5.4 --- */

/* Makes room for so many bytes, in whole words of 4 bytes. */
static void *take(struct tree *tree, size_t bytes)
{
    static uint8_t nowhere[PAGE_SIZE];
    size_t words = (bytes + 3) & ~3ul;
    if (tree->full || words > tree->size - tree->at) {
        tree->full = true;
        return nowhere;
    }
    void *place = tree->blob + tree->at;
    memset(place, 0, words);
    tree->at += words;
    return place;
}

static void store(void *at, uint32_t number)
{
    number = __builtin_bswap32(number);
    memcpy(at, &number, sizeof number);
}

static void put(struct tree *tree, uint32_t number)
{
    store(take(tree, 4), number);
}

void tree_begin(struct tree *tree, const char *name)
{
    put(tree, FDT_BEGIN_NODE);
    memcpy(take(tree, strlen(name) + 1), name, strlen(name));
}

void tree_end(struct tree *tree)
{
    put(tree, FDT_END_NODE);
}

/* The name's place in the strings block, 5.5. */
static uint32_t place_of(struct tree *tree, const char *name)
{
    size_t at = 0, length = strlen(name) + 1;
    while (at < tree->names_size && strcmp(tree->names + at, name))
        at += strlen(tree->names + at) + 1;
    if (at < tree->names_size)
        return at;
    if (length > sizeof tree->names - tree->names_size) {
        tree->full = true;
        return 0;
    }
    memcpy(tree->names + at, name, length);
    tree->names_size += length;
    return at;
}

static void *property(struct tree *tree, const char *name, size_t bytes)
{
    put(tree, FDT_PROP);
    put(tree, bytes);
    put(tree, place_of(tree, name));
    return take(tree, bytes);
}

void tree_empty(struct tree *tree, const char *name)
{
    property(tree, name, 0);
}

void tree_string(struct tree *tree, const char *name, const char *value)
{
    tree_bytes(tree, name, value, strlen(value) + 1);
}

void tree_bytes(struct tree *tree, const char *name, const void *bytes, size_t count)
{
    void *place = property(tree, name, count);
    if (!tree->full)
        memcpy(place, bytes, count);
}

void tree_numbers(struct tree *tree, const char *name, const uint32_t *numbers, unsigned count)
{
    uint8_t *at = property(tree, name, count * 4);
    for (unsigned i = 0; i < count; i++)
        store(at + 4 * i, numbers[i]);
}

void tree_reg(struct tree *tree, uint64_t base, uint64_t size)
{
    tree_cells(tree, "reg", base >> 32, base, size >> 32, size);
}

void tree_address(struct tree *tree, const char *name, uint64_t address)
{
    tree_cells(tree, name, address >> 32, address);
}

/* --- The blob --- */

static void finish(struct tree *tree)
{
    put(tree, FDT_END);
    size_t strings = tree->at;
    memcpy(take(tree, tree->names_size), tree->names, tree->names_size);
    const uint32_t header[HEADER] = {
        [MAGIC] = FDT_MAGIC,
        [TOTAL] = tree->at,
        [STRUCTURE] = HEADER_END,
        [STRINGS] = strings,
        [RESERVED] = HEADER * 4,
        [VERSION] = 17,
        [COMPATIBLE] = 16,
        [NAMES_SIZE] = tree->names_size,
        [SIZE] = strings - HEADER_END,
    };
    for (unsigned i = 0; i < HEADER; i++)
        store(tree->blob + 4 * i, header[i]);
}

/* Random numbers for this start of this guest. They are made from those with which the machine
 * started us, because from equal seeds two guests would make equal keys. */
static void tree_random_seed(struct tree *tree)
{
    static uint32_t starts;
    uint32_t key[CHACHA20_KEY / 4], random[CHACHA20_BLOCK / 4];
    struct fdt_node chosen;
    size_t size;
    const void *seed = NULL;
    if (device_tree_find("chosen", &chosen))
        seed = fdt_property(&device_tree, &chosen, "rng-seed", &size);
    if (!seed || size < sizeof key)
        return;
    memcpy(key, seed, sizeof key);
    chacha20_block(key, starts++, random);
    tree_bytes(tree, "rng-seed", random, sizeof key);
}

void (*tree_describe_more)(struct tree *tree, const struct guest *guest);

error tree_for_guest(struct guest *guest, void (*describe)(struct tree *tree, const struct guest *),
                     const char *console, uint64_t *gpa)
{
    uint64_t left;
    *gpa = guest->ram.base + guest->ram.size - PAGE_SIZE;
    void *page = guest_memory_at(guest, *gpa, STAGE2_W, &left);
    if (!page)
        return error_of("no memory for the guest's device tree");
    struct tree tree = {.blob = page, .size = PAGE_SIZE};
    take(&tree, HEADER_END);

    tree_begin(&tree, "");
    tree_cells(&tree, "#address-cells", 2);
    tree_cells(&tree, "#size-cells", 2);
    describe(&tree, guest);
    if (tree_describe_more)
        tree_describe_more(&tree, guest);
    tree_begin(&tree, "chosen");
    tree_string(&tree, "bootargs", boot_words_for_guest());
    tree_string(&tree, "stdout-path", console);
    tree_random_seed(&tree);
    if (guest->initrd_size) {
        tree_address(&tree, "linux,initrd-start", guest->initrd);
        tree_address(&tree, "linux,initrd-end", guest->initrd + guest->initrd_size);
    }
    tree_end(&tree);
    tree_begin(&tree, "memory");
    tree_string(&tree, "device_type", "memory");
    tree_reg(&tree, guest->ram.base, guest->ram.size);
    tree_end(&tree);
    tree_end(&tree);
    finish(&tree);
    guest_memory_clean(guest, *gpa, PAGE_SIZE); /* a guest starts with its caches off */
    if (tree.full)
        return error_of("its device tree has no room for %lu bytes of words (--append)",
                        strlen(boot_words_for_guest()));
    return OK;
}
