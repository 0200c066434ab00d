#include "file.h"

#define LARGEST 0x7ffff000ul /* Linux's, of one call */

struct file *file_for(unsigned number, bool writing)
{
    struct file *file = file_of(number);
    unsigned mode = file ? file->flags & O_ACCMODE : 0;
    return file && (writing ? mode : mode != O_WRONLY) ? file : NULL;
}

/* Moves bytes between a file and the program's pages, one after the other, up to a file's end or a
 * page that cannot be: how many, or an error. Other tasks run in between. */
static long move(struct node *node, uint64_t *offset, const uint64_t *a, bool writing)
{
    uint64_t done = 0, size = smaller(a[2], LARGEST);
    while (done < size && (writing || *offset < node->size)) {
        uint64_t buffer = a[1] + done, part = in_page(buffer, size - done);
        char *at = space_at(current->root, buffer, writing ? READ : WRITE);
        part = at ? node_move(node, *offset, at, part, writing) : 0;
        *offset += part;
        done += part;
        if (!done)
            return at ? -ENOSPC : -EFAULT;
        if (!part || signal_waits())
            break;
        kernel_pause();
    }
    return done;
}

static long read_or_write(const uint64_t *a, bool writing)
{
    struct file *file = file_for(a[0], writing);
    uint64_t size = smaller(a[2], LARGEST);
    if (!file)
        return -EBADF;
    if (file->pipe)
        return (writing ? pipe_write : pipe_read)(file->pipe, a[1], size, file->flags & O_NONBLOCK);
    if (file->node->kind == FOLDER)
        return -EISDIR;
    if (writing && (file->flags & O_APPEND))
        file->offset = file->node->size;
    if (file->node->kind == FILE)
        return move(file->node, &file->offset, a, writing);
    const struct device *device = file->node->device;
    if (writing)
        return device->write ? device->write(a[1], size) : -EACCES;
    long length = device->read ? device->read(a[1], size, file->offset) : 0;
    file->offset += length > 0 ? length : 0;
    return length;
}

ANSWER(read, read_or_write(a, false))
ANSWER(write, read_or_write(a, true))

long sys_lseek(const uint64_t *a)
{
    struct file *file = file_of(a[0]);
    if (!file || !file->node || file->node->kind == DEVICE_NODE)
        return file ? -ESPIPE : -EBADF;
    const int64_t from[] = {0, file->offset, file->node->size};
    if (a[2] >= ARRAY_LENGTH(from) || from[a[2]] + a[1] > INT64_MAX)
        return -EINVAL;
    return file->offset = from[a[2]] + a[1];
}

/* --- The names in a folder --- */

static struct entry entry_of(const struct node *node, const struct node *folder)
{
    struct entry entry = {.number = node->number, .next = node->number + 1, .kind = node->kind};
    const char *name = node->path + strlen(folder->path) + 1;
    memcpy(entry.name, name, strlen(name) + 1);
    entry.size = (offsetof(struct entry, name) + strlen(name) + 1 + 7) & ~7ul;
    return entry;
}

long sys_getdents64(const uint64_t *a)
{
    struct file *file = file_of(a[0]);
    if (!file || !file->node || file->node->kind != FOLDER)
        return file ? -ENOTDIR : -EBADF;
    uint64_t done = 0;
    for (struct node *node = nodes; node; node = node->next) {
        if (!node_is_in(node, file->node) || node->number < file->offset)
            continue;
        struct entry entry = entry_of(node, file->node);
        if (done + entry.size > a[2])
            return done ? (long)done : -EINVAL;
        if (copy_out(a[1] + done, &entry, entry.size))
            return -EFAULT;
        done += entry.size;
        file->offset = entry.next;
    }
    return done;
}
