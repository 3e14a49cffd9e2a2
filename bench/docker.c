/* A docker that does nothing, for BENCH_DOCKER_MICROSECONDS. */
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  const char *time = getenv("BENCH_DOCKER_MICROSECONDS");
  if (time) usleep(atoi(time));
  return 0;
}
