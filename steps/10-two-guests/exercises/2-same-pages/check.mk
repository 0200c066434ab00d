# The grader's pages, and the memory that it takes so that none is left.
add := pages.c
