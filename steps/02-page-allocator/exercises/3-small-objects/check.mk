# The answer's pages pass through the grader, which counts them. No guest is entered.
add  := record.c
drop := 01-enter-guest/% 02-page-allocator/demo.c
link := --wrap=page_alloc --wrap=page_free
