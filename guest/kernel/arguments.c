/*
 * The stack as Linux has it when a program starts (System V ABI): argc, the addresses of the
 * arguments, 0, those of the environment, 0, the auxiliary vector; the strings are above.
 */
#include "arguments.h"

#include "memory.h"
#include "string.h"

#define MAX_WORDS (PAGE_SIZE / sizeof(uint64_t)) /* arguments and variables */
#define AT_NULL   0
#define AT_PAGESZ 6

struct stack {
    struct space *space;
    uint64_t at;     /* its end so far; it grows down */
    uint64_t *words; /* a page: the addresses of the strings */
    unsigned count;
    char *string; /* a page: the one that is on its way */
};

/* The bytes of string i with its 0, which goes into to[PAGE_SIZE]; 0 after the last one. */
static long get_string(const struct strings *from, unsigned i, char *to)
{
    uint64_t pointer;
    if (from->kernel) {
        if (!from->kernel[i])
            return 0;
        memcpy(to, from->kernel[i], strlen(from->kernel[i]) + 1);
        return strlen(to) + 1;
    }
    if (!from->user)
        return 0;
    if (copy_in(&pointer, from->user + i * sizeof pointer, sizeof pointer))
        return -EFAULT;
    if (!pointer)
        return 0;
    long length = copy_string(to, pointer, PAGE_SIZE);
    return length == -ENAMETOOLONG ? -E2BIG : length < 0 ? length : length + 1;
}

static long write_to(struct space *space, uint64_t to, const void *from, uint64_t size)
{
    for (uint64_t i = 0; i < size; i++) {
        char *at = space_at(space, to + i, WRITE);
        if (!at)
            return -ENOMEM;
        *at = ((const char *)from)[i];
    }
    return 0;
}

/* Puts strings on the stack, and their addresses, with the NULL, among the words; their count. */
static long push_strings(struct stack *stack, const struct strings *from)
{
    for (unsigned i = 0;; i++) {
        long length = get_string(from, i, stack->string);
        if (length < 0)
            return length;
        if (stack->count == MAX_WORDS || USER_END - stack->at + length > USER_STACK / 2)
            return -E2BIG;
        stack->at -= length;
        if (write_to(stack->space, stack->at, stack->string, length))
            return -ENOMEM;
        stack->words[stack->count++] = length ? stack->at : 0;
        if (!length)
            return i;
    }
}

static long push_all(struct stack *stack, const struct strings *arguments,
                     const struct strings *environment)
{
    const uint64_t auxiliary[] = {AT_PAGESZ, PAGE_SIZE, AT_NULL, 0};
    if (space_add(stack->space, USER_END - USER_STACK - PAGE_SIZE, USER_END - USER_STACK, 0) ||
        space_add(stack->space, USER_END - USER_STACK, USER_END, READ | WRITE))
        return -ENOMEM;
    long count = push_strings(stack, arguments);
    if (count < 0)
        return count;
    long problem = push_strings(stack, environment);
    if (problem < 0)
        return problem;
    uint64_t words = stack->count * sizeof(uint64_t);
    stack->at = (stack->at - sizeof auxiliary - words - sizeof count) & ~15ul;
    if (write_to(stack->space, stack->at, &count, sizeof count) ||
        write_to(stack->space, stack->at + sizeof count, stack->words, words) ||
        write_to(stack->space, stack->at + sizeof count + words, auxiliary, sizeof auxiliary))
        return -ENOMEM;
    return 0;
}

long make_stack(struct space *space, const struct strings *arguments,
                const struct strings *environment)
{
    struct stack stack = {.space = space, .at = USER_END};
    stack.words = page_alloc_for_program();
    stack.string = page_alloc_for_program();
    long problem = -ENOMEM;
    if (stack.words && stack.string)
        problem = push_all(&stack, arguments, environment);
    if (stack.words)
        page_put(stack.words);
    if (stack.string)
        page_put(stack.string);
    return problem ? problem : (long)stack.at;
}
