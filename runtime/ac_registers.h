/* ac_registers.h: memory-mapped registers. T is their type, `address` a number. Each read and write is one access.
 *
 * To run against something else than memory, define AC_REG_READ and AC_REG_WRITE in a header that the program names.
 * SPDX-License-Identifier: MIT */
#ifndef AC_REGISTERS_H
#define AC_REGISTERS_H

#include "ac_base.h"

#ifndef AC_REG_READ
#define AC_REG_READ(T, address) (*(volatile T *)(uintptr_t)(address))
#define AC_REG_WRITE(T, address, value) (*(volatile T *)(uintptr_t)(address) = (T)(value))
#endif

/* Of an object that keeps its address, as an int of the same bits. */
#define AC_REG_AT(base, offset) ((uintptr_t)(base) + (offset))

#define AC_REG_FIELD(T, address, low, mask) ((T)(AC_REG_READ(T, address) >> (low)) & (T)(mask))
#define AC_REG_SET_FIELD(T, address, low, mask, value)                                               \
    AC_REG_WRITE(T, address, (T)((AC_REG_READ(T, address) & (T)~((T)((T)(mask) << (low)))) | (T)((T)(value) << (low))))

#endif
