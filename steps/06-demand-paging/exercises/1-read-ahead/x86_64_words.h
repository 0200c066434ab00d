/* x86_64: the instructions that read and write a word, of a guest of 32 bits. */
static const struct word_code word_code = {
    .load = {0x8b, 0x06},  /* mov eax, [esi] */
    .store = {0x89, 0x06}, /* mov [esi], eax */
    .length = 2,
    .address = RSI,
    .word = RAX,
};
