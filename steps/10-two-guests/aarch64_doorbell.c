/* AArch64: the calls by which guests talk to each other, and where they learn of them. */
#include "doorbell.h"

#include "memory_map.h"
#include "options.h"
#include "smccc.h"
#include "string.h"
#include "tree.h"

const unsigned doorbell_line = 48;

/* --- The calls --- */

const uint64_t doorbell_extension = 0, doorbell_number = DOORBELL_BASE;

enum guest_action doorbell_call(struct vcpu *vcpu, int64_t (*call)(struct guest *))
{
    return set_result(vcpu, from_guest_kernel(vcpu) ? call(vcpu->guest) : NOT_SUPPORTED);
}

/* --- The device tree --- */

static void describe(struct tree *tree, const struct guest *guest)
{
    const char *rights = boot_option("share-page", NULL);
    if (!rights)
        return;
    tree_begin(tree, "shared-page@b000000");
    tree_string(tree, "compatible", "worldswitch,shared-page");
    tree_reg(tree, GUEST_SHARED, PAGE_SIZE);
    tree_cells(tree, "interrupts", 0, doorbell_line - 32, 4); /* as a device's, level-triggered */
    if (strcmp(rights, "rw"))
        tree_empty(tree, "read-only");
    tree_end(tree);
}

void doorbell_describe(void)
{
    tree_describe_more = describe;
}
