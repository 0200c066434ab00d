# The answer includes page_alloc.c. No guest is entered.
drop := 01-enter-guest/% 02-page-allocator/%
