/* Files: named nodes in memory, pipes, devices, and what a process has open. */
#pragma once

#include "kernel.h"

struct device {
    const char *path;
    long (*read)(uint64_t buffer, uint64_t size, uint64_t offset);
    long (*write)(uint64_t buffer, uint64_t size);
    long (*control)(uint64_t request, uint64_t address); /* ioctl() */
    bool (*is_ready)(void);                              /* to be read; NULL: always */
};

struct node {
    struct node *next;
    enum { DEVICE_NODE = 2, FOLDER = 4, FILE = 8 } kind; /* getdents64() of Linux: DT_CHR... */
    char path[PATH_SIZE];                                /* "/bin/ls"; "" is the root */
    const struct device *device;
    uint64_t number; /* a later node has a larger one */
    uint64_t size;   /* bytes */
    pte *pages;      /* of a file: offsets are translated as addresses are */
    unsigned users;  /* files that are open */
    bool is_removed; /* it has no name any more */
};

struct file {
    unsigned references;
    unsigned flags; /* of open() */
    uint64_t offset;
    struct node *node;
    struct pipe *pipe; /* one of the two */
};

/* --- nodes.c --- */

extern struct node *nodes; /* the root, and all others in the order in which they were made */

/* Makes a path absolute and plain: "a//b/./../c" in "/x" is "/x/a/c". */
long path_clean(const char *folder, const char *path, char clean[PATH_SIZE]);

/* The node, by its clean path; NULL if there is none. */
struct node *node_find(const char *path);

/* Makes one, whose folder has to be there. */
long node_make(const char *path, unsigned kind, struct node **made);

/* It is not in its folder any more; node_put(): one user less. The last frees it then. */
void node_remove(struct node *node);
void node_put(struct node *node);

/* The page with that byte of a file, which programs may share; NULL: it is zeros. */
char *node_page(struct node *node, uint64_t offset);

/* Reads or writes bytes of a file: how many. Reading ends at its end, writing when there is no more
 * room. */
uint64_t node_move(struct node *node, uint64_t offset, void *bytes, uint64_t size, bool writing);

/* The file is empty from now on. */
void node_empty(struct node *node);

/* Whether that node is directly in that folder. */
bool node_is_in(const struct node *node, const struct node *folder);

/* --- device_nodes.c, initrd.c: the first files --- */

void devices_make(void);
void initrd_unpack(void);

/* --- console.c --- */

long console_read(uint64_t buffer, uint64_t size, uint64_t offset);
long console_write(uint64_t buffer, uint64_t size);
long console_control(uint64_t request, uint64_t address);
bool console_is_ready(void);

/* --- pipe.c --- */

struct pipe *pipe_new(void);

/* now: -EAGAIN in place of sleep. */
long pipe_read(struct pipe *pipe, uint64_t buffer, uint64_t size, bool now);
long pipe_write(struct pipe *pipe, uint64_t buffer, uint64_t size, bool now);
bool pipe_is_ready(const struct pipe *pipe, bool writing);

/* One of its two ends is closed. */
void pipe_close(struct pipe *pipe, bool writing);

/* --- files.c --- */

/* As open() has them on all machines; O_DIRECTORY is in calls.h. */
enum { O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_CREAT = 0100, O_EXCL = 0200, O_TRUNC = 01000 };
enum { O_APPEND = 02000, O_NONBLOCK = 04000, O_CLOEXEC = 02000000 };

#define OWN_PROGRAM "/proc/self/exe" /* a path: the program that a process runs */

/* A file that the current process has open; NULL. */
struct file *file_of(unsigned number);

/* A path of the program's, absolute and plain. A relative one begins in a folder that is open, or,
 * with AT_FDCWD, in the process's own. */
#define AT_FDCWD (-100)
long get_path(int folder, uint64_t from, char path[PATH_SIZE]);

/* A child has the files of the current process, too. */
void files_share(void);

/* The current process closes those whose bits are set. */
void files_close(uint64_t which);

/* --- file_io.c --- */

/* The same as file_of(), if it is open for reading, or for writing. */
struct file *file_for(unsigned number, bool writing);

/* --- status.c --- */

#define AT_REMOVEDIR 0x200 /* of unlinkat() */

/* poll(), until that time; 0: for ever. */
long poll_until(uint64_t files, uint64_t count, uint64_t end);

/* --- memory.c --- */

/* Maps whole pages of a file, which are shared until they are written; or zeros, with NULL. */
long space_map(pte *root, uint64_t start, uint64_t end, unsigned rights, struct node *node,
               uint64_t offset);
