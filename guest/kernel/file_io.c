#include "file.h"

#define CHUNK   512          /* bytes that are copied at once; other tasks run in between */
#define LARGEST 0x7ffff000ul /* Linux's, of one call */

/* The process's file, if it is open for reading, or for writing. */
static struct file *file_for(unsigned number, bool writing)
{
    struct file *file = file_of(number);
    unsigned mode = file ? file->flags & O_ACCMODE : 0;
    return file && (writing ? mode : mode != O_WRONLY) ? file : NULL;
}

static long read_part(struct file *file, uint64_t buffer, uint64_t size)
{
    char bytes[CHUNK];
    uint64_t length = node_read(file->node, file->offset, bytes, smaller(size, CHUNK));
    return copy_out(buffer, bytes, length) ? -EFAULT : (long)length;
}

static long write_part(struct file *file, uint64_t buffer, uint64_t size)
{
    char bytes[CHUNK];
    if (file->flags & O_APPEND)
        file->offset = file->node->size;
    size = smaller(size, CHUNK);
    if (copy_in(bytes, buffer, size))
        return -EFAULT;
    uint64_t done = node_write(file->node, file->offset, bytes, size);
    return done ? (long)done : -ENOSPC;
}

/* Part after part, up to the first one that is empty or fails. */
static long in_parts(long (*move)(struct file *, uint64_t, uint64_t), struct file *file,
                     uint64_t buffer, uint64_t size)
{
    for (uint64_t done = 0;;) {
        long part = done < size ? move(file, buffer + done, size - done) : 0;
        if (part <= 0)
            return done ? (long)done : part;
        file->offset += part;
        done += part;
        interrupts_on();
        interrupts_off();
    }
}

long sys_read(const uint64_t *a)
{
    struct file *file = file_for(a[0], false);
    uint64_t size = smaller(a[2], LARGEST);
    if (!file)
        return -EBADF;
    if (file->pipe)
        return pipe_read(file->pipe, a[1], size);
    if (file->node->kind != DEVICE_NODE)
        return file->node->kind == FILE ? in_parts(read_part, file, a[1], size) : -EISDIR;
    long length = file->node->device->read(a[1], size, file->offset);
    file->offset += length > 0 ? length : 0;
    return length;
}

long sys_write(const uint64_t *a)
{
    struct file *file = file_for(a[0], true);
    uint64_t size = smaller(a[2], LARGEST);
    if (!file)
        return -EBADF;
    if (file->pipe)
        return pipe_write(file->pipe, a[1], size);
    if (file->node->kind == FILE)
        return in_parts(write_part, file, a[1], size);
    return file->node->device->write ? file->node->device->write(a[1], size) : -EACCES;
}

/* --- The names in a folder --- */

/* struct linux_dirent64 */
struct entry {
    uint64_t number;
    int64_t next; /* the offset of the entry after this one */
    uint16_t size;
    uint8_t kind;
    char name[PATH_SIZE];
} __attribute__((packed));

/* The entry of that node, at the file's offset. */
static struct entry entry_of(const struct node *node, const struct node *folder, uint64_t offset)
{
    struct entry entry = {.number = (uint64_t)node, .next = offset + 1, .kind = node->kind};
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
    uint64_t done = 0, n = 0;
    for (struct node *node = nodes; node; node = node->next) {
        if (!node_is_in(node, file->node) || n++ < file->offset)
            continue;
        struct entry entry = entry_of(node, file->node, file->offset);
        if (done + entry.size > a[2])
            return done ? (long)done : -EINVAL;
        if (copy_out(a[1] + done, &entry, entry.size))
            return -EFAULT;
        done += entry.size;
        file->offset++;
    }
    return done;
}
