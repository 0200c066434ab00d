/* The device tree that a guest gets: all of it, read here by the specification. */
#include <string.h>

#include "unit.h"

#include "no_asm.h"

#include "chacha20.h"
#include "device_tree.h"
#include "guest_memory.h"
#include "options.h"
#include "tree.h"

/* --- The hypervisor's other files --- */

#define RAM_BASE 0x1280000000ul
#define RAM_SIZE 0x3000000ul

struct fdt device_tree;
static const char *words = "";
static const uint32_t *random_seed;
static size_t seed_size = CHACHA20_KEY;
static uint8_t *page; /* the last of the guest's RAM */
static bool cleaned;

void *guest_memory_at(struct guest *guest, uint64_t gpa, unsigned prot, uint64_t *left)
{
    CHECK_EQUAL(gpa, RAM_BASE + RAM_SIZE - PAGE_SIZE);
    CHECK_EQUAL(prot, STAGE2_W);
    return page;
}

void guest_memory_clean(struct guest *guest, uint64_t gpa, uint64_t size)
{
    CHECK(gpa == RAM_BASE + RAM_SIZE - PAGE_SIZE && size == PAGE_SIZE);
    cleaned = fdt_u32(page) == 0xd00dfeed; /* after everything else */
}

const char *boot_words_for_guest(void)
{
    return words;
}

bool device_tree_find(const char *name, struct fdt_node *node)
{
    CHECK_STRING(name, "chosen");
    return random_seed;
}

const void *fdt_property(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                         size_t *length)
{
    CHECK_STRING(name, "rng-seed");
    *length = seed_size;
    return random_seed;
}

/* A stand-in that shows what it was given; test_chacha20.c is about the real one. */
void chacha20_block(const uint32_t *key, uint32_t block, uint32_t *out)
{
    for (unsigned i = 0; i < CHACHA20_KEY / 4; i++)
        out[i] = key[i] + block;
}

uint32_t fdt_u32(const void *at)
{
    const uint8_t *b = at;
    return (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

/* --- Reading it --- */

static char text[3 * PAGE_SIZE], *text_at;

static void add(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    format_into(text_at, 100, format, args);
    va_end(args);
    text_at += strlen(text_at);
}

/* The structure block (5.4) as text: "{name", "}", and properties as " name=value" in hexadecimal.
 */
static const char *text_of(const uint8_t *blob)
{
    const uint8_t *at = blob + fdt_u32(blob + 8), *end = at + fdt_u32(blob + 36);
    const char *names = (const char *)blob + fdt_u32(blob + 12);
    text_at = text;
    while (at < end) {
        uint32_t token = fdt_u32(at), length;
        at += 4;
        if (token == 1) {
            add("{%s", (const char *)at);
            at += (strlen((const char *)at) + 4) & ~3ul;
        } else if (token == 2) {
            add("}");
        } else if (token == 3) {
            length = fdt_u32(at);
            add(" %s=", names + fdt_u32(at + 4));
            at += 8;
            for (unsigned i = 0; i < length; i++)
                add("%02x", at[i]);
            for (; length % 4; length++)
                CHECK_EQUAL(at[length], 0);
            at += length;
        } else {
            CHECK(token == 9 && at == end);
            add(".");
        }
    }
    CHECK(at == end);
    return text;
}

/* 5.2 and 5.3. What is after the header is where it should be, and all of it is in the page. */
static void check_header(const uint8_t *blob)
{
    uint32_t total = fdt_u32(blob + 4), structure = fdt_u32(blob + 8), strings = fdt_u32(blob + 12),
             reserved = fdt_u32(blob + 16);
    CHECK_EQUAL(fdt_u32(blob), 0xd00dfeed);
    CHECK(fdt_u32(blob + 20) == 17 && fdt_u32(blob + 24) == 16 && fdt_u32(blob + 28) == 0);
    CHECK(reserved >= 40 && reserved % 8 == 0 && structure == reserved + 16 && structure % 4 == 0);
    for (unsigned i = 0; i < 16; i++)
        CHECK_EQUAL(blob[reserved + i], 0);
    CHECK_EQUAL(strings, structure + fdt_u32(blob + 36));
    CHECK_EQUAL((strings + fdt_u32(blob + 32) + 3) & ~3u, total);
    CHECK(total <= PAGE_SIZE);
}

/* --- The tests --- */

static void describe(struct tree *tree, const struct guest *guest)
{
    CHECK_EQUAL(guest->ram.base, RAM_BASE);
    tree_string(tree, "model", "abc");
    tree_begin(tree, "four");
    tree_empty(tree, "ranges");
    tree_string(tree, "el", "abcd");
    tree_strings(tree, "reg", "a\0b");
    tree_begin(tree, "b@1");
    tree_reg(tree, 0x123456789abcdef0, 0xfedcba9876543210);
    tree_address(tree, "ranges", 0x00000001ffffffff);
    tree_end(tree);
    tree_end(tree);
}

/* The same, in a page of rubbish. */
static error make_tree(struct guest *guest)
{
    uint64_t gpa;
    *guest = (struct guest){.ram.base = RAM_BASE, .ram.size = RAM_SIZE};
    guest->initrd = 0x1281234000, guest->initrd_size = random_seed ? 0x10000f000 : 0;
    if (!page)
        page = host_memory(PAGE_SIZE, 0);
    memset(page, 0xa5, PAGE_SIZE);
    cleaned = false;
    error problem = tree_for_guest(guest, describe, "/tty", &gpa);
    CHECK_EQUAL(gpa, RAM_BASE + RAM_SIZE - PAGE_SIZE);
    return problem;
}

#define BEFORE                                                                             \
    "{ #address-cells=00000002 #size-cells=00000002 model=61626300{four ranges= el=616263" \
    "6400 reg=61006200{b@1 reg=123456789abcdef0fedcba9876543210 ranges=00000001ffffffff}}"
#define AFTER "}{memory device_type=6d656d6f727900 reg=00000012800000000000000003000000}}."

static void test_each_kind_of_property(void)
{
    struct guest guest;
    words = "a b";
    CHECK_OK(make_tree(&guest));
    CHECK(cleaned);
    check_header(page);
    CHECK_EQUAL(fdt_u32(page + 32), 80); /* each name is there once */
    CHECK_STRING(text_of(page), BEFORE "{chosen bootargs=61206200 stdout-path=2f74747900" AFTER);
}

static void test_each_start_has_a_seed_of_its_own(void)
{
    static const uint32_t seed[] = {1, 2, 3, 4, 5, 6, 7, 0xff000000};
    struct guest guest;
    random_seed = seed;
    CHECK_OK(make_tree(&guest));
    CHECK_STRING(
        text_of(page), BEFORE
        "{chosen bootargs=00 stdout-path=2f74747900 rng-seed=01000000020000000300000004000000"
        "050000000600000007000000000000ff "
        "linux,initrd-start=0000001281234000 linux,initrd-end=0000001381243000" AFTER);
    CHECK_OK(make_tree(&guest));
    CHECK(strstr(text_of(page), "rng-seed=0200000003000000"));
    seed_size--; /* too short to be a key */
    CHECK_OK(make_tree(&guest));
    CHECK(!strstr(text_of(page), "rng-seed"));
}

/* Words that just fit, and ones that do not: it never writes outside of its page. */
static void test_a_tree_that_is_full(void)
{
    static char many[2 * PAGE_SIZE];
    struct guest guest;
    unsigned fit = 0;
    words = many;
    for (unsigned length = 0; length < sizeof many - 1; length++) {
        error problem = make_tree(&guest);
        if (problem)
            CHECK_ERROR(problem, "its device tree has no room for ");
        else
            CHECK(length == fit++ && fdt_u32(page + 4) <= PAGE_SIZE);
        many[length] = 'w';
    }
    many[fit - 1] = '\0';
    CHECK_OK(make_tree(&guest));
    CHECK_EQUAL(fdt_u32(page + 4), PAGE_SIZE); /* the last byte of the page is used */
}

/* Those of the rest and 14 of 32 bytes are the 512 for which there is room. */
static bool one_byte_more;

static void describe_with_many_names(struct tree *tree, const struct guest *guest)
{
    for (unsigned i = 0; i < 13; i++)
        tree_empty(tree, phrase("%031u", i));
    tree_empty(tree, one_byte_more ? phrase("%032u", 13) : phrase("%031u", 13));
}

static void test_too_many_names(void)
{
    uint64_t gpa;
    struct guest guest = {.ram.base = RAM_BASE, .ram.size = RAM_SIZE};
    page = host_memory(PAGE_SIZE, 0);
    CHECK_OK(tree_for_guest(&guest, describe_with_many_names, "", &gpa));
    check_header(page);
    CHECK_EQUAL(fdt_u32(page + 32), 512);
    one_byte_more = true;
    CHECK_ERROR(tree_for_guest(&guest, describe_with_many_names, "", &gpa), "has no room for 0 ");
    page = NULL;
    CHECK_ERROR(tree_for_guest(&guest, describe, "", &gpa), "no memory");
}

int main(void)
{
    RUN(test_each_kind_of_property);
    RUN(test_each_start_has_a_seed_of_its_own);
    RUN(test_a_tree_that_is_full);
    RUN(test_too_many_names);
    return unit_end("tree");
}
