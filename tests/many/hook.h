/*
 * Step 11's main(), or step 10's, with hooked() in front of every exit's handler, which real[] has.
 */
#pragma once

#include "guests.h"
#include "handlers.h"
#include "hypercalls.h"
#include "hand_over.h"
#include "report.h"
#if __has_include("cpus.h")
#include "own_exits.h"
#include "vcpus.h"
#endif

static exit_handler hooked;
static exit_handler *real[EXIT_KINDS];

static void hook(void)
{
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++) {
        real[kind] = exit_handlers[kind];
        if (real[kind])
            exit_handlers[kind] = hooked;
    }
}

#if __has_include("cpus.h")
static bool make_and_hook(void)
{
    kernel_formats_add();
    cpus_find();
    vcpus_init();
    if (!vm_init() || !guests_make())
        return false;
    error problem = cpus_start();
    if (problem)
        report_error("cpus", problem);
    host_is_never_shared = true;
    hook();
    return !problem;
}

#define run_hooked cpus_run
#else
static bool make_and_hook(void)
{
    kernel_formats_add();
    if (!vm_init() || !guests_make())
        return false;
    hook();
    return true;
}

#define run_hooked guests_run
#endif
