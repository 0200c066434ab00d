/* RISC-V: the calls by which guests talk to each other, and where they learn of them. */
#include "doorbell.h"

#include "board.h"
#include "memory_map.h"
#include "options.h"
#include "riscv64_sbi.h"
#include "string.h"
#include "tree.h"

const unsigned doorbell_line = 12;

/* --- The calls --- */

const uint64_t doorbell_extension = SBI_OURS, doorbell_number = 0;

/* A guest's program cannot call: its ecall is the guest's own. */
enum guest_action doorbell_call(struct vcpu *vcpu, int64_t (*call)(struct guest *))
{
    int64_t result = call(vcpu->guest);
    if (result < 0)
        return not_supported(vcpu);
    vcpu->x[A0] = 0; /* no error, SBI 3 */
    vcpu->x[A1] = result;
    return GUEST_RESUMES;
}

/* --- The device tree --- */

static void describe(struct tree *tree, const struct guest *guest)
{
    const char *rights = boot_option("share-page", NULL);
    if (!rights)
        return;
    tree_begin(tree, "shared-page@f000000");
    tree_string(tree, "compatible", "worldswitch,shared-page");
    tree_reg(tree, GUEST_SHARED, PAGE_SIZE);
    tree_cells(tree, "interrupts", doorbell_line);
    tree_cells(tree, "interrupt-parent", PLIC_HANDLE);
    if (strcmp(rights, "rw"))
        tree_empty(tree, "read-only");
    tree_end(tree);
}

void doorbell_describe(void)
{
    tree_describe_more = describe;
}
