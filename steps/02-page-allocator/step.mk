# The page allocator, and the demonstration of it that step 3 no longer needs.
add := page_alloc.c demo.c
