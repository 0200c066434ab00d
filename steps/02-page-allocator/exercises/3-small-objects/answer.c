#include "exercise.h"

/* A page for each object. What do you have to know of a page to put more than one into it? */
void *small_alloc(size_t bytes)
{
    return page_alloc(0);
}

error small_free(void *object)
{
    return page_free(object);
}
