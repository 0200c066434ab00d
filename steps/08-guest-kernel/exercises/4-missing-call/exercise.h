/* Exercise 8.4: a call that the guest's kernel has not got. */
#pragma once

#include "file.h"

/* Your answer, which handles the call as those in guest/kernel/status.c do: a folder and the
 * address of the old path, a folder and the address of the new one. Returns 0, or an error. */
long sys_renameat2(const uint64_t *a);

/*
 * It may call get_path(), path_clean(), node_find(), node_is_in(), node_remove() and printf(), and
 * memcpy(), memmove(), strlen(), strcmp() and strncmp(). The list of all nodes, whose paths it may
 * change, is
 */
extern struct node *nodes;
