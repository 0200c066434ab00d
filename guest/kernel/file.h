/* Files: named nodes in memory, pipes, devices, and what a process has open. */
#pragma once

#include "kernel.h"

#define PATH_SIZE 128 /* of a path, with its 0 */

struct device {
    const char *path;
    long (*read)(uint64_t buffer, uint64_t size, uint64_t offset);
    long (*write)(uint64_t buffer, uint64_t size);
};

struct node {
    struct node *next;
    enum { DEVICE_NODE = 2, FOLDER = 4, FILE = 8 } kind; /* getdents64() of Linux: DT_CHR... */
    char path[PATH_SIZE];                                /* "/bin/ls"; "" is the root */
    const struct device *device;
    uint64_t size; /* bytes */
    pte *pages;    /* of a file: offsets are translated as addresses are */
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

/* Bytes of a file: how many. Reading ends at its end, writing when there is no more room. */
uint64_t node_read(struct node *node, uint64_t offset, void *to, uint64_t size);
uint64_t node_write(struct node *node, uint64_t offset, const void *from, uint64_t size);

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

/* --- pipe.c --- */

struct pipe *pipe_new(void);
long pipe_read(struct pipe *pipe, uint64_t buffer, uint64_t size);
long pipe_write(struct pipe *pipe, uint64_t buffer, uint64_t size);

/* One of its two ends is closed. */
void pipe_close(struct pipe *pipe, bool writing);

/* --- files.c --- */

/* As open() has them on all machines; O_DIRECTORY is in calls.h. */
enum { O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_CREAT = 0100, O_EXCL = 0200, O_TRUNC = 01000 };
enum { O_APPEND = 02000, O_CLOEXEC = 02000000 };

/* A file that the current process has open; NULL. */
struct file *file_of(unsigned number);

/* A path of the program's, absolute and plain. A relative one begins in a folder that is open, or,
 * with AT_FDCWD, in the root. */
#define AT_FDCWD (-100)
long get_path(int folder, uint64_t from, char path[PATH_SIZE]);

/* A child has the files of the current process. */
void files_copy(struct task *child);

/* The current process closes those whose bits are set. */
void files_close(uint64_t which);
