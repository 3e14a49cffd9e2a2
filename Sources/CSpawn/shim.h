/* What glibc has and Swift's Glibc module, made without _GNU_SOURCE, leaves out. */
#ifndef PIPEGEN_CSPAWN_H
#define PIPEGEN_CSPAWN_H

#include <stddef.h>
#include <spawn.h>

int malloc_trim(size_t pad);
int pipe2(int descriptors[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/* The variable itself is no part of Swift's memory model. */
static inline char **pipegen_environment(void) {
  extern char **environ;
  return environ;
}

#endif
