/* Linux's numbers of errors. A function that can fail returns one of them, negative, or 0 or more.
 */
#pragma once

enum { EPERM = 1, ENOENT = 2, ESRCH = 3, E2BIG = 7, ENOEXEC = 8, EBADF = 9, ECHILD = 10 };
enum { EAGAIN = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14, EEXIST = 17, ENODEV = 19 };
enum { ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23, EMFILE = 24, ENOSPC = 28 };
enum { EPIPE = 32, ENAMETOOLONG = 36, ENOSYS = 38 };
