add := page_alloc.c
