#include "file.h"
#include "memory.h"
#include "space.h"
#include "string.h"

#define CHUNK   512          /* bytes that are copied at once; other tasks run in between */
#define LARGEST 0x7ffff000ul /* Linux's, of one call */

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void let_others_run(void)
{
    interrupts_on();
    interrupts_off();
}

/* The process's file, if it may be used so: O_RDONLY (0) or O_WRONLY. */
static struct file *file_for(unsigned number, unsigned use)
{
    struct file *file = number < MAX_FILES ? current->files[number] : NULL;
    if (!file)
        return NULL;
    unsigned mode = file->flags & O_ACCMODE;
    return mode == use || mode == O_RDWR ? file : NULL;
}

/* --- Reading --- */

static long read_bytes(struct file *file, uint64_t buffer, uint64_t size)
{
    char chunk[CHUNK];
    for (uint64_t done = 0, length; done < size; done += length) {
        length = node_read(file->node, file->offset, chunk, smaller(size - done, CHUNK));
        if (!length)
            return done;
        if (copy_out(buffer + done, chunk, length))
            return done ? (long)done : -EFAULT;
        file->offset += length;
        let_others_run();
    }
    return size;
}

long file_read(unsigned number, uint64_t buffer, uint64_t size)
{
    struct file *file = file_for(number, 0);
    size = smaller(size, LARGEST);
    if (!file)
        return -EBADF;
    if (file->pipe)
        return pipe_read(file->pipe, buffer, size);
    if (file->node->kind == NODE_FOLDER)
        return -EISDIR;
    if (file->node->kind == NODE_FILE)
        return read_bytes(file, buffer, size);
    long length = file->node->device->read(buffer, size, file->offset);
    if (length > 0)
        file->offset += length;
    return length;
}

/* --- Writing --- */

static long write_bytes(struct file *file, uint64_t buffer, uint64_t size)
{
    struct node *node = file->node;
    for (uint64_t done = 0, length; done < size; done += length) {
        char chunk[CHUNK];
        if (file->flags & O_APPEND)
            file->offset = node->size;
        length = smaller(smaller(size - done, CHUNK), PAGE_SIZE - file->offset % PAGE_SIZE);
        if (copy_in(chunk, buffer + done, length))
            return done ? (long)done : -EFAULT;
        void *at = node_at(node, file->offset, true);
        if (!at)
            return done ? (long)done : -ENOSPC;
        memcpy(at, chunk, length);
        file->offset += length;
        if (node->size < file->offset)
            node->size = file->offset;
        let_others_run();
    }
    return size;
}

long file_write(unsigned number, uint64_t buffer, uint64_t size)
{
    struct file *file = file_for(number, O_WRONLY);
    size = smaller(size, LARGEST);
    if (!file)
        return -EBADF;
    if (file->pipe)
        return pipe_write(file->pipe, buffer, size);
    if (file->node->kind == NODE_FILE)
        return write_bytes(file, buffer, size);
    return file->node->device->write ? file->node->device->write(buffer, size) : -EACCES;
}

/* --- The names in a folder --- */

/* struct linux_dirent64, which its name follows */
struct entry {
    uint64_t number;
    int64_t next; /* the offset of the entry after this one */
    uint16_t size;
    uint8_t kind;
} __attribute__((packed));

static struct node *child_of(const struct node *folder, uint64_t n)
{
    struct node *node = folder->first;
    while (node && n--)
        node = node->next;
    return node;
}

long file_list(unsigned number, uint64_t buffer, uint64_t size)
{
    struct file *file = file_for(number, 0);
    if (!file)
        return -EBADF;
    if (!file->node || file->node->kind != NODE_FOLDER)
        return -ENOTDIR;
    uint64_t done = 0;
    for (struct node *node; (node = child_of(file->node, file->offset)); file->offset++) {
        uint64_t name = strlen(node->name) + 1;
        uint64_t length = (sizeof(struct entry) + name + 7) & ~7ul;
        struct {
            struct entry entry;
            char name[NAME_SIZE + 8];
        } all = {{node->number, file->offset + 1, length, node->kind}, ""};
        memcpy(all.name, node->name, name);
        if (length > size - done)
            return done ? (long)done : -EINVAL;
        if (copy_out(buffer + done, &all, length))
            return -EFAULT;
        done += length;
    }
    return done;
}
