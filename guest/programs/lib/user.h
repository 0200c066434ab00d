/*
 * What programs have in place of a C library. The functions with names of Linux's system calls make
 * that call; they return its result, or a negative error (errno.h).
 */
#pragma once

#include "calls.h"
#include "entry.h"
#include "errno.h"
#include "print.h"
#include "string.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE           4096
#define ARRAY_LENGTH(array) (sizeof(array) / sizeof *(array))

int main(int argc, char **argv, char **environment);

long system_call(long number, long a, long b, long c, long d, long e, long f);

/* Processes */
_Noreturn void exit(int status);
long getpid(void);
long fork(void);
long execve(const char *path, char *const *argv, char *const *environment);
long setpriority(int nice); /* of this process: -20 to 19 */
unsigned cpu_count(void);   /* on which this process may run */
unsigned cpu_number(void);  /* of the one on which it runs */

/* Waits for a child; *status is how it ended: the number of a signal, or 256 * its own status. */
long wait4(long pid, int *status);

/* Files */
#define O_WRONLY 1
#define O_RDWR   2
#define O_CREAT  0100
#define O_TRUNC  01000
#define O_APPEND 02000
long open(const char *path, int flags);
long close(int file);
long read(int file, void *buffer, size_t size);
long write(int file, const void *buffer, size_t size);
long dup3(int file, int to);
long pipe(int files[2]);
long getdents64(int file, void *buffer, size_t size);

uint64_t file_number(int file); /* no other file has it; 0: it is no file in memory */

/* Memory */
void *map(size_t size); /* zeros; NULL: there is no room */
long unmap(void *memory, size_t size);
void *set_break(void *end);

/* Time, in nanoseconds: since the machine was switched on, and of the CPU that this process had */
uint64_t now(void);
uint64_t cpu_time(void);
void sleep_for(uint64_t nanoseconds);

/* --- Beyond the calls --- */

/* What printf() (print.h) has for standard output is written: at the end of a line, and by exit().
 */
void flush(void);

/* The same as printf(), to standard error, at once; up to 255 characters. */
void complain(const char *text, ...) __attribute__((format(printf, 1, 2)));

/* What a negative result of a call means: "no such file or folder". */
const char *error_text(long error);

/* Writes all of it; false if that fails. */
bool write_all(int file, const void *buffer, size_t size);

/* A number of the kernel's, from /proc/vmstat. */
uint64_t count_of(const char *name);
