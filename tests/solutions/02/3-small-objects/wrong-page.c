/* MISS many objects in a page: each object has a page of its own */
#include "exercise.h"

void *small_alloc(size_t bytes)
{
    return bytes > 0 && bytes <= SMALL_MAX ? page_alloc(0) : NULL;
}

error small_free(void *object)
{
    return page_free(object);
}
