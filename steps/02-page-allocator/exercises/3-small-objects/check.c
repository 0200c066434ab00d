/* Grades exercise 2.3: objects are taken, filled and freed, and compared with a record of them. */
#include "exercise.h"
#include "grade.h"
#include "random.h"
#include "record.h"
#include "string.h"

static size_t any_size(void)
{
    return 1 + random_below(16ul << random_below(8)); /* small ones are the more frequent */
}

static bool take_many(unsigned count, size_t bytes)
{
    while (count--) {
        if (!take(bytes))
            return false;
    }
    return true;
}

static bool give_all_back(void)
{
    while (object_count) {
        if (!give_back(random_below(object_count)))
            return false;
    }
    return true;
}

/* Each point begins without objects, even after one that was missed. */
static void begin(void)
{
    pages_allowed = MAX_OBJECTS;
    while (object_count)
        small_free(objects[--object_count].at);
}

/* The same for a point that is about pages with several objects in them. */
static bool begin_shared(void)
{
    begin();
    if (!take_many(3, 16))
        return false;
    const char *first = page_of(objects[0].at), *second = page_of(objects[1].at),
               *third = page_of(objects[2].at);
    return expect(
               first == second || first == third || second == third,
               "each object has a page of its own. This point is about pages that have several.") &&
           give_all_back();
}

/* --- The points --- */

static void check_sizes(void)
{
    static const size_t sizes[] = {1, 15, 16, 17, 64, 1024, 1025, 2047, SMALL_MAX};
    size_t none[] = {0, SMALL_MAX + 1, PAGE_SIZE + random_below(1000), -1ul - random_below(15)};
    for (unsigned i = 0; i < ARRAY_LENGTH(sizes); i++) {
        if (!take(sizes[i]) || !take(any_size()))
            return;
    }
    for (unsigned i = 0; i < ARRAY_LENGTH(none); i++)
        expect(!small_alloc(none[i]), "small_alloc(%lu) has to give NULL.", none[i]);
    check_all();
}

static void check_density(void)
{
    for (size_t bytes = 16; bytes <= SMALL_MAX; bytes *= 2) {
        begin();
        unsigned before = pages_held, count = 100 + random_below(100);
        unsigned limit = count * bytes / (PAGE_SIZE / 2) + 1;
        if (!take_many(count, bytes))
            return;
        expect(pages_held - before <= limit,
               "%u objects of %lu bytes are in %u pages. With half of each page for objects, it "
               "is at most %u.",
               count, bytes, pages_held - before, limit);
    }
}

/* One object stays, so that its page is not freed. */
static void check_zeroed(void)
{
    if (!begin_shared())
        return;
    for (unsigned i = 0; i < 8; i++) {
        size_t bytes = 16ul << random_below(6);
        if (!take_many(3, bytes) || !give_back(object_count - 2) || !take_many(2, bytes))
            return;
    }
}

/* Four objects of full pages are freed: too few to empty a page. */
static void check_full(void)
{
    size_t bytes = 16ul << random_below(5);
    begin();
    unsigned before = pages_held;
    while (pages_held < before + 4) {
        if (!take(bytes))
            return;
    }
    if (!expect(object_count > 8, "%u objects of %lu bytes fill 3 pages.", object_count - 1,
                bytes) ||
        !give_back(object_count - 1)) /* the one in the fourth page */
        return;
    unsigned full = pages_held;
    for (unsigned i = 0; i < 4; i++) {
        if (!give_back(random_below(object_count)))
            return;
    }
    if (take_many(4, bytes))
        expect(
            pages_held <= full,
            "%u pages were full, 4 of their objects were freed, and 4 more fit into %u pages only. "
            "Where do you look for room?",
            full - before, pages_held - before);
}

static void check_given_back(void)
{
    if (!begin_shared())
        return;
    size_t free = pages_free();
    for (unsigned i = 0; i < 200; i++) {
        if (!take(any_size()))
            return;
    }
    while (object_count) {
        if (!give_back(random_below(object_count)) || !check_all())
            return;
    }
    expect(pages_free() == free, "%lu pages are lost.", free - pages_free());
}

static bool must_refuse(void *at, const char *what)
{
    return expect(small_free(at), "small_free(%p) was not refused: %s.", at, what);
}

/* All that is no object in the page of one: parts of objects, the answer's data, what is left. */
static bool refuses_the_rest(const struct object *object)
{
    unsigned char *page = (void *)page_of(object->at);
    for (unsigned char *at = page; at < page + PAGE_SIZE; at += 16) {
        const struct object *there = object_at(at, 1);
        if (there && there->at == at)
            continue;
        if (!must_refuse(at,
                         there ? "inside an object" : "in a page of yours, but no object is there"))
            return false;
    }
    return true;
}

/* A page that was never small_alloc()'s, and looks like one that is. */
static void check_copy(const struct object *object)
{
    char *copy = __real_page_alloc(0);
    must(copy ? OK : "no memory");
    memcpy(copy, page_of(object->at), PAGE_SIZE);
    must_refuse(copy + ((char *)object->at - page_of(object->at)),
                "no page of yours, but a copy of one");
    __real_page_free(copy);
}

static void check_wrong(void)
{
    if (!begin_shared() || !take_many(10, 16) || !refuses_the_rest(&objects[random_below(10)]) ||
        !take_many(10, 32ul << random_below(4)))
        return;
    struct object *object = &objects[10 + random_below(10)];
    size_t bytes = object->bytes;
    must_refuse(object->at + 1, "inside an object");
    if (!refuses_the_rest(object))
        return;
    must_refuse(NULL, "NULL");
    must_refuse(image_end - 64, "the hypervisor's image");
    check_copy(object);

    unsigned char *freed = object->at;
    if (!give_back(object - objects))
        return;
    must_refuse(freed, "freed already");
    freed = objects[0].at;
    if (!check_all() || !give_all_back())
        return;
    must_refuse(freed, "freed already, and so is its page");
    take_many(10, bytes);
    check_all();
}

static void check_no_memory(void)
{
    if (!begin_shared())
        return;
    unsigned char *at;
    size_t bytes = 1 + random_below(SMALL_MAX);
    pages_allowed = pages_held + 3;
    while ((at = small_alloc(bytes))) {
        if (!accept(at, bytes))
            break;
    }
    expect(pages_held == pages_allowed, "small_alloc(%lu) gives NULL, but page_alloc() has pages.",
           bytes);
    expect(!small_alloc(bytes), "no page is left, and small_alloc(%lu) gives an object.", bytes);
    if (!object_count || !check_all() || !give_back(random_below(object_count)) || !take(bytes))
        return;
    pages_allowed = MAX_OBJECTS;
    if (take_many(5, bytes) && give_all_back())
        check_all();
}

static void check_any_order(void)
{
    if (!begin_shared())
        return;
    for (unsigned i = 0; i < 2000; i++) {
        bool more = random_below(400) >= object_count;
        if (!(more ? take(any_size()) : give_back(random_below(object_count))))
            return;
        if (i % 20 == 0 && !check_all())
            return;
    }
    if (give_all_back())
        check_all();
}

const struct point points[] = {
    {"objects of each size", check_sizes},
    {"many objects in a page", check_density},
    {"zeroed when used again", check_zeroed},
    {"room in pages that were full", check_full},
    {"pages are given back", check_given_back},
    {"what is no object is refused", check_wrong},
    {"no page is left", check_no_memory},
    {"2000 times, in any order", check_any_order},
    {},
};

int main(void)
{
    page_alloc_init();
    check_points();
}
