/* The firmware's two files: what each hart has there. */
#pragma once

#define HARTS_MOST 8
#define AREA_SHIFT 6 /* 64 bytes for each hart */

/* In its area: where it starts, 0 before that; what it is given there; and registers. */
#define AREA_ENTRY    0
#define AREA_ARGUMENT 8
#define AREA_T0       16
#define AREA_T1       24
#define AREA_T2       32

#define MSIE         (1 << 3) /* mie, mip: an interrupt by the CLINT's word of this hart */
#define SSIP         (1 << 1) /* mip: one for S-mode */
#define ECALL_FROM_S (1 << 9) /* medeleg */
#define CLINT        0x2000000
