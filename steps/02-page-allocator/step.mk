add := page_alloc.c demo.c
