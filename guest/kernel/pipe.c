#include "file.h"

/* Also PIPE_BUF: what is written at once and not larger stays in one piece. */
#define ROOM PAGE_SIZE

struct pipe {
    char *bytes;
    uint64_t written, taken; /* at their number % ROOM */
    bool has_reader, has_writer;
};

struct pipe *pipe_new(void)
{
    char *bytes = page_alloc();
    struct pipe *pipe = bytes ? heap_alloc(sizeof *pipe) : NULL;
    if (pipe)
        *pipe = (struct pipe){.bytes = bytes, .has_reader = true, .has_writer = true};
    else if (bytes)
        page_put(bytes);
    return pipe;
}

/* How many bytes from number on, up to limit, are in one piece of the ring and at most size. */
static uint64_t piece(uint64_t number, uint64_t limit, uint64_t size)
{
    return smaller(smaller(ROOM - number % ROOM, limit - number), size);
}

bool pipe_is_ready(const struct pipe *pipe, bool writing)
{
    if (writing)
        return !pipe->has_reader || pipe->taken + ROOM != pipe->written;
    return !pipe->has_writer || pipe->taken != pipe->written;
}

long pipe_read(struct pipe *pipe, uint64_t buffer, uint64_t size, bool now)
{
    uint64_t done = 0, part;
    while (size && !pipe_is_ready(pipe, false)) {
        if (now || sleep(pipe, 0))
            return now ? -EAGAIN : -ERESTART;
    }
    wake(pipe); /* a writer, who runs when there is room */
    for (; (part = piece(pipe->taken, pipe->written, size - done)); done += part) {
        if (copy_out(buffer + done, pipe->bytes + pipe->taken % ROOM, part))
            return done ? (long)done : -EFAULT;
        pipe->taken += part;
    }
    return done;
}

long pipe_write(struct pipe *pipe, uint64_t buffer, uint64_t size, bool now)
{
    for (uint64_t done = 0, part; done < size; done += part) {
        uint64_t needed = size <= ROOM ? size - done : 1;
        while (pipe->has_reader && pipe->taken + ROOM - pipe->written < needed) {
            if (now || sleep(pipe, 0))
                return done ? (long)done : now ? -EAGAIN : -ERESTART;
        }
        if (!pipe->has_reader) {
            signal_send(current, SIGPIPE);
            return done ? (long)done : -EPIPE;
        }
        part = piece(pipe->written, pipe->taken + ROOM, size - done);
        if (copy_in(pipe->bytes + pipe->written % ROOM, buffer + done, part))
            return done ? (long)done : -EFAULT;
        pipe->written += part;
        wake(pipe);
    }
    return size;
}

void pipe_close(struct pipe *pipe, bool writing)
{
    *(writing ? &pipe->has_writer : &pipe->has_reader) = false;
    wake(pipe);
    if (pipe->has_reader || pipe->has_writer)
        return;
    page_put(pipe->bytes);
    heap_free(pipe, sizeof *pipe);
}
