/* What an entry of a page table lets happen. The first three have the numbers of mmap()'s PROT. */
#pragma once

enum {
    READ = 1,
    WRITE = 2,
    EXECUTE = 4,
    USER = 8,    /* and user mode may, too */
    COPY = 16,   /* shared: the first write makes a copy, with WRITE in place of COPY */
    DEVICE = 32, /* registers of a device: no cache */
};
