/* What keeps a guest apart: whether this CPU has it, and the parts of it that only some CPUs have.
 */
#pragma once

/*
 * Sets what traps of the features that only newer CPUs have, and that have registers for it of
 * their own: all of them, so that nothing of such a feature is a guest's.
 */
void trap_newer_features(void);

/*
 * Reads back what was set: that a guest's addresses go through the tables at root (HPA), and that
 * what it must not do comes to us. A register that a CPU does not have may take a value and forget
 * it. Panics when anything is not as it was set. Called last, before a guest is entered.
 */
void check_isolation(const void *root);
