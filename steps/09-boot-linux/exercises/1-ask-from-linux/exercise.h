/* Exercise 9.1: a device by which a program in the guest asks the hypervisor. */
#pragma once

#include "devices.h"
#include "print.h"

/* Its registers: bytes from the base. It has a page. */
#define ORACLE_BYTES 4096
enum {
    ORACLE_ID = 0x00,       /* 4 bytes, read: ORACLE_IS */
    ORACLE_QUESTION = 0x04, /* 4 bytes, written: its number */
    ORACLE_STATUS = 0x08,   /* 4 bytes, read */
    ORACLE_ARGUMENT = 0x10, /* 8 bytes, written */
    ORACLE_ANSWER = 0x18,   /* 8 bytes, read; or one of its halves, 4 bytes, the lower one first */
};
#define ORACLE_IS 0x4b534121u

enum {
    QUESTION_EXITS = 1,    /* how many exits were there so far? */
    QUESTION_EXITS_OF = 2, /* how many of the kind whose number is the argument? (exits.h) */
    QUESTION_TIME = 3,     /* how many milliseconds have passed since oracle_add()? */
};

enum { STATUS_ANSWERED, STATUS_NO_QUESTION, STATUS_NO_KIND, STATUS_NOT_ASKED };

/* One such device, and what your functions remember about it. At the start it is all 0. */
struct oracle {
    struct device device; /* its first member */
    struct vcpu *vcpu;    /* whose exits it tells */
    uint64_t added_at;    /* time_counter() */
    uint64_t argument, answer;
    uint32_t status;
};

/* Your answer: gives the guest such a device. */
error oracle_add(struct guest *guest, struct oracle *oracle, uint64_t base, struct vcpu *vcpu);

/* Your answer may call device_add() and printf(), time_counter(), and read the
 * ring of the vCPU, whose counts[] say how many exits there were, and */
extern struct machine machine;
