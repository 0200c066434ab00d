/*
 * Accesses across the edge between two pages, of which either is promised only, or both; hypercalls
 * whose buffers lie so; and code across the edges of flash that was never read. Prints a line a
 * part.
 */
#include "guest.h"

static unsigned long wrong;

/* A pair of pages that nobody has used. */
static volatile uint8_t *fresh_edge(unsigned long ram, unsigned long bytes)
{
    static unsigned long pairs;
    unsigned long middle = ram + bytes / 2 + pairs++ * 4 * PAGE;
    return (volatile uint8_t *)(middle + PAGE);
}

enum { LEFT = 1, RIGHT = 2 };

/* A word that begins two bytes before the edge. */
static void cross(volatile uint8_t *edge, int given, int store)
{
    volatile uint32_t *word = (volatile uint32_t *)(edge - 2);
    uint32_t wanted = 0;
    if (given & LEFT)
        edge[-1] = 0x11, wanted |= 0x1100;
    if (given & RIGHT)
        edge[0] = 0x22, wanted |= 0x220000;
    if (store)
        *word = wanted = 0xdeadbeef;
    wrong += *word != wanted || edge[-PAGE] || edge[PAGE - 1];
}

/* The flash has, across the edge at the end of each second page, code that returns its number times
 * 1000. */
static unsigned long call_across_edges(unsigned long flash, unsigned long bytes, unsigned before)
{
    unsigned long sum = 0, n = 1;
    for (unsigned long edge = flash + PAGE; edge - flash < bytes; edge += 2 * PAGE, n++)
        sum += ((unsigned long (*)(void))(edge - (before ? before : n)))() == n * 1000;
    return sum;
}

int use_memory(unsigned long ram, unsigned long ram_bytes, unsigned long flash,
               unsigned long flash_bytes)
{
    for (int given = 0; given < 4; given++) {
        cross(fresh_edge(ram, ram_bytes), given, 0);
        cross(fresh_edge(ram, ram_bytes), given, 1);
    }
    print_pair("edges: ", wrong);
    print(" wrong\n");
    char *edge = (char *)fresh_edge(ram, ram_bytes);
    console_write(edge - 3, 6); /* both are given by the call */
    edge = (char *)fresh_edge(ram, ram_bytes);
    edge[-2] = 'l', edge[-1] = 'e';
    console_write(edge - 2, 3);
    edge = (char *)fresh_edge(ram, ram_bytes);
    edge[0] = 'r', edge[1] = '\n';
    console_write(edge - 1, 3);
    print_pair("edges: ", call_across_edges(flash, flash_bytes, BEFORE));
    print(" calls across edges of flash\n");
    shut_down();
}
