#include "exercise.h"

error give_ahead(struct guest *guest, struct guest_region *flash, uint64_t gpa, uint64_t size)
{
    TRY(give_page(guest, flash, gpa));
    /* Your code: the pages after it. */
    return OK;
}
