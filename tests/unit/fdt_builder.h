/* Shared by the tests of the device-tree reader. */
#pragma once

#include "fdt.h"
#include "unit.h"

/* --- A tree made by hand, token by token --- */

enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4, END = 9 };

void build_start(void);
void build_u32(uint32_t value); /* big-endian, as all of it */
void build_begin(const char *name);
void build_property(const char *name, const void *value, uint32_t length);
void build_cells(const char *name, const uint32_t *cells, unsigned count);
void build_end(void); /* of a node */

/* The blob, in memory of exactly its size, at which reading one byte more ends the test. It is good
 * until the next call. */
uint8_t *build_blob(size_t *size);

/* Puts a big-endian number. */
void put_u32(uint8_t *at, uint32_t value);

/* --- Walking --- */

/* Reads all there is in the blob, in each way there is, and returns the number of nodes. */
unsigned walk_all(const struct fdt *fdt);

/* In test_fdt_broken.c. */
void test_headers_that_lie(void);
void test_truncated_trees(void);
void test_corrupted_trees(void);
void test_rubbish_tokens(void);
void test_properties_that_lie(void);
void test_unbalanced_nodes(void);
void test_too_deep(void);
