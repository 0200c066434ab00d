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
    bool newer = false;
#define HAS(name, number, exists) newer |= !!(exists);
    VCPU_NEWER_REGISTERS(HAS)
    has_newer = newer;
}

/* --- Floating point --- */

/* The registers, four at a time: the compiler is told not to use them, and newer ones then do not
 * know FPCR and FPSR by name. TFP is 0. */
#define EACH_FOUR                                                        \
    ".arch_extension simd\n"                                             \
    ".irp four, v0.2d-v3.2d, v4.2d-v7.2d, v8.2d-v11.2d, v12.2d-v15.2d, " \
    "v16.2d-v19.2d, v20.2d-v23.2d, v24.2d-v27.2d, v28.2d-v31.2d\n"

static inline void save_floating_point(struct vcpu_units *units)
{
    uint64_t *v = units->v[0];
    __asm__ volatile(EACH_FOUR "st1 {\\four}, [%0], #64\n"
                               ".endr"
                     : "+r"(v)
                     :
                     : "memory");
    units->fpcr = sysreg_read(S3_3_C4_C4_0); /* FPCR */
    units->fpsr = sysreg_read(S3_3_C4_C4_1); /* FPSR */
}

static inline void load_floating_point(const struct vcpu_units *units)
{
    const uint64_t *v = units->v[0];
    __asm__ volatile(EACH_FOUR "ld1 {\\four}, [%0], #64\n"
                               ".endr"
                     : "+r"(v)
                     :
                     : "memory");
    sysreg_write(S3_3_C4_C4_0, units->fpcr);
    sysreg_write(S3_3_C4_C4_1, units->fpsr);
}

static bool lends_lazily; /* the option */

/* Whose values are in the unit, if it is lent lazily. Its TFP is 0; all others' is 1. */
static struct vcpu *units_of;

static inline void load_units(const struct vcpu *vcpu)
{
    __asm__ volatile("isb"); /* CPTR_EL2 lets us */
    load_floating_point(&vcpu->units);
}

static inline void save_units(struct vcpu *vcpu)
{
    save_floating_point(&vcpu->units);
}

/* The unit is on, and nobody's. */
static void units_free(void)
{
    sysreg_write(cptr_el2, sysreg_read(cptr_el2) & ~(uint64_t)CPTR_TFP);
    __asm__ volatile("isb");
    if (!units_of)
        return;
    save_floating_point(&units_of->units);
    units_of->cptr_el2 |= CPTR_TFP;
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
    vcpu->cptr_el2 &= ~(uint64_t)CPTR_TFP;
    units_of = vcpu;
    return GUEST_RESUMES;
}

void units_lend_lazily(void)
{
    lends_lazily = true;
    handle_before(EXIT_INSTRUCTION, take_units, &handle_other_instruction);
}

/* --- Off, and on --- */

/* All of a list's registers are read before the first one is written. So the compiler can store, or
 * load, two with one instruction; and a list is not longer than it has registers for that. */
#define READ(name, value)  uint64_t name = sysreg_read(name);
#define STORE(name, value) vcpu->name = name;
#define LOAD(name, value)  uint64_t name = vcpu->name;
#define WRITE(name, value) sysreg_write(name, name);

#define SAVE_EACH(LIST) \
    do {                \
        LIST(READ)      \
        LIST(STORE)     \
    } while (0)

#define LOAD_EACH(LIST) \
    do {                \
        LIST(LOAD)      \
        LIST(WRITE)     \
    } while (0)

/* A reservation of the guest's, by ldxr: eret ends it, B2.9. */

/* The machine's interrupt of the guest's timer is given back: as long as it is active, the next
 * guest's cannot come. The timer, which is off for that, raises it again when it is loaded. */
static void save_lists(struct vcpu *vcpu)
{
    struct gic *gic = vcpu->gic;
    sysreg_write(cntv_ctl_el0, 0);
    lists_take_back(gic);
    lists_clear(gic);
    virtual_timer_leave(gic);
}

static void load_lists(struct vcpu *vcpu)
{
    vcpu->more &= ~MORE_LISTS;
    lists_fill(vcpu->gic);
}

static __attribute__((noinline)) void save_more(struct vcpu *vcpu)
{
    if (vcpu->more & MORE_UNITS)
        save_units(vcpu);
    if (vcpu->more & MORE_NEWER)
        save_newer(vcpu);
    if (vcpu->more & MORE_LISTS)
        save_lists(vcpu);
    vcpu->on_cpu = NULL;
}

static __attribute__((noinline)) void load_more(struct vcpu *vcpu)
{
    if (vcpu->more & MORE_UNITS)
        load_units(vcpu);
    if (vcpu->more & MORE_NEWER)
        load_newer(vcpu);
    if (vcpu->more & MORE_LISTS)
        load_lists(vcpu);
}

void vcpu_load_beside(struct vcpu *vcpu)
{
    look_at_cpu();
    if (units_of == vcpu) /* before its reset */
        units_of = NULL;
    if (lends_lazily)
        units_free();
    vcpu_load(vcpu);
    vcpu->more = MORE_LISTS; /* there may be something from before its first turn */
    vcpu->more |= (has_newer ? MORE_NEWER : 0) | (lends_lazily ? 0 : MORE_UNITS);
    if (lends_lazily)
        units_of = vcpu;
}

void vcpu_save(struct vcpu *vcpu)
{
    SAVE_EACH(VCPU_REGISTERS_1);
    SAVE_EACH(VCPU_REGISTERS_2);
    SAVE_EACH(VCPU_GIC_REGISTERS);
    if (vcpu->more)
        save_more(vcpu);
    else
        vcpu->on_cpu = NULL;
}

/* The guest's VMID keeps its translations apart from another's, so there is no tlbi; and eret
 * synchronizes all that is written here, D1.4. */
void vcpu_restore(struct vcpu *vcpu)
{
    vcpu->on_cpu = this_cpu();
    LOAD_EACH(VCPU_OWN_SETTINGS);
    sysreg_write(vttbr_el2, vcpu->vttbr_el2);
    LOAD_EACH(VCPU_REGISTERS_1);
    LOAD_EACH(VCPU_REGISTERS_2);
    LOAD_EACH(VCPU_GIC_REGISTERS);
    if (vcpu->more)
        load_more(vcpu);
}

/* --- The guest's timer --- */

uint64_t vcpu_wakes_at(const struct vcpu *vcpu)
{
    uint64_t when = vcpu_is_here(vcpu) ? sysreg_read(cntv_cval_el0) : vcpu->cntv_cval_el0;
    return virtual_timer_is_set(vcpu) ? when : NEVER;
}
