#include "start.h"

#include "handlers.h"
#include "load_guest.h"
#include "memory_map.h"
#include "options.h"
#include "report.h"

bool guest_from_options(struct guest *guest, unsigned number)
{
    struct guest_layout layout = {GUEST_BASE, 16 << 20, GUEST_FLAT_AT, start_elf, start_flat};
    struct stage2_place place;
    const char *app = boot_option("guest", "/sbin/skernel");
    error problem = boot_number("guest-mem", &layout.size);
    if (!problem)
        problem = guest_init(guest, number);
    if (problem)
        return !report_error("options", problem);
    printf("app: %s\n", app);
    if (!load_guest(guest, &layout, app))
        return false;
    stage2_lookup(&guest->stage2, guest->entry, &place);
    printf("paddr: PA:0x%lx\n", place.hpa);
    return true;
}

static error slice_from_options(void)
{
    uint64_t slice = 0;
    TRY(boot_number("slice", &slice));
    return slice ? start_slice(slice) : OK;
}

bool start_guest(struct guest *guest, struct vcpu *vcpu)
{
    error problem = vcpu_init(vcpu, guest, 0);
    if (problem)
        return !report_error("options", problem);
    vcpu_load(vcpu);
    problem = slice_from_options();
    if (problem)
        return !report_error("slice", problem);
    if (boot_flag("verbose"))
        print_every_exit();
    return true;
}

int run_to_end(struct guest *guest, struct vcpu *vcpu)
{
    return start_guest(guest, vcpu) ? report_end(vcpu, run_vcpu(vcpu)) : 1;
}
