/* For the grader: the file that is the guest's flash, on a disk whose reads are watched. */
#pragma once

#include "flash.h"

#define FILE_PAGES_MAX 96

/* Makes a file of so many bytes, which is the guest's flash. */
void file_init(struct flash *flash, struct guest *guest, uint32_t size);

/* The word there; 0 after the file's end, as the guest sees it. */
uint32_t file_word(uint64_t offset);

/* From here on no page has been read, and all can be. */
void file_watch(void);
/* The page cannot be read. */
void file_damage(uint64_t page);

/* How often the page was read, and how many pages; also reads that failed. */
uint64_t file_reads_of(uint64_t page);
uint64_t file_reads(void);
/* How often something after the file's end was to be read. */
uint64_t file_reads_beyond(void);
