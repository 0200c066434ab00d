/* Starting a program: its ELF file, and what Linux puts on its stack. */
#include "elf_file.h"
#include "file.h"

/* Where a program is that can be anywhere: one that is linked as static-pie. */
#define ANYWHERE 0x10000000

enum { MAX_SEGMENTS = 16, RANDOM_SIZE = 16 };

/* What the stack says of a program. */
struct program {
    pte *root;
    struct node *node;
    uint64_t bias; /* of its addresses in memory to those in its file */
    uint64_t entry, heap, headers, header_count;
};

/* --- The file --- */

/* Whole pages of the file are shared, what is left is copied; moves the heap, which is after all
 * segments. */
static long load_segment(struct program *p, struct segment *s)
{
    unsigned rights = READ | (s->flags & PF_W ? WRITE : 0) | (s->flags & PF_X ? EXECUTE : 0);
    uint64_t start = s->address & -PAGE_SIZE, end = s->address + s->memory_size;
    uint64_t last = whole_pages(end), file_end = s->address + s->file_size;
    uint64_t whole = file_end & -PAGE_SIZE, rest = whole > s->address ? whole : s->address;
    if (s->file_size > s->memory_size || end < s->address || end > USER_END - 2 * USER_STACK ||
        start < USER_START || ((rights & WRITE) && (rights & EXECUTE)) ||
        (s->address - s->offset) % PAGE_SIZE || s->offset + s->file_size < s->offset ||
        s->offset + s->file_size > p->node->size)
        return -ENOEXEC;
    if (space_map(p->root, start, whole, rights, p->node, s->offset & -PAGE_SIZE) ||
        space_add(p->root, whole, last, rights))
        return -ENOMEM;
    p->heap = p->heap < last ? last : p->heap;
    if (rest == file_end)
        return 0;
    char *at = space_at(p->root, rest, READ);
    node_move(p->node, s->offset + (rest - s->address), at, file_end - rest, false);
    flush_code(at - rest % PAGE_SIZE);
    return 0;
}

static bool is_program(const struct elf_header *h)
{
    return !memcmp(h->magic, "\177ELF", 4) && h->class == CLASS_64 && h->order == LITTLE_ENDIAN &&
           (h->type == TYPE_EXECUTABLE || h->type == TYPE_DYNAMIC) && h->machine == ELF_MACHINE &&
           h->header_size == sizeof(struct segment) && h->header_count <= MAX_SEGMENTS &&
           h->entry < USER_END;
}

/* Returns 0, or an error. */
static long load_program(struct program *p)
{
    struct elf_header h;
    if (node_move(p->node, 0, &h, sizeof h, false) != sizeof h || !is_program(&h))
        return -ENOEXEC;
    p->bias = h.type == TYPE_DYNAMIC ? ANYWHERE : 0;
    p->entry = p->bias + h.entry;
    p->header_count = h.header_count;
    for (unsigned i = 0; i < h.header_count; i++) {
        struct segment s;
        if (node_move(p->node, h.headers + i * sizeof s, &s, sizeof s, false) != sizeof s)
            return -ENOEXEC;
        s.address += p->bias;
        if (s.type == PT_INTERP)
            return -ENOENT; /* another program that would load it */
        long problem = s.type == PT_LOAD ? load_segment(p, &s) : 0;
        if (problem)
            return problem;
        if (s.type == PT_LOAD && h.headers - s.offset < s.file_size)
            p->headers = s.address + (h.headers - s.offset);
    }
    return 0;
}

/* --- The stack, System V ABI: argc, argv, 0, environment, 0, auxiliary vector; above: strings ---
 */

#define STRINGS (USER_END - USER_STACK / 4) /* up to USER_END */
#define WORDS   (STRINGS - USER_STACK / 16)

struct stack {
    pte *root;
    uint64_t word, string; /* the next one's address */
};

static long push_word(struct stack *stack, uint64_t word)
{
    stack->word += sizeof word;
    return stack->word > STRINGS
               ? -E2BIG
               : space_write(stack->root, stack->word - sizeof word, &word, sizeof word);
}

static long push_bytes(struct stack *stack, const char *bytes, uint64_t size)
{
    stack->string += size;
    return space_write(stack->root, stack->string - size, bytes, size) ? -E2BIG : 0;
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
            if (push_bytes(stack, &c, 1))
                return -E2BIG;
        }
    }
}

static long push_auxiliary(struct stack *stack, const struct program *p, const char *path)
{
    char random[RANDOM_SIZE];
    random_bytes(random, sizeof random);
    /* clang-format off */
    const uint64_t words[] = {
        AT_PHDR, p->headers, AT_PHENT, sizeof(struct segment), AT_PHNUM, p->header_count,
        AT_PAGESZ, PAGE_SIZE, AT_BASE, 0, AT_FLAGS, 0, AT_ENTRY, p->entry,
        AT_UID, 0, AT_EUID, 0, AT_GID, 0, AT_EGID, 0, AT_HWCAP, machine.capabilities,
        AT_CLKTCK, 100, AT_SECURE, 0, AT_RANDOM, stack->string,
        AT_EXECFN, stack->string + RANDOM_SIZE, AT_NULL, 0};
    /* clang-format on */
    long problem = push_bytes(stack, random, sizeof random);
    if (!problem)
        problem = push_bytes(stack, path, strlen(path) + 1);
    for (unsigned i = 0; i < ARRAY_LENGTH(words) && !problem; i++)
        problem = push_word(stack, words[i]);
    return problem;
}

/* Returns 0, or an error. */
static long make_stack(const struct program *p, const char *path, const uint64_t *arrays)
{
    static const uint32_t return_code[] = RETURN_CODE;
    struct stack stack = {p->root, WORDS + sizeof(uint64_t), STRINGS};
    if (space_add(p->root, RETURN_ADDRESS, RETURN_ADDRESS + PAGE_SIZE, READ | EXECUTE) ||
        space_add(p->root, USER_END - USER_STACK, USER_END, READ | WRITE))
        return -ENOMEM;
    char *page = space_at(p->root, RETURN_ADDRESS, READ);
    memcpy(page, return_code, sizeof return_code);
    flush_code(page);
    long count = push_strings(&stack, arrays[0]);
    long problem = count < 0 ? count : push_strings(&stack, arrays[1]);
    problem = problem < 0 ? problem : push_auxiliary(&stack, p, path);
    stack.word = WORDS;
    return problem ? problem : push_word(&stack, count);
}

/* --- The process --- */

/* From here on nothing can fail. */
static void replace(const struct program *p, const char *path)
{
    pte *old = current->root;
    current->root = p->root;
    current->heap_start = current->heap_end = p->heap;
    load_root(p->root);
    space_free(old);
    files_close(current->close_on_exec);
    signals_reset();
    memcpy(current->program, path, PATH_SIZE);
    while (strchr(path, '/'))
        path = strchr(path, '/') + 1;
    task_rename(current, path);
    fp_start(&current->fp);
    fp_load(&current->fp);
    frame_start(task_frame(current), p->entry, WORDS);
}

long sys_execve(const uint64_t *a)
{
    char path[PATH_SIZE];
    long problem = get_path(AT_FDCWD, a[0], path);
    if (!problem && !strcmp(path, OWN_PROGRAM))
        memcpy(path, current->program, PATH_SIZE);
    struct program program = {.node = problem ? NULL : node_find(path)};
    if (!program.node || program.node->kind != FILE)
        return problem ? problem : program.node ? -EACCES : -ENOENT;
    program.root = space_new();
    if (!program.root)
        return -ENOMEM;
    problem = load_program(&program);
    if (!problem)
        problem = make_stack(&program, path, a + 1);
    if (problem)
        space_free(program.root);
    else
        replace(&program, path);
    return problem;
}
