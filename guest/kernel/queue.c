#include "queue.h"

#include "task.h"

void queue_send(struct queue *queue, uint64_t message)
{
    while (queue->sent - queue->received == QUEUE_ROOM) {
        queue->waits++;
        sleep(queue, 0);
    }
    queue->messages[queue->sent++ % QUEUE_ROOM] = message;
    wake(queue);
}

uint64_t queue_receive(struct queue *queue)
{
    while (queue->sent == queue->received) {
        queue->waits++;
        sleep(queue, 0);
    }
    uint64_t message = queue->messages[queue->received++ % QUEUE_ROOM];
    wake(queue);
    return message;
}
