/* x86_64: an exception that a guest's kernel gets by software. */
#pragma once

#include "delegation.h"
#include "x86_64_inject.h"

/* The guest's CPU raises that exception at the instruction that exited. */
enum guest_action give_exception(struct vcpu *vcpu, struct vm_exit *exit, unsigned vector,
                                 uint32_t code);
