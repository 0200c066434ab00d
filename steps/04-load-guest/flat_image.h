/* What a flat image is not: a flat image has no mark of its own. */
#pragma once

#include "error.h"

#include <stdint.h>

#define FLAT_IMAGE_FIRST 1024 /* bytes of a file that are looked at, or all of a smaller one */

/* Whether a file that begins so can be code. If not, the error says what the file is. */
error flat_image_check(const uint8_t *first, uint32_t length);
