/* The device-tree reader, with QEMU's tree of a RISC-V machine, and with some made by hand. */
#include "fdt_builder.h"

#include <string.h>

static struct fdt fdt;

static bool find(const char *name, struct fdt_node *node)
{
    *node = (struct fdt_node){0};
    while (fdt_next(&fdt, node)) {
        if (!strcmp(node->name, name))
            return true;
    }
    return false;
}

static void open_qemu(void)
{
    uint64_t size;
    CHECK_OK(fdt_open(&fdt, host_file(FIXTURES "/riscv64.dtb", &size)));
    CHECK(fdt.size <= size);
}

/* --- QEMU's: -machine virt -m 128M --- */

static void test_qemu_memory(void)
{
    struct fdt_node node;
    uint64_t base, size;
    open_qemu();
    CHECK(find("memory@80000000", &node));
    CHECK_STRING(fdt_string(&fdt, &node, "device_type"), "memory");
    CHECK(fdt_reg(&fdt, &node, 0, &base, &size));
    CHECK_EQUAL(base, 0x80000000);
    CHECK_EQUAL(size, 128 << 20);
    CHECK(!fdt_reg(&fdt, &node, 1, &base, &size));
    CHECK(!fdt_reg(&fdt, &node, 0xffffffff, &base, &size));
}

static void test_qemu_cpu(void)
{
    struct fdt_node node;
    uint64_t base, size;
    size_t length;
    open_qemu();
    CHECK(find("cpus", &node));
    CHECK_EQUAL(node.depth, 2);
    const void *frequency = fdt_property(&fdt, &node, "timebase-frequency", &length);
    CHECK(frequency && length == 4 && fdt_u32(frequency) == 10000000);
    CHECK(find("cpu@0", &node));
    CHECK_EQUAL(node.depth, 3);
    CHECK_STRING(fdt_string(&fdt, &node, "device_type"), "cpu");
    CHECK(strstr(fdt_string(&fdt, &node, "riscv,isa"), "h"));
    CHECK(!fdt_reg(&fdt, &node, 0, &base, &size)); /* #size-cells is 0 there */
}

static void test_qemu_devices(void)
{
    struct fdt_node node = {0};
    unsigned disks = 0, roots = 0;
    uint64_t base, size;
    open_qemu();
    while (fdt_next(&fdt, &node)) {
        roots += node.depth == 1 && !node.name[0];
        if (!fdt_compatible(&fdt, &node, "virtio,mmio"))
            continue;
        disks++;
        CHECK(fdt_reg(&fdt, &node, 0, &base, &size));
        CHECK(base >= 0x10001000 && base <= 0x10008000);
        CHECK_EQUAL(size, 0x1000);
        CHECK(!fdt_compatible(&fdt, &node, "virtio"));
    }
    CHECK_EQUAL(disks, 8);
    CHECK_EQUAL(roots, 1);
    CHECK(walk_all(&fdt) > 20);
}

static void test_qemu_second_compatible(void)
{
    struct fdt_node node;
    open_qemu();
    CHECK(find("test@100000", &node));
    CHECK(fdt_compatible(&fdt, &node, "sifive,test1"));
    CHECK(fdt_compatible(&fdt, &node, "sifive,test0"));
    CHECK(fdt_compatible(&fdt, &node, "syscon"));
    CHECK(!fdt_compatible(&fdt, &node, "sysco"));
    CHECK(!fdt_compatible(&fdt, &node, ""));
    CHECK(find("chosen", &node));
    CHECK(!fdt_compatible(&fdt, &node, "syscon")); /* it has no such property */
    CHECK(fdt_string(&fdt, &node, "compatible") == NULL);
}

/* --- Made by hand --- */

static void open_built(void)
{
    size_t size;
    build_u32(END);
    CHECK_OK(fdt_open(&fdt, build_blob(&size)));
}

/* One node below the root, with #address-cells and #size-cells, and a reg of five cells. */
static bool reg_with(const uint32_t *address, const uint32_t *size_cells, unsigned index,
                     uint64_t *base, uint64_t *size)
{
    static const uint32_t reg[] = {0x11, 0x22, 0x33, 0x44, 0x55};
    struct fdt_node node;
    build_start();
    build_begin("");
    if (address)
        build_cells("#address-cells", address, 1);
    if (size_cells)
        build_cells("#size-cells", size_cells, 1);
    build_begin("device@0");
    build_cells("reg", reg, 5);
    build_end();
    build_end();
    open_built();
    CHECK(find("device@0", &node));
    return fdt_reg(&fdt, &node, index, base, size);
}

static void test_cells(void)
{
    static const uint32_t zero = 0, one = 1, two = 2, three = 3, large = 0x102;
    uint64_t base, size;
    CHECK(reg_with(&two, &two, 0, &base, &size));
    CHECK(base == 0x1100000022 && size == 0x3300000044);
    CHECK(!reg_with(&two, &two, 1, &base, &size));
    CHECK(reg_with(&one, &one, 1, &base, &size));
    CHECK(base == 0x33 && size == 0x44);
    CHECK(!reg_with(&one, &one, 2, &base, &size));
    CHECK(reg_with(NULL, NULL, 0, &base, &size)); /* two and one, if not said */
    CHECK(base == 0x1100000022 && size == 0x33);
    CHECK(reg_with(&one, &two, 0, &base, &size));
    CHECK(base == 0x11 && size == 0x2200000033);
    CHECK(!reg_with(&zero, &one, 0, &base, &size));
    CHECK(!reg_with(&one, &zero, 0, &base, &size));
    CHECK(!reg_with(&three, &one, 0, &base, &size));
    CHECK(!reg_with(&large, &one, 0, &base, &size));
    CHECK(!reg_with(&one, &large, 0, &base, &size));
}

/* Padding between tokens, a property that comes after a node, values of odd lengths. */
static void test_order_of_tokens(void)
{
    struct fdt_node node;
    size_t length;
    build_start();
    build_u32(NOP);
    build_begin("");
    build_u32(NOP);
    build_property("a", "xyz", 3);
    build_u32(NOP);
    build_property("b", "12345", 5);
    build_property("empty", NULL, 0);
    build_begin("child");
    build_property("c", "in child", 9);
    build_end();
    build_property("late", "late", 5);
    build_end();
    open_built();
    CHECK(find("", &node));
    const char *a = fdt_property(&fdt, &node, "a", &length);
    CHECK(a && length == 3 && !memcmp(a, "xyz", 3));
    CHECK(fdt_string(&fdt, &node, "a") == NULL); /* it does not end */
    CHECK(fdt_property(&fdt, &node, "b", &length) && length == 5);
    CHECK(fdt_property(&fdt, &node, "empty", &length) && length == 0);
    CHECK(fdt_string(&fdt, &node, "empty") == NULL);
    CHECK(fdt_property(&fdt, &node, "c", &length) == NULL);
    CHECK(fdt_property(&fdt, &node, "late", &length) == NULL);
    CHECK(find("child", &node));
    CHECK_STRING(fdt_string(&fdt, &node, "c"), "in child");
    CHECK(!fdt_next(&fdt, &node));
}

int main(void)
{
    RUN(test_qemu_memory);
    RUN(test_qemu_cpu);
    RUN(test_qemu_devices);
    RUN(test_qemu_second_compatible);
    RUN(test_cells);
    RUN(test_order_of_tokens);
    RUN(test_headers_that_lie);
    RUN(test_truncated_trees);
    RUN(test_corrupted_trees);
    RUN(test_rubbish_tokens);
    RUN(test_properties_that_lie);
    RUN(test_unbalanced_nodes);
    RUN(test_too_deep);
    return unit_end("fdt");
}
