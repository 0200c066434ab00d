/* Files: a tree of names in memory, pipes, devices, and what a process has open. */
#pragma once

#include "errno.h"
#include "machine.h"
#include "task.h"

#define NAME_SIZE 60  /* of one name, with its 0 */
#define PATH_SIZE 256 /* of a path, with its 0 */

/* Linux's numbers, as getdents64() tells them: DT_CHR, DT_DIR, DT_REG. */
enum node_kind { NODE_DEVICE = 2, NODE_FOLDER = 4, NODE_FILE = 8 };

struct device {
    long (*read)(uint64_t buffer, uint64_t size, uint64_t offset);
    long (*write)(uint64_t buffer, uint64_t size);
};

struct node {
    enum node_kind kind;
    unsigned number; /* inode */
    char name[NAME_SIZE];
    struct node *parent, *next; /* next in its folder */
    struct node *first;         /* of a folder: what is in it */
    const struct device *device;
    uint64_t size; /* of a file, bytes */
    void ***pages; /* page n is pages[n / 512][n % 512]; NULL: zeros */
};

/* --- nodes.c --- */

void nodes_init(void);

/* The node of that path, which begins in from unless it begins with "/"; an error: -ENOENT... */
long node_find(struct node *from, const char *path, struct node **found);

/* Makes a node; the folder of the path has to be there. */
long node_make(struct node *from, const char *path, enum node_kind kind, struct node **made);

/* Bytes from a file to the kernel's memory; fewer at its end. */
uint64_t node_read(const struct node *node, uint64_t offset, void *to, uint64_t size);

/* The kernel's address of that byte of a file, and of those up to the end of its page. With make,
 * the page is made where there is none; NULL: there is none, or no memory for it. */
void *node_at(struct node *node, uint64_t offset, bool make);

/* The file is empty. */
void node_empty(struct node *node);

/* --- device_nodes.c --- */

/* Makes /dev/console and others. */
void devices_make(void);

/* --- initrd.c --- */

/* Makes the files of the initrd, and frees its memory. */
void initrd_unpack(void);

/* --- files.c: system calls; they return an error, or what Linux returns --- */

/* As open() has them, on all machines; O_DIRECTORY is in calls.h. */
#define O_ACCMODE 3
#define O_WRONLY  1
#define O_RDWR    2
#define O_CREAT   0100
#define O_EXCL    0200
#define O_TRUNC   01000
#define O_APPEND  02000
#define O_CLOEXEC 02000000

struct file {
    unsigned references;
    unsigned flags; /* of open() */
    uint64_t offset;
    struct node *node;
    struct pipe *pipe; /* one of the two */
};

long file_open(int folder, const char *path, unsigned flags);
long file_close(unsigned number);
long file_read(unsigned number, uint64_t buffer, uint64_t size);
long file_write(unsigned number, uint64_t buffer, uint64_t size);
long file_list(unsigned number, uint64_t buffer, uint64_t size);
long file_copy_to(unsigned number, unsigned to, unsigned flags);
long file_pipe(uint64_t numbers, unsigned flags);

/* A child has the files of its parent. */
void files_copy(struct task *child, const struct task *parent);

/* Closes those whose bits are set. */
void files_close(struct task *task, uint64_t which);

/* --- pipe.c --- */

struct pipe *pipe_new(void);
long pipe_read(struct pipe *pipe, uint64_t buffer, uint64_t size);
long pipe_write(struct pipe *pipe, uint64_t buffer, uint64_t size);

/* One of its two ends is closed. */
void pipe_close(struct pipe *pipe, bool writing);
