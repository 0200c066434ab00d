/* Exercise 4.3: one more format of images, Intel HEX. */
#pragma once

#include "fat32.h"
#include "guest_memory.h"
#include "load_guest.h"
#include "print.h"

/* Your answer: a row for image_format_add(), with a name and the two functions. */
extern struct image_format hex_format;

/* It may call fat32_read(), guest_memory_at(), error_of(), and printf(), to see what it does. */
