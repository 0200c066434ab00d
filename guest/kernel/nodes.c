#include "counts.h"
#include "file.h"
#include "memory.h"
#include "space.h"
#include "string.h"

#define MAX_NODES 4096
#define FAN       512                               /* pointers in a page */
#define LARGEST   ((uint64_t)FAN * FAN * PAGE_SIZE) /* file, bytes */

static struct node root = {.kind = NODE_FOLDER, .number = 1, .parent = &root};
static unsigned last_number = 1;
static uint64_t pages_of_files;

/* --- Names --- */

/* Copies the next name of a path, without slashes; returns what follows it, NULL if it is too long.
 * At the end of the path the name is "". */
static const char *next_name(const char *path, char name[NAME_SIZE])
{
    unsigned length = 0;
    while (*path == '/')
        path++;
    for (; *path && *path != '/'; path++) {
        if (length == NAME_SIZE - 1)
            return NULL;
        name[length++] = *path;
    }
    name[length] = '\0';
    return path;
}

static struct node *find_in(struct node *folder, const char *name)
{
    if (!strcmp(name, "."))
        return folder;
    if (!strcmp(name, ".."))
        return folder->parent;
    struct node *node = folder->first;
    while (node && strcmp(node->name, name))
        node = node->next;
    return node;
}

/* Follows the path. If only its last name is not there, that name is left in name[], and *found is
 * the folder where it could be. */
static long follow(struct node *from, const char *path, struct node **found, char name[NAME_SIZE])
{
    struct node *node = *path == '/' ? &root : from;
    if (!*path)
        return -ENOENT;
    for (;;) {
        path = next_name(path, name);
        if (!path)
            return -ENAMETOOLONG;
        *found = node;
        if (!*name)
            return 0;
        if (node->kind != NODE_FOLDER)
            return -ENOTDIR;
        node = find_in(node, name);
        if (node)
            continue;
        char rest[NAME_SIZE];
        path = next_name(path, rest);
        if (!path || *rest)
            *name = '\0';
        return -ENOENT;
    }
}

long node_find(struct node *from, const char *path, struct node **found)
{
    char name[NAME_SIZE];
    return follow(from ? from : &root, path, found, name);
}

long node_make(struct node *from, const char *path, enum node_kind kind, struct node **made)
{
    char name[NAME_SIZE];
    struct node *folder;
    long problem = follow(from ? from : &root, path, &folder, name);
    if (problem != -ENOENT || !*path || !*name)
        return problem ? problem : -EEXIST;
    struct node *node = last_number < MAX_NODES ? heap_alloc(sizeof *node) : NULL;
    if (!node)
        return -ENOSPC;
    node->kind = kind;
    node->number = ++last_number;
    node->parent = folder;
    memcpy(node->name, name, sizeof name);
    struct node **last = &folder->first;
    while (*last)
        last = &(*last)->next;
    *last = node;
    *made = node;
    return 0;
}

/* --- What is in a file --- */

/* A page for files: they may have a third of the memory. */
static void *page_for_file(void)
{
    void *page = pages_of_files < pages.all / 3 ? page_alloc_for_program() : NULL;
    pages_of_files += page != NULL;
    return page;
}

void *node_at(struct node *node, uint64_t offset, bool make)
{
    uint64_t n = offset / PAGE_SIZE;
    if (offset >= LARGEST)
        return NULL;
    if (!node->pages && make)
        node->pages = page_for_file();
    if (!node->pages)
        return NULL;
    void ***table = &node->pages[n / FAN];
    if (!*table && make)
        *table = page_for_file();
    if (!*table)
        return NULL;
    void **page = &(*table)[n % FAN];
    if (!*page && make)
        *page = page_for_file();
    return *page ? (char *)*page + offset % PAGE_SIZE : NULL;
}

uint64_t node_read(const struct node *node, uint64_t offset, void *to, uint64_t size)
{
    uint64_t done = 0;
    if (node->kind != NODE_FILE || offset >= node->size)
        return 0;
    if (size > node->size - offset)
        size = node->size - offset;
    for (uint64_t part; done < size; done += part) {
        part = PAGE_SIZE - (offset + done) % PAGE_SIZE;
        if (part > size - done)
            part = size - done;
        const void *at = node_at((struct node *)node, offset + done, false);
        if (at)
            memcpy((char *)to + done, at, part);
        else
            memset((char *)to + done, 0, part);
    }
    return done;
}

static void put_page(void *page)
{
    page_put(page);
    pages_of_files--;
}

void node_empty(struct node *node)
{
    node->size = 0;
    for (unsigned i = 0; node->pages && i < FAN; i++) {
        for (unsigned k = 0; node->pages[i] && k < FAN; k++) {
            if (node->pages[i][k])
                put_page(node->pages[i][k]);
        }
        if (node->pages[i])
            put_page(node->pages[i]);
    }
    if (node->pages)
        put_page(node->pages);
    node->pages = NULL;
}
