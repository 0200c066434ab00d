/* x86_64: the devices of a PC. */
#pragma once

struct board {
    struct vcpu *vcpu;
};
