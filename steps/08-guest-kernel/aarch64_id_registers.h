/* AArch64: the values of the identification registers that a guest reads. */
#pragma once

#include <stdint.h>

/* The register of that number in S3_0_C0_C<crm>_<op2>, crm from 1 to 7: what this CPU has, without
 * the features whose registers and instructions trap. */
uint64_t guest_id_register(unsigned crm, unsigned op2);
