/* RISC-V: a vCPU off this CPU, and on it again. */
#include "save.h"

#include "handlers.h"
#include "timer.h"

/* --- Registers --- */

/* Those that only some CPUs have. Where there is Smstateen they trap, and hold nothing. */
static __attribute__((noinline)) void save_newer(struct vcpu *vcpu)
{
#define SAVE_NEWER(name, number, extension) \
    if (cpu_has_extension(extension))       \
        vcpu->name = csr_read(number);
    VCPU_NEWER_REGISTERS(SAVE_NEWER)
}

static __attribute__((noinline)) void load_newer(const struct vcpu *vcpu)
{
#define LOAD_NEWER(name, number, extension) \
    if (cpu_has_extension(extension))       \
        csr_write(number, vcpu->name);
    VCPU_NEWER_REGISTERS(LOAD_NEWER)
}

/* What this CPU has: it does not change, and looking for it takes long. */
static bool has_newer, has_units;

static void look_at_cpu(void)
{
    bool newer = false;
#define HAS(name, number, extension) newer |= cpu_has_extension(extension);
    VCPU_NEWER_REGISTERS(HAS)
    has_newer = newer && !cpu_has_extension("smstateen");
    has_units = cpu_has_extension("d");
}

/* --- Floating point --- */

/* The registers by number: the hypervisor is compiled for a CPU without them. FS is not 0. */
#define EACH                                        \
    ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15," \
    "16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"

static inline void save_floating_point(struct vcpu_units *units)
{
    __asm__ volatile(EACH ".insn s 0x27, 3, x\\n, (8 * \\n)(%0)\n" /* fsd f\n */
                          ".endr"
                     :
                     : "r"(units)
                     : "memory");
    units->fcsr = csr_read(0x003);
}

static inline void load_floating_point(const struct vcpu_units *units)
{
    __asm__ volatile(EACH ".insn i 0x07, 3, x\\n, (8 * \\n)(%0)\n" /* fld f\n */
                          ".endr"
                     :
                     : "r"(units)
                     : "memory");
    csr_write(0x003, units->fcsr);
}

static bool lends_lazily; /* the option */

/* Whose values are in the unit, if it is lent lazily. Its FS is not 0; all others' is. */
static struct vcpu *units_of;

static inline void load_units(const struct vcpu *vcpu)
{
    load_floating_point(&vcpu->units);
    csr_clear(sstatus, SSTATUS_FS_WRITTEN);
}

/* S.1.1.9: FS is 3, "dirty", if the guest has written a register since they were loaded; else 2,
 * "clean", or 0. */
static inline void save_units(struct vcpu *vcpu)
{
    if (vcpu->sstatus & SSTATUS_FS_WRITTEN)
        save_floating_point(&vcpu->units);
}

/* The unit is on, and nobody's. */
static void units_free(void)
{
    csr_set(sstatus, SSTATUS_FS);
    if (!units_of)
        return;
    save_floating_point(&units_of->units);
    units_of->sstatus &= ~SSTATUS_FS;
    units_of = NULL;
}

static exit_handler *handle_other_instruction, *handle_other_register;

/* While FS is 0, each instruction of the unit is illegal, and each access to fcsr. What is illegal
 * with it as well, exits again. */
static enum guest_action take_units(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool is_off = has_units && vcpu->guest->floating_point && !(csr_read(sstatus) & SSTATUS_FS);
    if (!is_off || exit->cause != CAUSE_ILLEGAL_INSTRUCTION) {
        exit_handler *other =
            exit->kind == EXIT_REGISTER ? handle_other_register : handle_other_instruction;
        return other(vcpu, exit);
    }
    units_free();
    load_floating_point(&vcpu->units);
    units_of = vcpu;
    return GUEST_RESUMES;
}

void units_lend_lazily(void)
{
    lends_lazily = true;
    handle_before(EXIT_INSTRUCTION, take_units, &handle_other_instruction);
    handle_before(EXIT_REGISTER, take_units, &handle_other_register);
}

/* --- Off, and on --- */

/* A reservation that a guest has made with lr must not let another guest's sc succeed: ours ends
 * it, Unprivileged 13.2. It may write to x[0], which is never read. */
static inline void end_reservation(struct vcpu *vcpu)
{
    uint64_t failed;
    __asm__ volatile("sc.d %0, zero, (%1)" : "=r"(failed) : "r"(&vcpu->x[0]) : "memory");
}

static __attribute__((noinline)) void save_more(struct vcpu *vcpu)
{
    if (vcpu->more & MORE_UNITS)
        save_units(vcpu);
    if (vcpu->more & MORE_NEWER)
        save_newer(vcpu);
}

static __attribute__((noinline)) void load_more(struct vcpu *vcpu)
{
    if (vcpu->more & MORE_UNITS)
        load_units(vcpu);
    if (vcpu->more & MORE_NEWER)
        load_newer(vcpu);
}

void vcpu_load_beside(struct vcpu *vcpu)
{
    look_at_cpu();
    bool lends = lends_lazily && has_units;
    vcpu->more = (has_newer ? MORE_NEWER : 0) | (has_units && !lends ? MORE_UNITS : 0);
    if (units_of == vcpu) /* before its reset */
        units_of = NULL;
    if (lends)
        units_free();
    vcpu_load(vcpu);
    if (lends)
        units_of = vcpu;
}

/* sstatus is the host's, but SPP and FS in it are the guest's: H.6.4 and H.2.9. */
void vcpu_save(struct vcpu *vcpu)
{
#define SAVE(name, value) vcpu->name = csr_read(name);
    VCPU_REGISTERS(SAVE)
    vcpu->sstatus = csr_read(sstatus);
    vcpu->vstimecmp = csr_read(vstimecmp); /* scheduler_init() fails without Sstc */
    end_reservation(vcpu);
    vcpu->on_cpu = NULL;
    if (vcpu->more)
        save_more(vcpu);
}

/* The guest's VMID keeps its translations apart from another's, so there is no fence. */
void vcpu_restore(struct vcpu *vcpu)
{
    vcpu->on_cpu = this_cpu();
#define LOAD(name, value) csr_write(name, vcpu->name);
    VCPU_OWN_SETTINGS(LOAD)
    VCPU_REGISTERS(LOAD)
    csr_write(hgatp, vcpu->hgatp);
    csr_write(sstatus, vcpu->sstatus);
    csr_write(vstimecmp, vcpu->vstimecmp);
    if (vcpu->more)
        load_more(vcpu);
}

/* --- The guest's timer --- */

uint64_t vcpu_wakes_at(const struct vcpu *vcpu)
{
    uint64_t now = time_counter(), guest_now = now + vcpu->htimedelta;
    uint64_t when = vcpu_is_here(vcpu) ? csr_read(vstimecmp) : vcpu->vstimecmp;
    uint64_t host_when = now + when - guest_now;
    if (!(vcpu->henvcfg & HENVCFG_STCE) || when == NEVER)
        return NEVER;
    if (when <= guest_now)
        return now;
    return host_when < now ? NEVER : host_when;
}
