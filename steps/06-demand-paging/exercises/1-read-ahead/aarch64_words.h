/* AArch64: the instructions that read and write a word. */
static const struct word_code word_code = {
    .load = {0x01, 0, 0x40, 0xb9},  /* ldr w1, [x0] */
    .store = {0x01, 0, 0x00, 0xb9}, /* str w1, [x0] */
    .length = 4,
    .address = 0,
    .word = 1,
};
