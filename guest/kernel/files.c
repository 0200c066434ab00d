#include "calls.h"
#include "console.h"
#include "file.h"
#include "memory.h"
#include "space.h"
#include "string.h"

#define MAX_OPEN 1024 /* by all processes */
#define AT_FDCWD (-100)

static unsigned open_files;

static struct file *file_of(unsigned number)
{
    return number < MAX_FILES ? current->files[number] : NULL;
}

static struct file *file_new(struct node *node, struct pipe *pipe, unsigned flags)
{
    struct file *file = open_files < MAX_OPEN ? heap_alloc(sizeof *file) : NULL;
    if (!file)
        return NULL;
    open_files++;
    file->references = 1;
    file->flags = flags;
    file->node = node;
    file->pipe = pipe;
    return file;
}

static void file_put(struct file *file)
{
    if (--file->references)
        return;
    if (file->pipe)
        pipe_close(file->pipe, file->flags & O_WRONLY);
    heap_free(file);
    open_files--;
}

/* The number that the process now has for it; -EMFILE if all are taken. */
static long number_for(struct file *file)
{
    unsigned number = 0;
    while (number < MAX_FILES && current->files[number])
        number++;
    if (number == MAX_FILES)
        return -EMFILE;
    current->files[number] = file;
    current->close_on_exec &= ~(1ul << number);
    if (file->flags & O_CLOEXEC)
        current->close_on_exec |= 1ul << number;
    return number;
}

void files_copy(struct task *child, const struct task *parent)
{
    memcpy(child->files, parent->files, sizeof child->files);
    child->close_on_exec = parent->close_on_exec;
    for (unsigned i = 0; i < MAX_FILES; i++) {
        if (child->files[i])
            child->files[i]->references++;
    }
}

void files_close(struct task *task, uint64_t which)
{
    for (unsigned i = 0; i < MAX_FILES; i++) {
        struct file *file = task->files[i];
        if (!file || !(which >> i & 1))
            continue;
        task->files[i] = NULL;
        file_put(file);
    }
}

/* --- Opening --- */

static long may_open(const struct node *node, unsigned flags)
{
    if ((flags & O_CREAT) && (flags & O_EXCL))
        return -EEXIST;
    if (node->kind != NODE_FOLDER)
        return flags & O_DIRECTORY ? -ENOTDIR : 0;
    return flags & (O_ACCMODE | O_CREAT | O_TRUNC) ? -EISDIR : 0;
}

/* What a relative path begins at; NULL if there is no such folder. */
static struct node *folder_of(int number, const char *path)
{
    static struct node *root;
    if (!root)
        node_find(NULL, "/", &root);
    if (*path == '/' || number == AT_FDCWD)
        return root;
    struct file *file = file_of(number);
    return file ? file->node : NULL;
}

long file_open(int folder, const char *path, unsigned flags)
{
    struct node *from = folder_of(folder, path), *node;
    if (!from)
        return -EBADF;
    if ((flags & O_ACCMODE) == O_ACCMODE)
        return -EINVAL;
    long problem = node_find(from, path, &node);
    if (!problem)
        problem = may_open(node, flags);
    else if (problem == -ENOENT && (flags & O_CREAT))
        problem = node_make(from, path, NODE_FILE, &node);
    if (problem)
        return problem;
    struct file *file = file_new(node, NULL, flags);
    if (!file)
        return -ENFILE;
    long number = number_for(file);
    if (number < 0)
        file_put(file);
    else if (node->kind == NODE_FILE && (flags & O_TRUNC) && (flags & O_ACCMODE))
        node_empty(node);
    return number;
}

long file_pipe(uint64_t numbers, unsigned flags)
{
    if (flags & ~O_CLOEXEC)
        return -EINVAL;
    struct pipe *pipe = pipe_new();
    if (!pipe)
        return -ENFILE;
    struct file *in = file_new(NULL, pipe, flags);
    struct file *out = in ? file_new(NULL, pipe, flags | O_WRONLY) : NULL;
    if (!out) {
        if (in)
            file_put(in);
        else
            pipe_close(pipe, false);
        pipe_close(pipe, true);
        return -ENFILE;
    }
    int both[2] = {number_for(in), -EMFILE};
    both[1] = both[0] < 0 ? both[0] : number_for(out);
    if (both[1] >= 0 && !copy_out(numbers, both, sizeof both))
        return 0;
    if (both[0] >= 0)
        current->files[both[0]] = NULL;
    if (both[1] >= 0)
        current->files[both[1]] = NULL;
    file_put(in);
    file_put(out);
    return both[1] < 0 ? -EMFILE : -EFAULT;
}

/* --- What is open --- */

long file_close(unsigned number)
{
    if (!file_of(number))
        return -EBADF;
    files_close(current, 1ul << number);
    return 0;
}

long file_copy_to(unsigned number, unsigned to, unsigned flags)
{
    struct file *file = file_of(number);
    if (number == to || (flags & ~O_CLOEXEC))
        return -EINVAL;
    if (!file || to >= MAX_FILES)
        return -EBADF;
    files_close(current, 1ul << to);
    file->references++;
    current->files[to] = file;
    current->close_on_exec &= ~(1ul << to);
    if (flags & O_CLOEXEC)
        current->close_on_exec |= 1ul << to;
    return to;
}
