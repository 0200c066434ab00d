/* Device trees that are cut off or corrupted: each walk ends, and stays within the blob. */
#include "fdt_builder.h"

#include <stdlib.h>
#include <string.h>

enum { MAGIC = 0, SIZE = 4, STRUCTURE = 8, STRINGS = 12, STRINGS_SIZE = 32, STRUCTURE_SIZE = 36 };

static struct fdt fdt;

/* QEMU's tree without the room after it. */
static uint8_t *qemu_blob(size_t *size)
{
    uint64_t file_size;
    uint8_t *file = host_file(FIXTURES "/riscv64.dtb", &file_size);
    size_t structure_end = fdt_u32(file + STRUCTURE) + fdt_u32(file + STRUCTURE_SIZE);
    size_t strings_end = fdt_u32(file + STRINGS) + fdt_u32(file + STRINGS_SIZE);
    *size = structure_end > strings_end ? structure_end : strings_end;
    put_u32(file + SIZE, *size);
    return file;
}

void test_headers_that_lie(void)
{
    static const struct {
        unsigned at;
        uint32_t value;
        const char *says;
    } lies[] = {
        {MAGIC, 0xedfe0dd0, "none at"},
        {MAGIC, 0, "none at"},
        {SIZE, 0, "lies"},
        {SIZE, 39, "lies"},
        {STRUCTURE, 41, "lies"},
        {STRUCTURE, 0x7ffffffc, "lies"},
        {STRUCTURE, 0xfffffffc, "lies"},
        {STRUCTURE_SIZE, 0xffffffff, "lies"},
        {STRUCTURE_SIZE, 0x7fffffff, "lies"},
        {STRINGS, 0xffffffff, "lies"},
        {STRINGS_SIZE, 0xffffffff, "lies"},
    };
    size_t size;
    for (unsigned i = 0; i < sizeof lies / sizeof *lies; i++) {
        uint8_t *blob = qemu_blob(&size);
        unit_case("0x%x at byte %u", lies[i].value, lies[i].at);
        put_u32(blob + lies[i].at, lies[i].value);
        CHECK_ERROR(fdt_open(&fdt, blob), lies[i].says);
    }
    uint8_t *blob = qemu_blob(&size);
    put_u32(blob + STRINGS_SIZE, size - fdt_u32(blob + STRINGS));
    CHECK_OK(fdt_open(&fdt, blob));
    put_u32(blob + STRINGS_SIZE, size - fdt_u32(blob + STRINGS) + 1);
    CHECK_ERROR(fdt_open(&fdt, blob), "lies");
    CHECK_ERROR(fdt_open(&fdt, NULL), "none at 00000000");
}

/* A part of the blob from `from` on that ends at `end`. */
static void cut(uint8_t *blob, unsigned from, unsigned size, uint32_t end)
{
    uint32_t start = fdt_u32(blob + from), length = fdt_u32(blob + size);
    if (start > end)
        put_u32(blob + from, start = end / 4 * 4);
    if (length > end - start)
        put_u32(blob + size, end - start);
}

/* Cut off at each byte, with a header that does not tell: the copy ends where the memory does. */
void test_truncated_trees(void)
{
    size_t size;
    uint8_t *whole = qemu_blob(&size);
    CHECK_OK(fdt_open(&fdt, whole));
    unsigned all = walk_all(&fdt), fewer = 0;
    for (size_t end = 40; end < size; end++) {
        unit_case("cut at %lu", (unsigned long)end);
        uint8_t *blob = malloc(end);
        memcpy(blob, whole, end);
        put_u32(blob + SIZE, end);
        CHECK_ERROR(fdt_open(&fdt, blob), "lies");
        cut(blob, STRUCTURE, STRUCTURE_SIZE, end);
        cut(blob, STRINGS, STRINGS_SIZE, end);
        CHECK_OK(fdt_open(&fdt, blob));
        unsigned nodes = walk_all(&fdt);
        CHECK(nodes <= all);
        fewer += nodes < all;
        free(blob);
    }
    CHECK(fewer > size / 2);
}

void test_corrupted_trees(void)
{
    size_t size;
    uint8_t *whole = qemu_blob(&size), *blob = malloc(size);
    unsigned opened = 0;
    for (unsigned round = 0; round < 6000; round++) {
        memcpy(blob, whole, size);
        for (unsigned i = 0; i <= round % 8; i++) {
            size_t at = unit_random(4) ? 40 + unit_random(size - 40) : unit_random(40);
            if (at < 4 || (at >= SIZE && at < SIZE + 4))
                continue; /* what the memory's size is known by */
            unit_case("round %u, byte %lu", round, (unsigned long)at);
            blob[at] = unit_random(2) ? unit_random(256) : blob[at] ^ 1 << unit_random(8);
        }
        if (fdt_open(&fdt, blob))
            continue;
        opened++;
        walk_all(&fdt);
    }
    CHECK(opened > 1000);
    free(blob);
}

/* --- Made by hand --- */

static unsigned nodes_built(void)
{
    size_t size;
    CHECK_OK(fdt_open(&fdt, build_blob(&size)));
    return walk_all(&fdt);
}

/* Any tokens in any order, with short names and values in between. */
void test_rubbish_tokens(void)
{
    for (unsigned round = 0; round < 20000; round++) {
        build_start();
        build_property("reg", "", 1);
        build_begin("");
        for (unsigned i = unit_random(60); i > 0; i--)
            build_u32(unit_random(3) ? unit_random(10) : unit_random(1ul << 32));
        unit_case("round %u", round);
        nodes_built();
    }
}

/* The last property of a tree, with that length and that name. */
static unsigned nodes_with_property(uint32_t length, uint32_t name)
{
    build_start();
    build_begin("");
    build_property("a", "a", 2);
    build_begin("child");
    build_u32(PROPERTY);
    build_u32(length);
    build_u32(name);
    return nodes_built();
}

void test_properties_that_lie(void)
{
    static const uint32_t lengths[] = {0, 1, 4, 5, 0x7fffffff, 0xfffffff0, 0xfffffffd, 0xffffffff};
    static const uint32_t names[] = {0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xffffffff};
    for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (unsigned j = 0; j < sizeof names / sizeof *names; j++) {
            unit_case("length 0x%x, name 0x%x", lengths[i], names[j]);
            CHECK_EQUAL(nodes_with_property(lengths[i], names[j]), 2);
        }
    }
    /* Cut off within the property's own words, and within a node's name. */
    build_start();
    build_begin("");
    build_u32(PROPERTY);
    build_u32(0);
    CHECK_EQUAL(nodes_built(), 1);
    build_start();
    build_begin("");
    build_u32(BEGIN_NODE);
    build_u32(0x61616161);
    CHECK_EQUAL(nodes_built(), 1);
}

void test_unbalanced_nodes(void)
{
    build_start();
    CHECK_EQUAL(nodes_built(), 0);
    build_u32(END);
    CHECK_EQUAL(nodes_built(), 0);
    build_start();
    build_end();
    build_begin("");
    CHECK_EQUAL(nodes_built(), 0);
    build_start();
    build_begin("");
    build_begin("never ended");
    CHECK_EQUAL(nodes_built(), 2);
    build_start();
    build_begin("");
    build_end();
    build_end();
    build_end();
    build_begin("beyond");
    CHECK(nodes_built() <= 2);
}

/* Deeper than the reader keeps books for: it ends, and writes nothing beyond them. */
void test_too_deep(void)
{
    for (unsigned depth = 1; depth < 40; depth++) {
        build_start();
        for (unsigned i = 0; i < depth; i++)
            build_begin("n");
        for (unsigned i = 0; i < depth; i++)
            build_end();
        build_u32(END);
        unit_case("%u levels", depth);
        CHECK_EQUAL(nodes_built(), depth < FDT_DEPTH ? depth : FDT_DEPTH);
    }
}
