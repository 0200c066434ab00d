/* The policies: yours is one more pointer here. */
#include "scheduler.h"

#include "options.h"
#include "string.h"

static const struct policy *const policies[] = {&weighted_fair, &round_robin};

error policy_choose(struct policy *policy)
{
    const char *name = boot_option("scheduler", policies[0]->name);
    for (unsigned i = 0; i < ARRAY_LENGTH(policies); i++) {
        if (!strcmp(policies[i]->name, name)) {
            *policy = *policies[i];
            return OK;
        }
    }
    return error_of("scheduler=%s: there is no such scheduler", name);
}
