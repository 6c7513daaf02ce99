/* SPDX-License-Identifier: MIT */
#define printk printf
