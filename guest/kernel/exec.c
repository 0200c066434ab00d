/* Starting a program out of its ELF file. */
#include "arguments.h"
#include "file.h"
#include "process.h"
#include "string.h"

/* System V gABI, chapters 4 and 5: the parts that matter here */
struct elf_header {
    uint8_t magic[4], class, order, unused1[10];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, headers, unused2;
    uint32_t flags;
    uint16_t size, header_size, header_count, unused3[3];
};

struct segment {
    uint32_t type, flags;
    uint64_t offset, address, unused1, file_size, memory_size, unused2;
};

enum { CLASS_64 = 2, LITTLE_ENDIAN = 1, TYPE_EXECUTABLE = 2, PT_LOAD = 1, MAX_SEGMENTS = 16 };
enum { PF_X = 1, PF_W = 2 };

static uint64_t page_of(uint64_t address)
{
    return address & ~(PAGE_SIZE - 1);
}

/* --- The file --- */

/* Reads from the file into the program's memory, which nobody else has yet. */
static long load_bytes(struct space *space, uint64_t to, const struct node *node, uint64_t offset,
                       uint64_t size)
{
    for (uint64_t part; size; to += part, offset += part, size -= part) {
        char *at = space_at(space, to, READ);
        if (!at)
            return -ENOMEM;
        part = PAGE_SIZE - to % PAGE_SIZE < size ? PAGE_SIZE - to % PAGE_SIZE : size;
        if (node_read(node, offset, at, part) != part)
            return -ENOEXEC;
        flush_code((void *)page_of((uint64_t)at));
    }
    return 0;
}

static long load_segment(struct space *space, const struct segment *s, const struct node *node)
{
    unsigned rights = READ | (s->flags & PF_W ? WRITE : 0) | (s->flags & PF_X ? EXECUTE : 0);
    uint64_t end = s->address + s->memory_size;
    if (s->file_size > s->memory_size || end < s->address || end > USER_END - PAGE_SIZE ||
        s->address < USER_START || ((rights & WRITE) && (rights & EXECUTE)))
        return -ENOEXEC;
    if (!s->memory_size)
        return 0;
    uint64_t last = page_of(end + PAGE_SIZE - 1);
    if (space_add(space, page_of(s->address), last, rights))
        return -ENOMEM;
    if (space->heap_start < last)
        space->heap_start = space->heap_end = last;
    return load_bytes(space, s->address, node, s->offset, s->file_size);
}

/* Returns the entry, or an error. */
static long load_program(struct space *space, const struct node *node)
{
    struct elf_header h;
    if (node_read(node, 0, &h, sizeof h) != sizeof h || memcmp(h.magic, "\177ELF", 4) ||
        h.class != CLASS_64 || h.order != LITTLE_ENDIAN || h.type != TYPE_EXECUTABLE ||
        h.machine != ELF_MACHINE || h.header_size != sizeof(struct segment) ||
        h.header_count > MAX_SEGMENTS || h.entry >= USER_END)
        return -ENOEXEC;
    for (unsigned i = 0; i < h.header_count; i++) {
        struct segment s;
        if (node_read(node, h.headers + i * sizeof s, &s, sizeof s) != sizeof s)
            return -ENOEXEC;
        long problem = s.type == PT_LOAD ? load_segment(space, &s, node) : 0;
        if (problem)
            return problem;
    }
    return h.entry;
}

/* --- The process --- */

/* The name without its folders. */
static void set_name(const char *path)
{
    const char *name = path;
    for (; *path; path++) {
        if (*path == '/')
            name = path + 1;
    }
    memset(current->name, 0, sizeof current->name);
    for (unsigned i = 0; i < sizeof current->name - 1 && name[i]; i++)
        current->name[i] = name[i];
}

/* From here on nothing can fail. */
static void replace(struct space *space, const char *path, uint64_t entry, uint64_t stack)
{
    struct space *old = current->space;
    current->space = space;
    load_root(to_physical(space->root));
    if (old)
        space_free(old);
    files_close(current, current->close_on_exec);
    set_name(path);
    fp_start(&current->fp);
    fp_load(&current->fp);
    frame_start(task_frame(current), entry, stack);
}

static long execute(const char *path, const struct strings *arguments,
                    const struct strings *environment)
{
    struct node *node;
    long problem = node_find(NULL, path, &node);
    if (problem)
        return problem;
    if (node->kind != NODE_FILE)
        return -EACCES;
    struct space *space = space_new();
    if (!space)
        return -ENOMEM;
    long entry = load_program(space, node);
    long stack = entry < 0 ? entry : make_stack(space, arguments, environment);
    if (stack < 0) {
        space_free(space);
        return stack;
    }
    replace(space, path, entry, stack);
    return 0;
}

long process_exec(const char *path, uint64_t arguments, uint64_t environment)
{
    return execute(path, &(struct strings){.user = arguments},
                   &(struct strings){.user = environment});
}

long process_exec_first(const char *path, const char *const *arguments)
{
    static const char *const none[] = {NULL};
    return execute(path, &(struct strings){.kernel = arguments}, &(struct strings){.kernel = none});
}
