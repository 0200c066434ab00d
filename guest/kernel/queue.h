/* A message queue between tasks of the kernel. Interrupts are off. */
#pragma once

#include <stdint.h>

#define QUEUE_ROOM 8 /* messages */

struct queue {
    uint64_t messages[QUEUE_ROOM]; /* at their number % QUEUE_ROOM */
    unsigned sent, received;
    unsigned waits; /* how often a task slept, because it was full or empty */
};

/* Waits while the queue is full. */
void queue_send(struct queue *queue, uint64_t message);

/* Waits while it is empty. */
uint64_t queue_receive(struct queue *queue);
