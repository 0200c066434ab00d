add := books.c
