/* A docker that does nothing, for BENCH_DOCKER_MICROSECONDS, or writes BENCH_DOCKER_MEGABYTES of lines where it builds. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char line[] = "#12 0.345 Get:7 http://deb.example.org/debian bookworm/main amd64 libexample1 12\n";

int main(int count, char **words) {
  const char *time = getenv("BENCH_DOCKER_MICROSECONDS"), *size = getenv("BENCH_DOCKER_MEGABYTES");
  if (time) usleep(atoi(time));
  if (!size || count < 2 || strcmp(words[1], "build")) return 0;
  static char lines[1000 * (sizeof line - 1)];
  for (size_t end = 0; end < sizeof lines; end += sizeof line - 1) memcpy(lines + end, line, sizeof line - 1);
  for (long rest = atol(size) * 1000000L; rest > 0; rest -= sizeof lines) {
    for (size_t sent = 0; sent < sizeof lines;) {
      ssize_t written = write(STDOUT_FILENO, lines + sent, sizeof lines - sent);
      if (written <= 0) return 1;
      sent += written;
    }
  }
  return 0;
}
