/* Isolation: whether this CPU can isolate a guest, and the features that only some CPUs have. */
#pragma once

/*
 * Some features of newer CPUs have their own registers that say what traps. This makes all of these
 * features trap, so that a guest can use none of them.
 */
void trap_newer_features(void);

/*
 * Reads the settings back: that a guest's addresses are translated by the tables at root (HPA), and
 * that what a guest must not do traps. A register that the CPU does not have may ignore a write.
 * Panics if a setting is not as it was written. Call this last before entering a guest.
 */
void check_isolation(const void *root);
