/* --strace: system calls as strace shows them. Lines of our own: a call that waits is shown when it
 * has ended. */
#include "file.h"

#define LONGEST_STRING 32

/* By number: names and texts, as C libraries have them. */
#define ERROR(name, number, text) [number] = #name " (" text ")",
static const char *const errors[] = {EACH_ERROR(ERROR)};

static void print_octal(uint64_t value)
{
    if (value)
        print_octal(value / 8);
    printf("%lu", value % 8);
}

static void print_pointer(uint64_t address)
{
    printf("%s", address ? phrase("0x%lx", address) : "NULL");
}

/* A string of the program's that ends with a 0, or has that size. */
static void print_string(uint64_t address, uint64_t size, bool ends)
{
    static const char *const escapes[256] = {
        ['\n'] = "\\n", ['\t'] = "\\t", ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"};
    uint64_t i = 0;
    unsigned char c;
    if (!address || (size && copy_in(&c, address, 1))) {
        print_pointer(address);
        return;
    }
    printf("\"");
    for (; i < smaller(size, LONGEST_STRING) && !copy_in(&c, address + i, 1) && (c || !ends); i++) {
        if (escapes[c])
            printf("%s", escapes[c]);
        else if (c >= ' ' && c <= '~')
            printf("%c", c);
        else
            printf("\\x%02x", c);
    }
    printf("\"%s", i == LONGEST_STRING && i < size && (c || !ends) ? "..." : "");
}

static void print_argument(char kind, const uint64_t *a, long result)
{
    if (kind == 's')
        print_string(*a, PATH_SIZE, true);
    else if (kind == 'W' || (kind == 'R' && result >= 0))
        print_string(*a, kind == 'R' ? (uint64_t)result : a[1], false);
    else if (kind == 'f' && (int)*a == AT_FDCWD)
        printf("AT_FDCWD");
    else if (kind == 'd' || kind == 'f')
        printf("%d", (int)*a);
    else if (kind == 'o')
        print_octal(*a & 07777);
    else if (kind == 'u' || (kind == 'x' && !*a))
        printf("%lu", *a);
    else
        print_pointer(*a);
}

static void print_call(uint64_t number, const uint64_t *arguments, long result)
{
    const struct call *call = call_of(number);
    printf("[pid %d] %s(", current->pid, call ? call->name : phrase("syscall_%lu", number));
    for (const char *kind = call ? call->kinds : "pppppp", *at = kind; *at; at++) {
        printf("%s", at == kind ? "" : ", ");
        print_argument(*at, &arguments[at - kind], result);
    }
    printf(")");
}

/* What does not come back, or not to its arguments, is shown before. */
static bool is_last(uint64_t number)
{
    return number == SYS_execve || number == SYS_exit_group || number == SYS_exit;
}

void trace_begin(uint64_t number, const uint64_t *arguments)
{
    if (untraced || !is_last(number))
        return;
    print_call(number, arguments, 0);
    if (number != SYS_execve)
        printf(" = ?\n");
}

void trace_end(uint64_t number, const uint64_t *arguments, long result)
{
    if (untraced)
        return;
    if (!is_last(number))
        print_call(number, arguments, result);
    if (result < 0 && result > -(long)ARRAY_LENGTH(errors) && errors[-result])
        printf(" = -1 %s\n", errors[-result]);
    else if (number == SYS_brk || number == SYS_mmap)
        printf(" = 0x%lx\n", result);
    else
        printf(" = %ld\n", result);
}

void trace_signal(int signal)
{
    if (!untraced)
        printf("[pid %d] --- signal %d ---\n", current->pid, signal);
}
