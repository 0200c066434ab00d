/* Starting a program: its ELF file, and what Linux puts on its stack. */
#include "calls.h"
#include "file.h"

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

/* --- The file --- */

/* Reads from the file into the memory of a program that does not run yet. */
static long load_bytes(pte *root, const struct segment *s, struct node *node)
{
    for (uint64_t done = 0, part; done < s->file_size; done += part) {
        part = in_page(s->address + done, s->file_size - done);
        char *at = space_at(root, s->address + done, READ);
        if (node_read(node, s->offset + done, at, part) != part)
            return -ENOEXEC;
        flush_code(at - (uint64_t)at % PAGE_SIZE);
    }
    return 0;
}

/* Moves *heap, the end of all segments. */
static long load_segment(pte *root, const struct segment *s, struct node *node, uint64_t *heap)
{
    unsigned rights = READ | (s->flags & PF_W ? WRITE : 0) | (s->flags & PF_X ? EXECUTE : 0);
    uint64_t start = s->address & -PAGE_SIZE, end = s->address + s->memory_size;
    uint64_t last = (end + PAGE_SIZE - 1) & -PAGE_SIZE;
    if (s->file_size > s->memory_size || end < s->address || end > USER_END - 2 * USER_STACK ||
        start < USER_START || ((rights & WRITE) && (rights & EXECUTE)))
        return -ENOEXEC;
    if (space_add(root, start, last, rights))
        return -ENOMEM;
    *heap = *heap < last ? last : *heap;
    return load_bytes(root, s, node);
}

/* Returns the entry, or an error. */
static long load_program(pte *root, struct node *node, uint64_t *heap)
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
        long problem = s.type == PT_LOAD ? load_segment(root, &s, node, heap) : 0;
        if (problem)
            return problem;
    }
    return h.entry;
}

/* --- The stack, System V ABI: argc, argv, 0, environment, 0, auxiliary vector; above: strings ---
 */

#define STRINGS (USER_END - 8 * PAGE_SIZE) /* up to USER_END */
#define WORDS   (STRINGS - PAGE_SIZE)

enum { AT_NULL = 0, AT_PAGESZ = 6 };

struct stack {
    pte *root;
    uint64_t word, string; /* the next one's address */
};

static long push_word(struct stack *stack, uint64_t word)
{
    if (stack->word == STRINGS)
        return -E2BIG;
    *(uint64_t *)space_at(stack->root, stack->word, WRITE) = word;
    stack->word += sizeof word;
    return 0;
}

/* Copies strings of the current program up to a NULL, and pushes their addresses: how many. */
static long push_strings(struct stack *stack, uint64_t from)
{
    for (long count = 0;; count++) {
        uint64_t pointer = 0;
        if (from && copy_in(&pointer, from + count * sizeof pointer, sizeof pointer))
            return -EFAULT;
        if (push_word(stack, pointer ? stack->string : 0))
            return -E2BIG;
        if (!pointer)
            return count;
        for (char c = 1; c; pointer++) {
            if (copy_in(&c, pointer, 1))
                return -EFAULT;
            if (stack->string == USER_END)
                return -E2BIG;
            *(char *)space_at(stack->root, stack->string++, WRITE) = c;
        }
    }
}

/* Returns 0, or an error. */
static long make_stack(pte *root, uint64_t arguments, uint64_t environment)
{
    struct stack stack = {root, WORDS + sizeof(uint64_t), STRINGS};
    if (space_add(root, USER_END - USER_STACK, USER_END, READ | WRITE))
        return -ENOMEM;
    long count = push_strings(&stack, arguments);
    long problem = count < 0 ? count : push_strings(&stack, environment);
    problem = problem > 0 ? 0 : problem;
    if (push_word(&stack, AT_PAGESZ) || push_word(&stack, PAGE_SIZE) ||
        push_word(&stack, AT_NULL) || push_word(&stack, 0))
        return -E2BIG;
    stack.word = WORDS;
    return push_word(&stack, count);
}

/* --- The process --- */

/* From here on nothing can fail. */
static void replace(pte *root, const char *path, uint64_t entry, uint64_t heap)
{
    pte *old = current->root;
    current->root = root;
    current->heap_start = current->heap_end = heap;
    load_root(root);
    space_free(old);
    files_close(current->close_on_exec);
    while (strchr(path, '/'))
        path = strchr(path, '/') + 1;
    task_rename(current, path);
    fp_start(&current->fp);
    fp_load(&current->fp);
    frame_start(task_frame(current), entry, WORDS);
}

long sys_execve(const uint64_t *a)
{
    char path[PATH_SIZE];
    uint64_t heap = 0;
    long problem = get_path(AT_FDCWD, a[0], path);
    struct node *node = problem ? NULL : node_find(path);
    if (!node || node->kind != FILE)
        return problem ? problem : node ? -EACCES : -ENOENT;
    pte *root = space_new();
    if (!root)
        return -ENOMEM;
    long entry = load_program(root, node, &heap);
    problem = entry < 0 ? entry : make_stack(root, a[1], a[2]);
    if (problem)
        space_free(root);
    else
        replace(root, path, entry, heap);
    return problem;
}
