#include "record.h"

#include "exercise.h"
#include "grade.h"
#include "string.h"

struct object objects[MAX_OBJECTS];
unsigned object_count;

static char *pages[MAX_OBJECTS];
unsigned pages_held, pages_allowed = MAX_OBJECTS;

/* --- The answer's calls, which --wrap leads here --- */

void *__wrap_page_alloc(unsigned order)
{
    expect(order == 0, "page_alloc(%u): an answer takes one page at a time.", order);
    bool allowed = pages_held < pages_allowed && pages_held < ARRAY_LENGTH(pages);
    char *page = allowed ? __real_page_alloc(0) : NULL;
    if (page)
        pages[pages_held++] = page;
    return page;
}

error __wrap_page_free(void *page)
{
    for (unsigned i = 0; i < pages_held; i++) {
        if (pages[i] == page) {
            pages[i] = pages[--pages_held];
            return __real_page_free(page);
        }
    }
    return error_of("%p is not a page that you hold", page);
}

/* --- Objects --- */

char *page_of(const void *at)
{
    return (char *)((uintptr_t)at & -PAGE_SIZE);
}

static bool is_held(const unsigned char *at, size_t bytes)
{
    for (unsigned i = 0; i < pages_held; i++) {
        if (pages[i] == page_of(at))
            return page_of(at + bytes - 1) == page_of(at);
    }
    return false;
}

const struct object *object_at(const unsigned char *at, size_t bytes)
{
    for (struct object *object = objects; object < objects + object_count; object++) {
        if (at < object->at + object->bytes && object->at < at + bytes)
            return object;
    }
    return NULL;
}

static bool is_filled(const unsigned char *at, size_t bytes, unsigned char mark)
{
    for (size_t i = 0; i < bytes; i++) {
        if (at[i] != mark)
            return false;
    }
    return true;
}

bool accept(unsigned char *at, size_t bytes)
{
    static unsigned char mark;
    if (!expect((uintptr_t)at % 16 == 0, "small_alloc(%lu) gives %p: not a multiple of 16.", bytes,
                at) ||
        !expect(is_held(at, bytes),
                "%p, of %lu bytes, is not all in one page that you have from "
                "page_alloc(). Where does the page end?",
                at, bytes))
        return false;
    const struct object *other = object_at(at, bytes);
    if (!expect(!other, "%p, of %lu bytes, overlaps the object at %p, which is in use.", at, bytes,
                other ? other->at : NULL))
        return false;
    if (!expect(is_filled(at, bytes, 0),
                "the %lu bytes at %p are not all zero. What was there before?", bytes, at)) {
        small_free(at); /* or its page would be missing in the points that follow */
        return false;
    }
    must(object_count < MAX_OBJECTS ? OK : "too many objects");
    mark = mark % 255 + 1;
    memset(at, mark, bytes);
    objects[object_count++] = (struct object){at, bytes, mark};
    return true;
}

bool take(size_t bytes)
{
    unsigned char *at = small_alloc(bytes);
    return expect(at, "small_alloc(%lu) gives NULL, but there is memory.", bytes) &&
           accept(at, bytes);
}

static bool check_object(const struct object *object)
{
    return expect(is_held(object->at, object->bytes), "the page of %p was freed, but %p is in use.",
                  object->at, object->at) &&
           expect(is_filled(object->at, object->bytes, object->mark),
                  "%p, of %lu bytes, is in use, and its bytes have changed.", object->at,
                  object->bytes);
}

bool give_back(unsigned i)
{
    struct object object = objects[i];
    if (!check_object(&object))
        return false;
    objects[i] = objects[--object_count];
    error problem = small_free(object.at);
    return expect(!problem, "small_free(%p) says: %s. But it was in use.", object.at, problem);
}

/* A page that is lost stays so: only the first point in which it shows is missed. */
static bool check_pages(void)
{
    static bool told;
    for (unsigned i = 0; i < pages_held && !told; i++) {
        told = !expect(object_at((void *)pages[i], PAGE_SIZE),
                       "no object is left in the page %p, but it is not freed.", pages[i]);
        if (told)
            return false;
    }
    return true;
}

bool check_all(void)
{
    for (unsigned i = 0; i < object_count; i++) {
        if (!check_object(&objects[i]))
            return false;
    }
    return check_pages();
}
