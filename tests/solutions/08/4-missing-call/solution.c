#include "exercise.h"

/* Whether that path is the node's, or that of a folder which has it in it, however deep. */
static bool is_below(const struct node *node, const char *path)
{
    size_t length = strlen(path);
    return !strncmp(node->path, path, length) && (!node->path[length] || node->path[length] == '/');
}

static long check_place(const struct node *node, const char *to)
{
    char above[PATH_SIZE];
    path_clean(to, "..", above);
    struct node *folder = node_find(above), *there = node_find(to);
    if (!folder || folder->kind != FOLDER)
        return folder ? -ENOTDIR : -ENOENT;
    if (is_below(folder, node->path))
        return -EINVAL;
    if (there && there->kind != node->kind)
        return there->kind == FOLDER ? -EISDIR : -ENOTDIR;
    for (struct node *other = nodes; other; other = other->next) {
        if (there && node_is_in(other, there))
            return -ENOTEMPTY;
        if (is_below(other, node->path) &&
            strlen(other->path) - strlen(node->path) + strlen(to) >= PATH_SIZE)
            return -ENAMETOOLONG;
    }
    return 0;
}

long sys_renameat2(const uint64_t *a)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    long problem = get_path(a[0], a[1], from);
    problem = problem ? problem : get_path(a[2], a[3], to);
    struct node *node = problem ? NULL : node_find(from), *there = node ? node_find(to) : NULL;
    if (!node)
        return problem ? problem : -ENOENT;
    if (node == there)
        return 0;
    problem = check_place(node, to);
    if (problem)
        return problem;
    if (there)
        node_remove(there);
    for (struct node *other = nodes; other; other = other->next) {
        if (!is_below(other, from))
            continue;
        char *rest = other->path + strlen(from);
        memmove(other->path + strlen(to), rest, strlen(rest) + 1);
        memcpy(other->path, to, strlen(to));
    }
    return 0;
}
