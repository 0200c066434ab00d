/* RISC-V: the instructions that read and write a word. */
static const struct word_code word_code = {
    .load = {0x83, 0x25, 0x05, 0},  /* lw a1, 0(a0) */
    .store = {0x23, 0x20, 0xb5, 0}, /* sw a1, 0(a0) */
    .length = 4,
    .address = 10,
    .word = 11,
};
