/*
 * zero_floating_point: x86_64 needs none. vcpu_load() loads the state that FNINIT leaves, with all
 * registers 0, by one instruction, FXRSTOR.
 */
