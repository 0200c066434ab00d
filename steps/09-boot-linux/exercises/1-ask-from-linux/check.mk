# Linux, which makes the accesses that the grader orders.
add := boot.c linux_asks.c orders.c
