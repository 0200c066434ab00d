#include "file.h"

static struct node root = {.kind = FOLDER, .number = 1};
struct node *nodes = &root;

/* --- Names --- */

long path_clean(const char *folder, const char *path, char clean[PATH_SIZE])
{
    size_t end = *path == '/' ? 0 : strlen(folder), length;
    memcpy(clean, folder, end);
    for (; *path; path += length + (path[length] == '/')) {
        for (length = 0; path[length] && path[length] != '/';)
            length++;
        bool up = length == 2 && path[0] == '.' && path[1] == '.';
        while (up && end && clean[--end] != '/')
            ;
        if (up || !length || (length == 1 && *path == '.'))
            continue;
        if (end + length + 2 > PATH_SIZE)
            return -ENAMETOOLONG;
        clean[end] = '/';
        memcpy(clean + end + 1, path, length);
        end += 1 + length;
    }
    clean[end] = '\0';
    return 0;
}

struct node *node_find(const char *path)
{
    struct node *node = &root;
    while (node && strcmp(node->path, path))
        node = node->next;
    return node;
}

bool node_is_in(const struct node *node, const struct node *folder)
{
    size_t length = strlen(folder->path);
    return node != &root && !strncmp(node->path, folder->path, length) &&
           node->path[length] == '/' && !strchr(node->path + length + 1, '/');
}

/* Files leave a quarter of the memory to programs. */
static bool may_grow(void)
{
    return counts.free - counts.promised > counts.pages / 4;
}

long node_make(const char *path, unsigned kind, struct node **made)
{
    char above[PATH_SIZE];
    path_clean(path, "..", above);
    struct node *folder = node_find(above), *node, **last = &nodes;
    if (!folder || folder->kind != FOLDER)
        return folder ? -ENOTDIR : -ENOENT;
    if (!may_grow() || !(node = heap_alloc(sizeof *node)))
        return -ENOSPC;
    static uint64_t last_number = 1;
    node->kind = kind;
    node->number = ++last_number;
    memcpy(node->path, path, strlen(path) + 1);
    while (*last)
        last = &(*last)->next;
    *made = *last = node;
    return 0;
}

void node_put(struct node *node)
{
    if (--node->users || !node->is_removed)
        return;
    node_empty(node);
    heap_free(node, sizeof *node);
}

void node_remove(struct node *node)
{
    struct node **link = &nodes;
    while (*link != node)
        link = &(*link)->next;
    *link = node->next;
    node->is_removed = true;
    node->users++;
    node_put(node);
}

/* --- What is in a file --- */

static pte *entry_at(struct node *node, uint64_t offset, bool make)
{
    if (!node->pages && make)
        node->pages = page_alloc();
    return node->pages && offset < USER_END ? walk(node->pages, offset, make) : NULL;
}

char *node_page(struct node *node, uint64_t offset)
{
    pte *entry = offset < node->size ? entry_at(node, offset, false) : NULL;
    return entry && *entry ? to_virtual(pte_address(*entry)) : NULL;
}

/* The page for that byte, to write to it: not one that a program shares. NULL: there is no room. */
static char *make_page(struct node *node, uint64_t offset)
{
    pte *entry = entry_at(node, offset, may_grow());
    char *page = entry && *entry ? to_virtual(pte_address(*entry)) : NULL, *shared = page;
    if (page && *page_references(page) == 1)
        return page;
    if (!entry || !may_grow())
        return NULL;
    page = page_alloc();
    *entry = pte_page(to_physical(page), READ);
    if (shared) {
        memcpy(page, shared, PAGE_SIZE);
        page_put(shared);
    }
    return page;
}

uint64_t node_move(struct node *node, uint64_t offset, void *bytes, uint64_t size, bool writing)
{
    uint64_t end = offset + size, at = offset;
    if (!writing)
        end = smaller(end, offset < node->size ? node->size : offset);
    for (uint64_t part; at < end; at += part) {
        char *page = writing ? make_page(node, at) : node_page(node, at);
        char *outside = (char *)bytes + (at - offset), *inside = page + at % PAGE_SIZE;
        part = in_page(at, end - at);
        if (page)
            memcpy(writing ? inside : outside, writing ? outside : inside, part);
        else if (writing)
            break;
        else
            memset(outside, 0, part); /* nobody has written there */
        if (node->size < at + part)
            node->size = at + part;
    }
    return at - offset;
}

void node_empty(struct node *node)
{
    pte *entry;
    node->size = 0;
    if (!node->pages)
        return;
    for (uint64_t at = 0; (entry = next_entry(node->pages, &at, USER_END)); at += PAGE_SIZE)
        page_put(to_virtual(pte_address(*entry)));
    free_tables(node->pages);
    node->pages = NULL;
}
