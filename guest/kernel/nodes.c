#include "file.h"

static struct node root = {.kind = FOLDER};
struct node *nodes = &root;

/* --- Names --- */

/* Appends a name of that length to the path; "." and ".." do what they mean. */
static long append(char path[PATH_SIZE], const char *name, size_t length)
{
    char *end = path + strlen(path);
    if (!length || (length == 1 && name[0] == '.'))
        return 0;
    if (length == 2 && name[0] == '.' && name[1] == '.') {
        while (end > path && *--end != '/')
            ;
        *end = '\0';
        return 0;
    }
    if (end + length + 2 > path + PATH_SIZE)
        return -ENAMETOOLONG;
    *end = '/';
    memcpy(end + 1, name, length);
    end[1 + length] = '\0';
    return 0;
}

long path_clean(const char *folder, const char *path, char clean[PATH_SIZE])
{
    long problem = *path ? 0 : -ENOENT;
    clean[0] = '\0';
    if (*path != '/')
        memcpy(clean, folder, strlen(folder) + 1);
    for (size_t length; *path && !problem; path += length + (path[length] == '/')) {
        for (length = 0; path[length] && path[length] != '/';)
            length++;
        problem = append(clean, path, length);
    }
    return problem;
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

long node_make(const char *path, unsigned kind, struct node **made)
{
    char above[PATH_SIZE];
    long problem = path_clean(path, "..", above);
    struct node *folder = node_find(above), **last = &nodes;
    if (problem || !folder || folder->kind != FOLDER)
        return folder ? -ENOTDIR : -ENOENT;
    struct node *node = heap_alloc(sizeof *node);
    if (!node)
        return -ENOSPC;
    node->kind = kind;
    memcpy(node->path, path, strlen(path) + 1);
    if (kind == FILE && node_empty(node)) {
        heap_free(node, sizeof *node);
        return -ENOSPC;
    }
    while (*last)
        last = &(*last)->next;
    *made = *last = node;
    return 0;
}

/* --- What is in a file --- */

/* Files leave a quarter of the memory to programs. */
static bool may_grow(void)
{
    return pages.free - pages.promised > pages.all / 4;
}

char *node_at(const struct node *node, uint64_t offset, bool make)
{
    make = make && may_grow();
    pte *entry = offset < USER_END ? walk(node->pages, offset, make) : NULL;
    if (entry && !*entry && make)
        *entry = pte_page(to_physical(page_alloc()), READ);
    return entry && *entry ? (char *)to_virtual(pte_address(*entry)) + offset % PAGE_SIZE : NULL;
}

uint64_t node_read(const struct node *node, uint64_t offset, void *to, uint64_t size)
{
    uint64_t left = offset < node->size ? node->size - offset : 0, done = 0;
    size = size < left ? size : left;
    for (uint64_t part; done < size; done += part) {
        uint64_t in_page = PAGE_SIZE - (offset + done) % PAGE_SIZE;
        part = in_page < size - done ? in_page : size - done;
        memcpy((char *)to + done, node_at(node, offset + done, false), part);
    }
    return done;
}

long node_empty(struct node *node)
{
    pte *entry, *new_root = may_grow() ? page_alloc() : NULL;
    if (!new_root)
        return -ENOSPC;
    if (node->pages) {
        for (uint64_t at = 0; (entry = next_entry(node->pages, &at, USER_END)); at += PAGE_SIZE) {
            page_put(to_virtual(pte_address(*entry)));
            *entry = 0;
        }
        free_tables(node->pages);
    }
    node->pages = new_root;
    node->size = 0;
    return 0;
}
