# The grader watches what the answer calls, and in which order.
add  := watch.c
link := --wrap=stage2_fence --wrap=page_free
