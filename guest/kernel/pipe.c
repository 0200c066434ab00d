#include "file.h"
#include "memory.h"
#include "space.h"

#define ROOM      PAGE_SIZE /* PIPE_BUF: what is written at once and not larger stays in one piece */
#define MAX_PIPES 256

struct pipe {
    char *bytes;
    uint64_t written, taken; /* at their number % ROOM */
    bool has_reader, has_writer;
};

static unsigned count;

struct pipe *pipe_new(void)
{
    struct pipe *pipe = count < MAX_PIPES ? heap_alloc(sizeof *pipe) : NULL;
    if (!pipe)
        return NULL;
    pipe->bytes = page_alloc_for_program();
    if (!pipe->bytes) {
        heap_free(pipe);
        return NULL;
    }
    pipe->has_reader = pipe->has_writer = true;
    count++;
    return pipe;
}

/* How many bytes from number on, up to limit, are in one piece of the ring and at most size. */
static uint64_t piece(uint64_t number, uint64_t limit, uint64_t size)
{
    uint64_t length = ROOM - number % ROOM;
    if (length > limit - number)
        length = limit - number;
    return length < size ? length : size;
}

long pipe_read(struct pipe *pipe, uint64_t buffer, uint64_t size)
{
    while (pipe->taken == pipe->written && pipe->has_writer && size) {
        if (current->killed)
            return -EINTR;
        sleep(pipe, 0);
    }
    uint64_t done = 0;
    while (done < size && pipe->taken != pipe->written) {
        uint64_t length = piece(pipe->taken, pipe->written, size - done);
        if (copy_out(buffer + done, pipe->bytes + pipe->taken % ROOM, length))
            return done ? (long)done : -EFAULT;
        pipe->taken += length;
        done += length;
    }
    wake(pipe);
    return done;
}

long pipe_write(struct pipe *pipe, uint64_t buffer, uint64_t size)
{
    uint64_t done = 0;
    while (done < size) {
        uint64_t room = pipe->taken + ROOM - pipe->written;
        if (!pipe->has_reader)
            return done ? (long)done : -EPIPE;
        if (current->killed)
            return -EINTR;
        if (!room || (size <= ROOM && room < size - done)) {
            sleep(pipe, 0);
            continue;
        }
        uint64_t length = piece(pipe->written, pipe->taken + ROOM, size - done);
        if (copy_in(pipe->bytes + pipe->written % ROOM, buffer + done, length))
            return done ? (long)done : -EFAULT;
        pipe->written += length;
        done += length;
        wake(pipe);
    }
    return done;
}

void pipe_close(struct pipe *pipe, bool writing)
{
    if (writing)
        pipe->has_writer = false;
    else
        pipe->has_reader = false;
    wake(pipe);
    if (pipe->has_reader || pipe->has_writer)
        return;
    page_put(pipe->bytes);
    heap_free(pipe);
    count--;
}
