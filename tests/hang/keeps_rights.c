/* Step 3 with a stage2_protect() that changes nothing.
 * ./run.sh step 3 ARCH --main tests/hang/keeps_rights.c */
#include "../../steps/03-stage2-tables/main.c"

error __wrap_stage2_protect(struct stage2 *stage2, uint64_t gpa, uint64_t size, unsigned prot)
{
    return OK;
}
