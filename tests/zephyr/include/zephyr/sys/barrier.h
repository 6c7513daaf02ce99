/* SPDX-License-Identifier: MIT */
static inline void barrier_dmem_fence_full(void) { __sync_synchronize(); }
