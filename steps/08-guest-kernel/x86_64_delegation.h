/* x86_64: an exception that the hypervisor gives to a guest's kernel. */
#pragma once

#include "delegation.h"
#include "x86_64_inject.h"

/* Makes the guest's CPU raise that exception at the instruction that exited. */
enum guest_action give_exception(struct vcpu *vcpu, struct vm_exit *exit, unsigned vector,
                                 uint32_t code);
