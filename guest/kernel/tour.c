#include "tour.h"

#include "console.h"
#include "memory.h"
#include "queue.h"
#include "space.h"
#include "stack.h"
#include "task.h"

static void check(bool good, const char *what)
{
    if (!good)
        panic("tour: %s", what);
}

/* --- Memory --- */

static void show_heap(void)
{
    static void *pieces[500];
    uint64_t free = pages.free;
    for (unsigned i = 0; i < ARRAY_LENGTH(pieces); i++) {
        pieces[i] = heap_alloc(1 + i * 37 % HEAP_LARGEST);
        check(pieces[i], "the heap is empty");
    }
    uint64_t used = free - pages.free;
    for (unsigned i = 0; i < ARRAY_LENGTH(pieces); i++)
        heap_free(pieces[i]);
    check(pages.free == free, "the heap has kept pages");
    printf("heap: %lu pieces in %lu pages, and all of them back\n", ARRAY_LENGTH(pieces), used);
}

static void show_pages(void)
{
    unsigned code = 0, data = 0, constants = 0;
    for (char *at = image_start; at < image_end; at += PAGE_SIZE) {
        pte *entry = walk(kernel_root, (uint64_t)at, NULL);
        unsigned rights = pte_valid(*entry) ? pte_rights(*entry) : 0;
        check((rights & (WRITE | EXECUTE)) != (WRITE | EXECUTE), "a page with code can be written");
        check(!(rights & USER), "a program can read the kernel");
        code += (rights & EXECUTE) != 0;
        data += (rights & WRITE) != 0;
        constants += rights == READ;
    }
    pte *guard = walk(kernel_root, (uint64_t)stack_top(current->slot) - STACK_SIZE - 1, NULL);
    check(!guard || !pte_valid(*guard), "there is memory below the stack");
    printf("page tables: %u pages of code, %u of constants, %u of data, none of them two; a guard "
           "below each stack\n",
           code, constants, data);
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
    uint64_t sum = 0;
    for (unsigned i = 1; i <= MESSAGES; i++) {
        uint64_t message = queue_receive(&queue);
        sum += message == i ? message : 0;
    }
    queue_send(&results, sum);
    task_exit();
}

static void start(const char *name, void (*entry)(void), unsigned weight)
{
    struct task *task = task_new(name, entry);
    check(task, "no memory for a task");
    task->weight = weight;
}

static void show_queue(void)
{
    start("producer", produce, NORMAL_WEIGHT);
    start("consumer", consume, NORMAL_WEIGHT);
    uint64_t sum = queue_receive(&results);
    check(sum == MESSAGES * (MESSAGES + 1) / 2, "messages were lost");
    printf("message queue: %u messages through room for %u, in their order; %u waits\n", MESSAGES,
           QUEUE_ROOM, queue.waits);
}

#define WEIGHTS 5

static volatile bool stop;
static uint64_t times[WEIGHTS]; /* of the CPU; ms */

/* Never gives the CPU away. */
static void spin(void)
{
    interrupts_on();
    while (!stop)
        ;
    interrupts_off();
    task_account();
    times[current->weight / NORMAL_WEIGHT] = current->cpu_time * 1000 / machine.clock_hz;
    queue_send(&results, 0);
    task_exit();
}

static void show_scheduling(void)
{
    uint64_t begun = clock_now(), time = machine.clock_hz * 350 / 1000;
    for (unsigned weight = 1; weight < WEIGHTS; weight *= 2)
        start("spinner", spin, weight * NORMAL_WEIGHT);
    while (clock_now() < begun + time)
        sleep(NULL, begun + time);
    uint64_t slept = (clock_now() - begun) * 1000 / machine.clock_hz;
    stop = true;
    for (unsigned weight = 1; weight < WEIGHTS; weight *= 2)
        queue_receive(&results);
    uint64_t all = times[1] + times[2] + times[4];
    check(all && times[1] < times[2] && times[2] < times[4], "weights do not count");
    printf("sleep: 350 ms asked for, %lu ms slept\n", slept);
    printf(
        "scheduling: tasks of weight 1, 2, 4 had %lu%%, %lu%%, %lu%% of the CPU, by preemption\n",
        times[1] * 100 / all, times[2] * 100 / all, times[4] * 100 / all);
}

void tour(void)
{
    show_heap();
    show_pages();
    show_queue();
    show_scheduling();
}
