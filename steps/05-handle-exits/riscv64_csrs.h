/* RISC-V: the names of control and status registers. */
#pragma once

/* The name in the manual; NULL if it is none that a kernel is likely to try. */
const char *csr_name(unsigned number);

/* Whose register it is, by its number: "M-mode", S.1 table 1. */
const char *csr_owner(unsigned number);
