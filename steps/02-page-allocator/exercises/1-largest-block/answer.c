#include "exercise.h"
#include "page_alloc.c"

/* struct zone knows which lists are not empty. Look at free_list_add() in page_alloc.c. */
int largest_free(void)
{
    return 0;
}
