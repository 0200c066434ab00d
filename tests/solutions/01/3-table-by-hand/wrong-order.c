/* MISS each level leads to the next one: the indices are taken from the other end */
#include "exercise.h"

#include "string.h"

#define HGATP_V     0x01 /* V */
#define HGATP_LEAF  0xdf /* D, A, U, X, W, R, V */
#define VTTBR_TABLE 0x3
#define VTTBR_LEAF  0x7ff /* AF, SH, S2AP, MemAttr, page */
#define NCR3_TABLE  0x7   /* US, RW, P */
#define NCR3_LEAF   0x7

static _Alignas(16384) uint64_t root[HGATP_ROOT_ENTRIES];
static _Alignas(4096) uint64_t tables[3][TABLE_ENTRIES];

#define HPA_OF(table) ((uintptr_t)(table))

static void clear(void)
{
    memset(root, 0, sizeof root);
    memset(tables, 0, sizeof tables);
}

static uint64_t index_of(uint64_t gpa, unsigned level)
{
    return gpa >> (12 + 9 * (2 - level % 3)) & 511;
}

static uint64_t entry_of_hgatp(uint64_t hpa, uint64_t bits)
{
    return hpa >> 2 | bits;
}

void *table_for_hgatp(uint64_t gpa, uint64_t hpa)
{
    clear();
    root[gpa >> 30 & 2047] = entry_of_hgatp(HPA_OF(tables[0]), HGATP_V);
    tables[0][index_of(gpa, 1)] = entry_of_hgatp(HPA_OF(tables[1]), HGATP_V);
    tables[1][index_of(gpa, 0)] = entry_of_hgatp(hpa, HGATP_LEAF);
    return root;
}

void *table_for_vttbr(uint64_t gpa, uint64_t hpa)
{
    clear();
    root[index_of(gpa, 2)] = HPA_OF(tables[0]) | VTTBR_TABLE;
    tables[0][index_of(gpa, 1)] = HPA_OF(tables[1]) | VTTBR_TABLE;
    tables[1][index_of(gpa, 0)] = hpa | VTTBR_LEAF;
    return root;
}

void *table_for_ncr3(uint64_t gpa, uint64_t hpa)
{
    clear();
    root[index_of(gpa, 3)] = HPA_OF(tables[2]) | NCR3_TABLE;
    tables[2][index_of(gpa, 2)] = HPA_OF(tables[0]) | NCR3_TABLE;
    tables[0][index_of(gpa, 1)] = HPA_OF(tables[1]) | NCR3_TABLE;
    tables[1][index_of(gpa, 0)] = hpa | NCR3_LEAF;
    return root;
}
