/* RISC-V: the calls of the Supervisor Binary Interface: their names, and who answers them. */
#pragma once

#include "vcpu.h"

struct sbi_call {
    _Alignas(32) const char *name; /* "DBCN console_write"; a row's address is a shift away */
    uint64_t arguments;
    enum guest_end (*answer)(struct vcpu *vcpu);
};

struct sbi_extension {
    uint64_t id;
    uint64_t count; /* of calls; function n is calls[n] */
    const struct sbi_call *calls;
};
extern const struct sbi_extension sbi_extensions[]; /* SBI_END comes last, and has no call */
#define SBI_END UINT64_MAX

/* The legacy calls, where the extension's number is the call's. */
#define SBI_LEGACY_CALLS 9
extern const struct sbi_call sbi_legacy[SBI_LEGACY_CALLS];

/* The call of those numbers; one without a name when the specification has none. */
const struct sbi_call *sbi_find(uint64_t extension, uint64_t function);

/* Who answers: riscv64_hypercalls.c. */
typedef enum guest_end sbi_answer(struct vcpu *vcpu);
sbi_answer not_offered;
sbi_answer get_spec_version, get_impl_id, get_impl_version, probe_extension, get_machine_id;
sbi_answer remote_fence_i, remote_sfence_vma, system_reset;
sbi_answer console_write, console_read, console_write_byte;
sbi_answer legacy_putchar, legacy_getchar, legacy_shutdown;
