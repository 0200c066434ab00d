/*
 * AArch64: the calls of the SMC Calling Convention (SMCCC 1.1, DEN 0028): their names, and who
 * answers them. w0 is the function's number: bit 30 says that the arguments, from x1 on, have 64
 * bits; bits 24 to 29 are the service; x0 becomes the answer.
 *
 * Our own service (bits 24 to 29 are 6: a hypervisor of its own kind) has, besides what every
 * service has, the guest's console:
 *
 *   0x86000001 CONSOLE_WRITE(address, bytes)   shows bytes, a page of them at most
 *   0x86000002 CONSOLE_READ(address, bytes)    puts there what waits to be read
 *   0x86000003 CONSOLE_WRITE_BYTE(byte)
 *
 * The first two, which are 0xc6000001 and 0xc6000002 as well, answer how many bytes they moved;
 * INVALID_PARAMETER (-3) when the guest may not use all of that memory (a guest-physical address).
 * The third answers 0.
 */
#pragma once

#include "vcpu.h"

typedef enum guest_end smc_answer(struct vcpu *vcpu);

struct smc_call {
    const char *name; /* "PSCI_VERSION" */
    smc_answer *answer;
    uint64_t arguments;
    bool has_64; /* the number with bit 30 is the same call */
};

/* The calls of PSCI (DEN 0022): function 0x84000000 + n is psci_calls[n]. */
#define PSCI_CALLS 0x18
#define PSCI_BASE  0x84000000
extern const struct smc_call psci_calls[PSCI_CALLS];

/* All others that have a name; NULL ends them. */
struct smc_numbered {
    uint32_t number;
    struct smc_call call;
};
extern const struct smc_numbered smc_calls[];

#define SMC_64BIT           BIT(30)
#define SMC_SERVICE(number) ((number) >> 24 & 0x3f)

/* The call of that number; one without a name when no specification has one. */
const struct smc_call *smc_find(uint32_t number);

/* Its n-th argument, from 1 on, as wide as the call has it. */
uint64_t smc_argument(const struct vcpu *vcpu, unsigned n);

/* Who answers: aarch64_hypercalls.c. */
smc_answer not_offered;
smc_answer psci_version, psci_features, migrate_info_type, affinity_info;
smc_answer cpu_on, cpu_off, cpu_suspend, system_off, system_reset;
smc_answer smccc_version, service_uid, service_revision;
smc_answer console_write, console_read, console_write_byte;
