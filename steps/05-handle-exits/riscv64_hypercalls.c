/*
 * RISC-V: the hypercalls that are answered, those of the Supervisor Binary Interface, version 2.0.
 * a7 is the extension, a6 the function, a0 to a5 the arguments; a0 is the error, a1 the value.
 */
#include "vcpu.h"

#include "print.h"

#define SPEC_VERSION (2 << 24) /* 2.0, in 7 and 24 bits */
#define OUR_ID       0x5753    /* "WS"; the specification's list of implementations ends below */
#define OUR_VERSION  1
#define ONLY_HART    0

/* Errors, SBI 3 */
enum {
    SUCCESS = 0,
    FAILED = -1,
    NOT_SUPPORTED = -2,
    INVALID_PARAM = -3,
    INVALID_ADDRESS = -5,
};

/* Puts the answer where the guest looks for it. */
static enum guest_end answer(struct vcpu *vcpu, int64_t problem, uint64_t value)
{
    vcpu->x[A0] = problem;
    vcpu->x[A1] = value;
    return GUEST_GOES_ON;
}

static const exit_handler *find_extension(uint64_t id);

/* --- Base, SBI 4 --- */

static enum guest_end base(struct vcpu *vcpu, struct vm_exit *exit)
{
    (void)exit;
    switch (vcpu->x[A6]) {
    case 0: /* get_spec_version */
        return answer(vcpu, SUCCESS, SPEC_VERSION);
    case 1: /* get_impl_id */
        return answer(vcpu, SUCCESS, OUR_ID);
    case 2: /* get_impl_version */
        return answer(vcpu, SUCCESS, OUR_VERSION);
    case 3: /* probe_extension */
        return answer(vcpu, SUCCESS, find_extension(vcpu->x[A0]) != NULL);
    case 4: /* get_mvendorid, get_marchid, get_mimpid: 0 is "not said" */
    case 5:
    case 6:
        return answer(vcpu, SUCCESS, 0);
    }
    return answer(vcpu, NOT_SUPPORTED, 0);
}

/* --- Debug console, SBI 12 --- */

/* A buffer's address comes in two registers, for 32-bit guests; above 64 bits there is nothing. */
static enum guest_end console_buffer(struct vcpu *vcpu,
                                     int64_t (*transfer)(struct vcpu *, uint64_t, uint64_t))
{
    int64_t done = vcpu->x[A2] ? -1 : transfer(vcpu, vcpu->x[A1], vcpu->x[A0]);
    return done < 0 ? answer(vcpu, INVALID_PARAM, 0) : answer(vcpu, SUCCESS, done);
}

static enum guest_end debug_console(struct vcpu *vcpu, struct vm_exit *exit)
{
    (void)exit;
    switch (vcpu->x[A6]) {
    case 0:
        return console_buffer(vcpu, guest_console_write);
    case 1:
        return console_buffer(vcpu, guest_console_read);
    case 2:
        guest_putc(vcpu->x[A0]);
        return answer(vcpu, SUCCESS, 0);
    }
    return answer(vcpu, NOT_SUPPORTED, 0);
}

/* --- System reset, SBI 10 --- */

static enum guest_end system_reset(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum { SHUTDOWN, COLD_REBOOT, WARM_REBOOT };
    enum { NO_REASON, SYSTEM_FAILURE };
    uint32_t type = vcpu->x[A0], reason = vcpu->x[A1];
    if (vcpu->x[A6])
        return answer(vcpu, NOT_SUPPORTED, 0);
    if (type > WARM_REBOOT || reason > SYSTEM_FAILURE)
        return answer(vcpu, INVALID_PARAM, 0);
    if (reason == SYSTEM_FAILURE) {
        exit->why = "it reports that its system has failed";
        return GUEST_STOPPED;
    }
    return type == SHUTDOWN ? GUEST_SHUT_DOWN : GUEST_ASKS_FOR_RESET;
}

/* --- Remote fences, SBI 8: the only hart is the one that calls --- */

static enum guest_end remote_fence(struct vcpu *vcpu, struct vm_exit *exit)
{
    (void)exit;
    uint64_t harts = vcpu->x[A0], first = vcpu->x[A1];
    bool all = first == UINT64_MAX;
    if (!all && (first != ONLY_HART || harts & ~1ul))
        return answer(vcpu, INVALID_PARAM, 0);
    switch (vcpu->x[A6]) {
    case 0:
        __asm__ volatile("fence.i" : : : "memory");
        return answer(vcpu, SUCCESS, 0);
    case 1:
    case 2:
        hfence_vvma_all();
        return answer(vcpu, SUCCESS, 0);
    }
    return answer(vcpu, NOT_SUPPORTED, 0); /* the others are for harts with an H extension */
}

/* --- Legacy calls, SBI 5: a7 alone says which, and a1 keeps its value --- */

static enum guest_end legacy_putchar(struct vcpu *vcpu, struct vm_exit *exit)
{
    (void)exit;
    guest_putc(vcpu->x[A0]);
    vcpu->x[A0] = SUCCESS;
    return GUEST_GOES_ON;
}

static enum guest_end legacy_getchar(struct vcpu *vcpu, struct vm_exit *exit)
{
    (void)exit;
    vcpu->x[A0] = console_getc();
    return GUEST_GOES_ON;
}

static enum guest_end legacy_shutdown(struct vcpu *vcpu, struct vm_exit *exit)
{
    (void)vcpu, (void)exit;
    return GUEST_SHUT_DOWN;
}

/* --- Which are there --- */

static const struct {
    uint64_t id;
    exit_handler handle;
} extensions[] = {
    {0x10, base},
    {0x4442434e, debug_console}, /* "DBCN" */
    {0x53525354, system_reset},  /* "SRST" */
    {0x52464e43, remote_fence},  /* "RFNC" */
    {1, legacy_putchar},
    {2, legacy_getchar},
    {8, legacy_shutdown},
};

static const exit_handler *find_extension(uint64_t id)
{
    for (unsigned i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        if (extensions[i].id == id)
            return &extensions[i].handle;
    }
    return NULL;
}

enum guest_end answer_hypercall(struct vcpu *vcpu, struct vm_exit *exit)
{
    const exit_handler *handle = find_extension(vcpu->x[A7]);
    vcpu->pc += 4; /* sepc is the ecall's own address */
    if (!handle)
        return answer(vcpu, NOT_SUPPORTED, 0);
    return (*handle)(vcpu, exit);
}
