/* System calls about files by their names, and what they are. */
#include "file.h"

/* Everybody may do everything, except that the console is no program. */
static unsigned mode_of(const struct node *node)
{
    static const unsigned modes[] = {[DEVICE_NODE] = 0020666, [FOLDER] = 0040755, [FILE] = 0100755};
    return node ? modes[node->kind] : 0010600; /* a pipe */
}

static long put_status(uint64_t to, const struct node *node)
{
    struct file_status status = {.device = 1,
                                 .number = node ? node->number : 0,
                                 .links = 1,
                                 .mode = mode_of(node),
                                 .size = node ? node->size : 0,
                                 .block_size = PAGE_SIZE,
                                 .blocks = node ? (node->size + 511) / 512 : 0};
    return copy_out(to, &status, sizeof status);
}

ANSWER(fstat, file_of(a[0]) ? put_status(a[1], file_of(a[0])->node) : -EBADF)

/* The node of that path. */
static long find(int folder, uint64_t from, struct node **node)
{
    char path[PATH_SIZE];
    long problem = get_path(folder, from, path);
    *node = problem ? NULL : node_find(path);
    return problem ? problem : *node ? 0 : -ENOENT;
}

#define AT_EMPTY_PATH 0x1000

long sys_newfstatat(const uint64_t *a)
{
    struct node *node;
    char first;
    if ((a[3] & AT_EMPTY_PATH) && !copy_in(&first, a[1], 1) && !first)
        return sys_fstat((const uint64_t[]){a[0], a[2]});
    long problem = find(a[0], a[1], &node);
    return problem ? problem : put_status(a[2], node);
}

long sys_faccessat(const uint64_t *a)
{
    struct node *node;
    long problem = find(a[0], a[1], &node);
    if (problem || a[2] > 7)
        return problem ? problem : -EINVAL;
    return (a[2] & 1) && node->kind == DEVICE_NODE ? -EACCES : 0;
}

long sys_readlinkat(const uint64_t *a)
{
    char path[PATH_SIZE];
    long problem = get_path(a[0], a[1], path);
    if (problem || (int64_t)a[3] <= 0)
        return problem ? problem : -EINVAL;
    if (strcmp(path, OWN_PROGRAM))
        return node_find(path) ? -EINVAL : -ENOENT;
    uint64_t size = smaller(a[3], strlen(current->program));
    return copy_out(a[2], current->program, size) ? -EFAULT : (long)size;
}

/* --- Folders --- */

long sys_getcwd(const uint64_t *a)
{
    const char *folder = current->folder[0] ? current->folder : "/";
    uint64_t size = strlen(folder) + 1;
    if (size > a[1])
        return -ERANGE;
    return copy_out(a[0], folder, size) ? -EFAULT : (long)size;
}

long sys_chdir(const uint64_t *a)
{
    struct node *node;
    long problem = find(AT_FDCWD, a[0], &node);
    if (problem || node->kind != FOLDER)
        return problem ? problem : -ENOTDIR;
    memcpy(current->folder, node->path, PATH_SIZE);
    return 0;
}

long sys_mkdirat(const uint64_t *a)
{
    char path[PATH_SIZE];
    struct node *node;
    long problem = get_path(a[0], a[1], path);
    if (problem || node_find(path))
        return problem ? problem : -EEXIST;
    return node_make(path, FOLDER, &node);
}

long sys_unlinkat(const uint64_t *a)
{
    struct node *node;
    long problem = find(a[0], a[1], &node);
    bool folder = a[2] & AT_REMOVEDIR;
    if (problem)
        return problem;
    if (node->kind == DEVICE_NODE || node == nodes)
        return -EPERM;
    if (folder != (node->kind == FOLDER))
        return folder ? -ENOTDIR : -EISDIR;
    for (struct node *other = nodes; folder && other; other = other->next) {
        if (node_is_in(other, node))
            return -ENOTEMPTY;
    }
    node_remove(node);
    return 0;
}

/* --- Waiting for more than one file --- */

enum { POLLIN = 1, POLLOUT = 4, POLLNVAL = 32 };

struct poll {
    int file;
    short wanted, found;
};

static int ready(const struct poll *poll)
{
    struct file *file = poll->file < 0 ? NULL : file_of(poll->file);
    if (!file)
        return poll->file < 0 ? 0 : POLLNVAL;
    bool writing = file->flags & O_WRONLY;
    if (file->pipe)
        return pipe_is_ready(file->pipe, writing) ? writing ? POLLOUT : POLLIN : 0;
    bool waits = file->node->kind == DEVICE_NODE && file->node->device->is_ready &&
                 !file->node->device->is_ready();
    return waits ? POLLOUT : POLLIN | POLLOUT;
}

static long poll_once(uint64_t files, uint64_t count)
{
    long found = 0;
    for (uint64_t i = 0; i < count; i++, files += sizeof(struct poll)) {
        struct poll poll;
        if (copy_in(&poll, files, sizeof poll))
            return -EFAULT;
        poll.found = ready(&poll) & (poll.wanted | POLLNVAL);
        found += poll.found != 0;
        if (copy_out(files, &poll, sizeof poll))
            return -EFAULT;
    }
    return found;
}

long poll_until(uint64_t files, uint64_t count, uint64_t end)
{
    if (count > MAX_FILES)
        return -EINVAL;
    for (;;) {
        long found = poll_once(files, count);
        if (found || (end && end <= clock_now()))
            return found;
        if (sleep(ANYTHING, end))
            return -EINTR;
    }
}

long sys_ppoll(const uint64_t *a)
{
    uint64_t ticks = 0;
    long problem = a[2] ? read_time(a[2], &ticks) : 0;
    return problem ? problem : poll_until(a[0], a[1], a[2] ? clock_now() + ticks : 0);
}

long sys_ioctl(const uint64_t *a)
{
    struct file *file = file_of(a[0]);
    if (!file)
        return -EBADF;
    bool can = file->node && file->node->kind == DEVICE_NODE && file->node->device->control;
    return can ? file->node->device->control((uint32_t)a[1], a[2]) : -ENOTTY;
}
