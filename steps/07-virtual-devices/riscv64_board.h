/* RISC-V: the board of QEMU's virt machine, as far as a guest gets it. */
#pragma once

#include "goldfish_rtc.h"
#include "ns16550a.h"
#include "plic.h"
#include "riscv64_guest_timer.h"

struct board {
    struct plic plic;
    struct ns16550a uart;
    struct goldfish_rtc rtc;
    struct guest_timer timers[VCPUS_MOST]; /* of each of its CPUs */
    struct vcpu *vcpu;
};

/* Phandles of the device tree. */
enum { PLIC_HANDLE = 1, CPU_HANDLE };

static inline struct guest_timer *timer_of(const struct vcpu *vcpu)
{
    return &vcpu->guest->board->timers[vcpu->number];
}

/* The devices' lines at the PLIC. */
enum { UART_LINE = 10, RTC_LINE = 11 };

/* An interrupt of the guest's CPU is pending from now on, or not: one of HIP_VS. If the vCPU is on
 * another CPU, that one does it (step 11). */
static inline void set_pending(struct vcpu *vcpu, uint64_t interrupt, bool pending)
{
    if (vcpu->on_cpu && !vcpu_is_here(vcpu)) {
        vcpu->posted = (vcpu->posted & ~interrupt) | (pending ? interrupt : 0);
        vcpu->posts |= interrupt;
        cpu_kick(vcpu->on_cpu);
        return;
    }
    if (pending) {
        if (!(vcpu->hvip & interrupt)) /* the guest sees it one bit lower, H.2.2 */
            vcpu->ring.last->injected = 1 + __builtin_ctzl(interrupt >> 1);
        vcpu->hvip |= interrupt;
        if (vcpu->on_cpu)
            csr_set(hvip, interrupt);
        else if (cpu_kick)
            cpu_kick(this_cpu()); /* it may wait, and another CPU of its guest did this (step 11) */
    } else {
        vcpu->hvip &= ~interrupt;
        if (vcpu->on_cpu)
            csr_clear(hvip, interrupt);
    }
}

/* The PLIC's output. */
static inline void external_interrupt(struct vcpu *vcpu, bool pending)
{
    set_pending(vcpu, HIP_VSEIP, pending);
}
