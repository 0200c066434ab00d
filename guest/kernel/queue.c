#include "kernel.h"

void queue_send(struct queue *queue, uint64_t message)
{
    for (; queue->sent - queue->received == ARRAY_LENGTH(queue->messages); queue->waits++)
        sleep(queue, 0);
    queue->messages[queue->sent++ % ARRAY_LENGTH(queue->messages)] = message;
    wake(queue);
}

uint64_t queue_receive(struct queue *queue)
{
    for (; queue->sent == queue->received; queue->waits++)
        sleep(queue, 0);
    uint64_t message = queue->messages[queue->received++ % ARRAY_LENGTH(queue->messages)];
    wake(queue);
    return message;
}
