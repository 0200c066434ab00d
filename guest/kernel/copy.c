#include "space.h"
#include "string.h"
#include "task.h"

void *space_at(struct space *space, uint64_t address, unsigned access)
{
    if (address >= USER_END)
        return NULL;
    pte *entry = walk(space->root, address, NULL);
    if (!entry || !pte_valid(*entry) || !(pte_rights(*entry) & access)) {
        if (space_fault(space, address, access))
            return NULL;
        entry = walk(space->root, address, NULL);
    }
    return (char *)to_virtual(pte_address(*entry)) + address % PAGE_SIZE;
}

/* Bytes up to the end of the page, but not more than size. */
static uint64_t in_page(uint64_t address, uint64_t size)
{
    uint64_t rest = PAGE_SIZE - address % PAGE_SIZE;
    return rest < size ? rest : size;
}

long copy_in(void *to, uint64_t from, uint64_t size)
{
    for (uint64_t part; size; to = (char *)to + part, from += part, size -= part) {
        const void *at = space_at(current->space, from, READ);
        if (!at)
            return -EFAULT;
        part = in_page(from, size);
        memcpy(to, at, part);
    }
    return 0;
}

long copy_out(uint64_t to, const void *from, uint64_t size)
{
    for (uint64_t part; size; to += part, from = (const char *)from + part, size -= part) {
        void *at = space_at(current->space, to, WRITE);
        if (!at)
            return -EFAULT;
        part = in_page(to, size);
        memcpy(at, from, part);
    }
    return 0;
}

long copy_string(char *to, uint64_t from, uint64_t size)
{
    for (uint64_t length = 0; length < size; length++) {
        const char *at = space_at(current->space, from + length, READ);
        if (!at)
            return -EFAULT;
        to[length] = *at;
        if (!*at)
            return length;
    }
    return -ENAMETOOLONG;
}
