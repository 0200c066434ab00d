/* A process that makes, moves and reads files, for the grader of exercise 8.4. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define HERE (-100) /* AT_FDCWD: where the process is, which is the root */

/* Before each point: false after a miss. *name becomes a new folder, "/f1234". */
bool files_ready(const char **name);

/* A path in that folder; up to eight of them last until they are used again. */
const char *in(const char *folder, const char *rest);

/* Makes a folder, or a file with a content of its own: a number. */
void make_folder(const char *path);
unsigned make_file(const char *path);
void remove_file(const char *path);

/* The number of a file; 0: there is none. */
unsigned read_file(const char *path);

/* A file is opened: its number for the process; and read. */
int64_t open_file(const char *path);
unsigned read_open(int64_t file);

/* The call. */
int64_t move(const char *from, const char *to);
int64_t move_at(int64_t from_folder, uint64_t from, int64_t to_folder, uint64_t to);

/* The address of a string in the process's memory: 0 or 1 of two. */
uint64_t place(unsigned n, const char *string);

bool expect_move(int64_t is, int64_t right, const char *what);
