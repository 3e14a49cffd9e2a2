/* Runs commands in turn, A B A B ..., their output thrown away, and prints a line for each:
 * median wall microseconds, median CPU microseconds, peak resident KiB.
 *
 * usage: measure ROUNDS COMMAND [ARG ...] [-- COMMAND [ARG ...]] ...
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 8, ROUNDS = 1000 };

static long wall[COMMANDS][ROUNDS], cpu[COMMANDS][ROUNDS], peak[COMMANDS];

static int ascending(const void *a, const void *b) {
  long x = *(const long *)a, y = *(const long *)b;
  return (x > y) - (x < y);
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000L + time.tv_nsec / 1000;
}

static long microseconds(struct timeval time) { return time.tv_sec * 1000000L + time.tv_usec; }

static int once(int index, int round, char **words) {
  long start = now();
  pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY);
    dup2(null, 1);
    dup2(null, 2);
    execvp(words[0], words);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) < 0) return -1;
  wall[index][round] = now() - start;
  cpu[index][round] = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
  if (usage.ru_maxrss > peak[index]) peak[index] = usage.ru_maxrss;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

int main(int count, char **words) {
  char **commands[COMMANDS];
  int rounds = count > 1 ? atoi(words[1]) : 0, found = 0;
  for (int i = 2; i < count && found < COMMANDS; i++) {
    commands[found++] = &words[i];
    while (i < count && strcmp(words[i], "--") != 0) i++;
    words[i] = NULL;
  }
  if (rounds < 1 || rounds > ROUNDS || found == 0) {
    fprintf(stderr, "usage: measure ROUNDS COMMAND [ARG ...] [-- COMMAND [ARG ...]] ...\n");
    return 64;
  }
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < found; i++)
      if (once(i, round, commands[i]) != 0) {
        fprintf(stderr, "measure: %s failed\n", commands[i][0]);
        return 1;
      }
  for (int i = 0; i < found; i++) {
    qsort(wall[i], rounds, sizeof wall[i][0], ascending);
    qsort(cpu[i], rounds, sizeof cpu[i][0], ascending);
    printf("%ld %ld %ld\n", wall[i][rounds / 2], cpu[i][rounds / 2], peak[i]);
  }
  return 0;
}
