/* Linux's errors: numbers, and the texts of its C libraries. A function that can fail returns a
 * number, negative, or 0 or more. */
#pragma once

/* clang-format off */
#define EACH_ERROR(DO)                                                                           \
    DO(EPERM, 1, "Operation not permitted") DO(ENOENT, 2, "No such file or directory")           \
    DO(ESRCH, 3, "No such process") DO(EINTR, 4, "Interrupted system call")                      \
    DO(E2BIG, 7, "Argument list too long") DO(ENOEXEC, 8, "Exec format error")                   \
    DO(EBADF, 9, "Bad file descriptor") DO(ECHILD, 10, "No child processes")                     \
    DO(EAGAIN, 11, "Resource temporarily unavailable") DO(ENOMEM, 12, "Cannot allocate memory")  \
    DO(EACCES, 13, "Permission denied") DO(EFAULT, 14, "Bad address")                            \
    DO(EEXIST, 17, "File exists") DO(ENODEV, 19, "No such device")                               \
    DO(ENOTDIR, 20, "Not a directory") DO(EISDIR, 21, "Is a directory")                          \
    DO(EINVAL, 22, "Invalid argument") DO(ENFILE, 23, "Too many open files in system")           \
    DO(EMFILE, 24, "Too many open files") DO(ENOTTY, 25, "Inappropriate ioctl for device")       \
    DO(EFBIG, 27, "File too large") DO(ENOSPC, 28, "No space left on device")                    \
    DO(ESPIPE, 29, "Illegal seek") DO(EPIPE, 32, "Broken pipe")                                  \
    DO(ERANGE, 34, "Numerical result out of range") DO(ENAMETOOLONG, 36, "File name too long")   \
    DO(ENOSYS, 38, "Function not implemented") DO(ENOTEMPTY, 39, "Directory not empty")          \
    DO(ERESTART, 85, "Interrupted system call should be restarted")
/* clang-format on */

#define ERROR_NUMBER(name, number, text) name = number,
enum { EACH_ERROR(ERROR_NUMBER) };
