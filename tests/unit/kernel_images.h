/* Shared by the tests of kernels' headers. */
#pragma once

#include "kernel_image.h"
#include "unit.h"

/* The only flags that check_kernel_flags() lets pass here. */
#define GOOD_FLAGS 0x21ul

/* In test_bzimage.c and test_pvh_note.c. */
void test_bzimage(void);
void test_bzimage_lies(void);
void test_bzimage_random(void);
void test_pvh_notes(void);
void test_pvh_notes_random(void);
