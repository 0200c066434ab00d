/*
 * Nothing: FXSAVE and FXRSTOR are single instructions, in x86_64_save.c.
 */
