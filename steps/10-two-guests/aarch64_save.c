/* AArch64: a vCPU off this CPU, and on it again. */
#include "save.h"

#include "aarch64_lists.h"
#include "aarch64_virtual_timer.h"
#include "board.h"
#include "handlers.h"

/* --- Registers --- */

/* Those that only some CPUs have. */
static __attribute__((noinline)) void save_newer(struct vcpu *vcpu)
{
#define SAVE_NEWER(name, number, exists) \
    if (exists)                          \
        vcpu->name = sysreg_read(number);
    VCPU_NEWER_REGISTERS(SAVE_NEWER)
}

static __attribute__((noinline)) void load_newer(const struct vcpu *vcpu)
{
#define LOAD_NEWER(name, number, exists) \
    if (exists)                          \
        sysreg_write(number, vcpu->name);
    VCPU_NEWER_REGISTERS(LOAD_NEWER)
}

/* What this CPU has: it does not change, and looking for it takes long. */
static bool has_newer;

static void look_at_cpu(void)
{
#define HAS_NEWER(name, number, exists) has_newer |= !!(exists);
    VCPU_NEWER_REGISTERS(HAS_NEWER)
}

/* --- Floating point --- */

void save_floating_point(struct vcpu_units *units); /* aarch64_save_units.S */
void load_floating_point(const struct vcpu_units *units);

/* Whose values are in the unit, if it may be another's than the one's on the CPU. */
static struct vcpu *units_of;
static bool lazily;

static void load_units(struct vcpu *vcpu)
{
    if (!vcpu->guest->floating_point)
        return;
    if (lazily) {
        if (vcpu != units_of)
            sysreg_write(cptr_el2, vcpu->cptr_el2 | CPTR_TFP);
        return;
    }
    __asm__ volatile("isb"); /* CPTR_EL2 lets us */
    load_floating_point(&vcpu->units);
}

static void save_units(struct vcpu *vcpu)
{
    if (!lazily && vcpu->guest->floating_point)
        save_floating_point(&vcpu->units);
}

/* The unit is on, and nobody's. */
static void units_free(void)
{
    sysreg_write(cptr_el2, sysreg_read(cptr_el2) & ~(uint64_t)CPTR_TFP);
    __asm__ volatile("isb");
    if (units_of)
        save_floating_point(&units_of->units);
    units_of = NULL;
}

static exit_handler *handle_other_instruction;

/* While CPTR_EL2.TFP is set, each instruction of the unit exits. */
static enum guest_action take_units(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool is_off = vcpu->guest->floating_point && sysreg_read(cptr_el2) & CPTR_TFP;
    if (!is_off || ESR_EC(exit->cause) != EC_FP)
        return handle_other_instruction(vcpu, exit);
    units_free();
    load_floating_point(&vcpu->units);
    units_of = vcpu;
    return GUEST_RESUMES;
}

void units_lend_lazily(void)
{
    lazily = true;
    handle_before(EXIT_INSTRUCTION, take_units, &handle_other_instruction);
}

/* --- Off, and on --- */

#define SAVE(name, value) vcpu->name = sysreg_read(name);

/* A reservation of the guest's, by ldxr: eret ends it, B2.9. */

/* The machine's interrupt of the guest's timer is given back: as long as it is active, the next
 * guest's cannot come. The timer raises it again when it is loaded. */
static void save_interrupts(struct vcpu *vcpu)
{
    struct gic *gic = &vcpu->guest->board->gic;
    if (gic->lists_used || gic->active_unlisted || gic->timer_taken) {
        lists_take_back(gic);
        lists_clear(gic);
        virtual_timer_leave(gic);
    }
    VCPU_GIC_REGISTERS(SAVE)
}

/* Mostly there is none. */
static void load_interrupts(struct gic *gic)
{
    uint32_t any = 0;
    for (unsigned word = 0; word < GIC_WORDS; word++)
        any |= gic->latched[word] | gic->line[word] | gic->active[word];
    if (any)
        lists_fill(gic);
}

void vcpu_load_beside(struct vcpu *vcpu)
{
    look_at_cpu();
    if (lazily)
        units_free();
    vcpu_load(vcpu);
    if (lazily)
        units_of = vcpu;
}

void vcpu_save(struct vcpu *vcpu)
{
    VCPU_REGISTERS(SAVE)
    sysreg_write(cntv_ctl_el0, 0);
    save_interrupts(vcpu);
    if (has_newer)
        save_newer(vcpu);
    save_units(vcpu);
    vcpu->on_cpu = false;
}

/* The guest's VMID keeps its translations apart from another's, so there is no tlbi; and eret
 * synchronizes all that is written here, D1.4. */
void vcpu_restore(struct vcpu *vcpu)
{
    const struct stage2 *stage2 = &vcpu->guest->stage2;
    vcpu->on_cpu = true;
    sysreg_write(vttbr_el2, vttbr_of(stage2->root, stage2->tag));
#define LOAD(name, value) sysreg_write(name, vcpu->name);
    VCPU_SETTINGS(LOAD)
    VCPU_REGISTERS(LOAD)
    VCPU_GIC_REGISTERS(LOAD)
    sysreg_write(ich_hcr_el2, vcpu->ich_hcr_el2);
    if (has_newer)
        load_newer(vcpu);
    load_interrupts(&vcpu->guest->board->gic);
    load_units(vcpu);
}

/* --- The guest's timer --- */

uint64_t vcpu_wakes_at(const struct vcpu *vcpu)
{
    uint64_t when = vcpu->on_cpu ? sysreg_read(cntv_cval_el0) : vcpu->cntv_cval_el0;
    return virtual_timer_is_set(vcpu) ? when : NEVER;
}
