#include "file.h"

struct file *file_of(unsigned number)
{
    return number < MAX_FILES ? current->files[number] : NULL;
}

static void set_file(unsigned number, struct file *file, unsigned flags)
{
    current->files[number] = file;
    current->close_on_exec &= ~(1ul << number);
    if (flags & O_CLOEXEC)
        current->close_on_exec |= 1ul << number;
}

/* The first number that is free, from one on. */
static long add_file(struct file *file, unsigned from, unsigned flags)
{
    unsigned number = from;
    while (number < MAX_FILES && current->files[number])
        number++;
    if (number >= MAX_FILES)
        return from >= MAX_FILES ? -EINVAL : -EMFILE;
    file->references++;
    set_file(number, file, flags);
    return number;
}

/* Opens a node, or one end of a pipe. */
static long open_file(struct node *node, struct pipe *pipe, unsigned flags)
{
    struct file *file = heap_alloc(sizeof *file);
    if (!file)
        return -ENFILE;
    *file = (struct file){.flags = flags, .node = node, .pipe = pipe};
    long number = add_file(file, 0, flags);
    if (number < 0)
        heap_free(file, sizeof *file);
    else if (node)
        node->users++;
    return number;
}

void files_share(void)
{
    for (unsigned i = 0; i < MAX_FILES; i++) {
        if (current->files[i])
            current->files[i]->references++;
    }
}

void files_close(uint64_t which)
{
    for (unsigned i = 0; i < MAX_FILES; i++) {
        struct file *file = which >> i & 1 ? current->files[i] : NULL;
        if (!file)
            continue;
        current->files[i] = NULL;
        if (--file->references)
            continue;
        if (file->pipe)
            pipe_close(file->pipe, file->flags & O_WRONLY);
        else
            node_put(file->node);
        heap_free(file, sizeof *file);
    }
}

/* --- Paths --- */

long get_path(int folder, uint64_t from, char path[PATH_SIZE])
{
    char given[PATH_SIZE];
    struct file *file = file_of(folder);
    for (unsigned i = 0; i < PATH_SIZE; i++) {
        if (copy_in(&given[i], from + i, 1))
            return -EFAULT;
        if (given[i])
            continue;
        if (!i)
            return -ENOENT;
        if (given[0] == '/' || folder == AT_FDCWD)
            return path_clean(current->folder, given, path);
        return file && file->node ? path_clean(file->node->path, given, path) : -EBADF;
    }
    return -ENAMETOOLONG;
}

static long may_open(const struct node *node, unsigned flags)
{
    if ((flags & O_CREAT) && (flags & O_EXCL))
        return -EEXIST;
    if (node->kind != FOLDER)
        return flags & O_DIRECTORY ? -ENOTDIR : 0;
    return flags & (O_ACCMODE | O_CREAT | O_TRUNC) ? -EISDIR : 0;
}

/* --- System calls --- */

long sys_openat(const uint64_t *a)
{
    char path[PATH_SIZE];
    unsigned flags = a[2];
    long problem = get_path(a[0], a[1], path);
    struct node *node = problem ? NULL : node_find(path);
    if (node)
        problem = may_open(node, flags);
    else if (!problem)
        problem = flags & O_CREAT ? node_make(path, FILE, &node) : -ENOENT;
    if (problem)
        return problem;
    long number = open_file(node, NULL, flags);
    if (number >= 0 && node->kind == FILE && (flags & O_TRUNC) && (flags & O_ACCMODE))
        node_empty(node);
    return number;
}

long sys_close(const uint64_t *a)
{
    if (!file_of(a[0]))
        return -EBADF;
    files_close(1ul << a[0]);
    return 0;
}

long sys_dup3(const uint64_t *a)
{
    struct file *file = file_of(a[0]);
    unsigned to = a[1], flags = a[2];
    if ((unsigned)a[0] == to || (flags & ~O_CLOEXEC))
        return -EINVAL;
    if (!file || to >= MAX_FILES)
        return -EBADF;
    files_close(1ul << to);
    file->references++;
    set_file(to, file, flags);
    return to;
}

ANSWER(dup, file_of(a[0]) ? add_file(file_of(a[0]), 0, 0) : -EBADF)

long sys_fcntl(const uint64_t *a)
{
    enum { DUP, GET_ON_EXEC, SET_ON_EXEC, GET, SET, DUP_CLOEXEC = 1030 };
    struct file *file = file_of(a[0]);
    if (!file)
        return -EBADF;
    switch (a[1]) {
    case DUP:
    case DUP_CLOEXEC:
        return add_file(file, smaller(a[2], MAX_FILES), a[1] == DUP ? 0 : O_CLOEXEC);
    case GET_ON_EXEC:
        return current->close_on_exec >> a[0] & 1;
    case SET_ON_EXEC:
        set_file(a[0], file, a[2] & 1 ? O_CLOEXEC : 0);
        return 0;
    case GET:
        return file->flags & ~(O_CLOEXEC | O_CREAT | O_EXCL | O_TRUNC);
    case SET:
        file->flags = (file->flags & ~(O_APPEND | O_NONBLOCK)) | (a[2] & (O_APPEND | O_NONBLOCK));
        return 0;
    }
    return -EINVAL;
}

long sys_pipe2(const uint64_t *a)
{
    unsigned flags = a[1];
    bool wrong = flags & ~(O_CLOEXEC | O_NONBLOCK);
    struct pipe *pipe = wrong ? NULL : pipe_new();
    if (!pipe)
        return wrong ? -EINVAL : -ENFILE;
    int ends[2] = {open_file(NULL, pipe, flags), -EMFILE};
    if (ends[0] >= 0)
        ends[1] = open_file(NULL, pipe, flags | O_WRONLY);
    if (ends[1] >= 0 && !copy_out(a[0], ends, sizeof ends))
        return 0;
    for (unsigned i = 0; i < 2; i++) {
        if (ends[i] >= 0)
            files_close(1ul << ends[i]);
        else
            pipe_close(pipe, i);
    }
    return ends[0] < 0 ? ends[0] : ends[1] < 0 ? ends[1] : -EFAULT;
}
