#include "restart.h"

#include "deadlines.h"
#include "options.h"
#include "page_alloc.h"
#include "report.h"
#include "start.h"
#include "string.h"

/* --- As at the beginning --- */

/* A block that demand paging gave in one piece may be mapped as pages: then the first one frees all
 * of it, and the allocator refuses the others. */
static void free_region(const struct stage2 *stage2, const struct guest_region *region)
{
    struct stage2_place place;
    for (uint64_t at = region->base; at < region->base + region->size; at += place.left) {
        if (stage2_lookup(stage2, at, &place))
            page_free((void *)place.hpa);
    }
}

/* A page that holds deadlines, which is not there on each machine. */
static void free_page(void *page)
{
    if (!page)
        return;
    deadlines_drop(page, PAGE_SIZE);
    page_free(page);
}

/* Memory is free before the fence in stage2_destroy(): the guest does not run between the two. */
void vm_free(struct vm *vm)
{
    struct guest *guest = &vm->guest;
    board_off(&vm->board);
    for (struct guest_region *region = guest->regions; region; region = region->next)
        free_region(&guest->stage2, region);
    vm->flash.first = vm->flash.mapped = 0;
    stage2_destroy(&guest->stage2);
    if (guest->permissions)
        page_free(guest->permissions);
    free_page(guest->power_ports);
    free_page(guest->apics);
}

/* make() sets rows of this table, and some new handlers call the one that was there before. So each
 * start begins with the same rows. */
static exit_handler *handlers_before[EXIT_KINDS];

static bool start_again(struct vm *vm, make_vm *make)
{
    vm_free(vm);
    memcpy(exit_handlers, handlers_before, sizeof handlers_before);
    if (!make(vm))
        return false;
    error problem = vcpu_renew(&vm->vcpu);
    if (problem)
        return !report_error("restart", problem);
    add_ends(&vm->vcpu);
    vcpu_load(&vm->vcpu);
    if (boot_flag("verbose"))
        print_every_exit();
    return true;
}

/* --- To the end --- */

/* The guest's command line may tell its kernel to reset the machine warm when it has failed. */
bool guest_has_failed(struct vcpu *vcpu)
{
    if (!boot_flag("failure-is-warm") || !reset_is_warm(vcpu))
        return false;
    vcpu->why_stopped = "it is a warm one, which says that its kernel or its command has failed";
    return true;
}

int vm_run_restarting(struct vm *vm, make_vm *make)
{
    struct vcpu *vcpu = &vm->vcpu;
    enum guest_action action;
    memcpy(handlers_before, exit_handlers, sizeof handlers_before);
    if (!make(vm))
        return 1;
    add_ends(vcpu);
    if (!start_guest(&vm->guest, vcpu))
        return 1;
    for (unsigned starts = 1; (action = run_vcpu(vcpu)) == GUEST_RESET;) {
        if (guest_has_failed(vcpu) || boot_flag("no-reboot"))
            break;
        printf("The guest asks for a reset: start %u.\n", ++starts);
        if (!start_again(vm, make))
            return 1;
    }
    int status = report_end(vcpu, action);
    print_memory(&vm->guest, &vm->flash);
    print_devices(&vm->guest);
    return status;
}
