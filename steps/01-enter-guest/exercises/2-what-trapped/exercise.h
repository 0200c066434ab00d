/* Exercise 1.2: which access of the guest trapped? */
#pragma once

#include <stdint.h>
#include "print.h"

enum access { NO_STAGE2_FAULT, FETCH, LOAD, STORE };

struct guest_access {
    enum access access;
    uint64_t gpa; /* its first byte; of no meaning if stage 2 has not refused an access */
};

/* What each architecture says about a trap. */
struct scause_registers {
    uint64_t scause, stval, htval;
};
struct esr_registers {
    uint64_t esr, far, hpfar;
};
struct exitcode_fields {
    uint64_t exitcode, exitinfo1, exitinfo2;
};

/* Your answer: the access that stage 2 refused, or NO_STAGE2_FAULT. */
struct guest_access decode_scause(const struct scause_registers *trap);
struct guest_access decode_esr(const struct esr_registers *trap);
struct guest_access decode_exitcode(const struct exitcode_fields *trap);

/* They may call printf(), to see what they do. */
