/* The grader's own record: the objects that are in use, and the pages that the answer holds. */
#pragma once

#include "machine.h"

#include <stdbool.h>
#include <stddef.h>

#define MAX_OBJECTS 1024

struct object {
    unsigned char *at;
    size_t bytes;
    unsigned char mark; /* each of its bytes */
};
extern struct object objects[MAX_OBJECTS];
extern unsigned object_count;

/* How many pages the answer holds; page_alloc() gives it none beyond those allowed. */
extern unsigned pages_held, pages_allowed;

/* Looks at what small_alloc() gave, and fills it with a mark. False if something is wrong with it:
 * then the point is missed. So it is with the others. */
bool accept(unsigned char *at, size_t bytes);

/* Calls small_alloc(), which has to give something. */
bool take(size_t bytes);

/* Calls small_free() for objects[i], which has to hold its mark still. */
bool give_back(unsigned i);

/* Every object is still there, in a page that is held; and each page that is held has one:
 * the first that has none is told, and no other. */
bool check_all(void);

/* The object in use that has some of these bytes; NULL if none. */
const struct object *object_at(const unsigned char *at, size_t bytes);

/* The start of the page. */
char *page_of(const void *at);

/* page_alloc() and page_free() for the grader itself: they are not counted. */
void *__real_page_alloc(unsigned order);
error __real_page_free(void *block);
