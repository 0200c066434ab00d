# Linux, which makes the accesses that the grader orders.
add := boot.c orders.c
