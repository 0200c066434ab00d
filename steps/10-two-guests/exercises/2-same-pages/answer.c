#include "exercise.h"

unsigned merge_pages(const struct guest_page *pages, unsigned count)
{
    /* Your code: which of them are equal? */
    return 0;
}

error unshare_page(const struct guest_page *page)
{
    return error_of("unshare_page() is not written yet");
}

error drop_page(const struct guest_page *page)
{
    return error_of("drop_page() is not written yet");
}
