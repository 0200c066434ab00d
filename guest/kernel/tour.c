#include "kernel.h"

static void check(bool good, const char *what)
{
    if (!good)
        panic("tour: %s", what);
}

/* --- Memory --- */

/* Allocates pieces of different sizes, and frees them: the pages that this took. */
static uint64_t use_heap(void)
{
    static void *pieces[500];
    uint64_t free = counts.free;
    for (unsigned i = 0; i < ARRAY_LENGTH(pieces); i++) {
        pieces[i] = heap_alloc(i * 4 + 1);
        check(pieces[i], "the heap is empty");
    }
    for (unsigned i = 0; i < ARRAY_LENGTH(pieces); i++)
        heap_free(pieces[i], i * 4 + 1);
    return free - counts.free;
}

static void show_memory(void)
{
    unsigned code = 0, data = 0;
    uint64_t first = use_heap(), again = use_heap();
    check(first && !again, "the heap loses what is freed");
    printf("heap: 500 pieces of 1 to 1997 bytes: %lu pages; made again: %lu more\n", first, again);
    for (char *at = image_start; at < image_end; at += PAGE_SIZE) {
        pte entry = *walk(kernel_root, (uint64_t)at, false);
        unsigned rights = pte_valid(entry) ? pte_rights(entry) : 0;
        check(!(rights & USER), "a program can use the kernel's memory");
        check(!(rights & WRITE) || !(rights & EXECUTE), "code can be written");
        code += (rights & EXECUTE) != 0;
        data += (rights & WRITE) != 0;
    }
    uint64_t guard = (uint64_t)stack_top(current->slot) - STACK_SIZE - 1;
    check(!pte_valid(*walk(kernel_root, guard, false)), "there is memory below the stack");
    printf("page tables: the kernel runs %u pages and writes %u, none is both\n", code, data);
}

/* --- Tasks --- */

#define MESSAGES 1000

static struct queue queue, results;

static void produce(void)
{
    for (unsigned i = 1; i <= MESSAGES; i++)
        queue_send(&queue, i);
    task_exit();
}

static void consume(void)
{
    uint64_t in_order = 0;
    for (unsigned i = 1; i <= MESSAGES; i++)
        in_order += queue_receive(&queue) == i;
    queue_send(&results, in_order);
    task_exit();
}

static void show_queue(void)
{
    check(task_new("tour", produce) && task_new("tour", consume), "no memory for a task");
    check(queue_receive(&results) == MESSAGES, "messages were lost");
    printf("message queue: %u messages in order through room for %lu; %u waits\n", MESSAGES,
           ARRAY_LENGTH(queue.messages), queue.waits);
}

void tour(void)
{
    show_memory();
    show_queue();
}
