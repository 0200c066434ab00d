/* AArch64: the calls by which guests talk to each other, and where they learn of them. */
#include "doorbell.h"

#include "memory_map.h"
#include "options.h"
#include "smccc.h"
#include "string.h"
#include "tree.h"

const unsigned doorbell_line = 48;

/* --- The calls --- */

static enum guest_action answer_call(struct vcpu *vcpu, int64_t result)
{
    return result < 0 ? not_supported(vcpu) : set_result(vcpu, result);
}

static enum guest_action shared_page(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? answer_call(vcpu, doorbell_page(vcpu->guest))
                                   : not_supported(vcpu);
}

static enum guest_action ring(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? answer_call(vcpu, doorbell_ring(vcpu->guest))
                                   : not_supported(vcpu);
}

static enum guest_action answer(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? answer_call(vcpu, doorbell_answer(vcpu->guest))
                                   : not_supported(vcpu);
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

/* --- All of it --- */

void doorbell_offer(void)
{
    hypercall_offer(0, SHARED_PAGE_CALL, shared_page);
    hypercall_offer(0, DOORBELL_RING_CALL, ring);
    hypercall_offer(0, DOORBELL_ANSWER_CALL, answer);
    tree_describe_more = describe;
}
