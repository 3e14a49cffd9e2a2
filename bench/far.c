/* A registry that is far away: passes bytes on to PORT of this machine, each half of MILLISECONDS later.
 *
 * Usage: far PORT MILLISECONDS. Prints the port on which it listens, and ends when its standard input does. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 512, SIZE = 65536 };

struct chunk {
  struct chunk *next;
  double due;
  size_t size, sent; /* no bytes: the end */
  char bytes[SIZE];
};

/* One direction of a connection. */
struct way {
  int from, to, open, ending;
  struct chunk *first, **last;
};

static struct way ways[MOST];
static double delay;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static void connect_both(int listener, int port) {
  struct sockaddr_in address = loopback(port);
  int pair = 0, one = 1;
  int near = accept(listener, NULL, NULL), far = socket(AF_INET, SOCK_STREAM, 0);
  while (pair < MOST && (ways[pair].open || ways[pair + 1].open)) pair += 2;
  if (near < 0 || far < 0 || pair == MOST || connect(far, (struct sockaddr *)&address, sizeof address)) {
    perror("far");
    exit(1);
  }
  for (int side = 0; side < 2; side++) {
    struct way *way = &ways[pair + side];
    *way = (struct way){.from = side ? far : near, .to = side ? near : far, .open = 1};
    way->last = &way->first;
    fcntl(way->from, F_SETFL, O_NONBLOCK);
    setsockopt(way->from, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  }
}

static void take(struct way *way) {
  struct chunk *chunk = malloc(sizeof *chunk);
  if (!chunk) exit(1);
  ssize_t size = read(way->from, chunk->bytes, SIZE);
  chunk->next = NULL;
  chunk->due = now() + delay;
  chunk->size = size > 0 ? size : 0;
  chunk->sent = 0;
  if (size <= 0) way->ending = 1;
  *way->last = chunk;
  way->last = &chunk->next;
}

static void give(struct way *way) {
  struct chunk *chunk = way->first;
  if (chunk->size) {
    ssize_t sent = write(way->to, chunk->bytes + chunk->sent, chunk->size - chunk->sent);
    chunk->sent += sent > 0 ? sent : 0;
    if (chunk->sent < chunk->size) return;
  } else {
    shutdown(way->to, SHUT_WR);
    way->open = 0;
  }
  way->first = chunk->next;
  if (!way->first) way->last = &way->first;
  free(chunk);
}

int main(int count, char **words) {
  if (count != 3) return 64;
  int port = atoi(words[1]), listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  delay = atof(words[2]) / 2;
  signal(SIGPIPE, SIG_IGN);
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 64) ||
      getsockname(listener, (struct sockaddr *)&address, &size)) {
    perror("far");
    return 1;
  }
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    struct pollfd polled[2 + 2 * MOST] = {{listener, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    double next = -1, time = now();
    for (int i = 0; i < MOST; i++) {
      struct way *way = &ways[i];
      int isDue = way->open && way->first && way->first->due <= time;
      polled[2 + 2 * i] = (struct pollfd){way->open && !way->ending ? way->from : -1, POLLIN, 0};
      polled[3 + 2 * i] = (struct pollfd){isDue ? way->to : -1, POLLOUT, 0};
      if (way->open && way->first && !isDue && (next < 0 || way->first->due < next)) next = way->first->due;
    }
    if (poll(polled, 2 + 2 * MOST, next < 0 ? -1 : (int)(next - time) + 1) < 0) return 1;
    char ignored;
    if (polled[1].revents && read(STDIN_FILENO, &ignored, 1) <= 0) return 0;
    for (int i = 0; i < MOST; i++) {
      if (polled[2 + 2 * i].revents) take(&ways[i]);
      if (polled[3 + 2 * i].revents) give(&ways[i]);
    }
    for (int i = 0; i < MOST; i += 2) {
      if (ways[i].from > 0 && !ways[i].open && !ways[i + 1].open) {
        close(ways[i].from);
        close(ways[i].to);
        ways[i].from = 0;
      }
    }
    if (polled[0].revents) connect_both(listener, port);
  }
}
