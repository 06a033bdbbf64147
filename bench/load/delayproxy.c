/* delayproxy: a slow line in front of a server, for where the kernel has no netem. One thread, epoll.
 *
 *   cc -O2 -o delayproxy delayproxy.c
 *   ./delayproxy --to 3110 --rtt 100 --mbit 100      prints the port that it listens on
 *
 * Each direction delays what goes through it by half the round-trip time and lets it leave at the line's rate, which all
 * connections share; connecting and closing take their time as well. What is in the line is bounded by twice the product
 * of both, so the sender is slowed as a TCP window would slow it. Loopback only. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 16 * 1024, CONNECTIONS = 4096 };

struct piece { struct piece *next; uint64_t leaves; int length, sent; char octets[]; };

/* One direction of one connection: from is read, to is written. */
struct pipe { int from, to, ended, closed; size_t queued; struct piece *first, **last; };
struct pair { struct pipe up, down; int used; uint64_t opens; int pending; };

static struct pair pairs[CONNECTIONS];
static uint64_t delay_ns, free_at[2];
static double ns_per_octet;
static size_t queued_max;
static int ep, to_port, listener;

static uint64_t now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }

static void watch(int fd, int index) {
    struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.u32 = index };
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event);
}

static int dial(void) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(to_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (connect(fd, (struct sockaddr *) &address, sizeof address)) { perror("connect"); close(fd); return -1; }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* Takes what there is, as far as the line has room. */
static void take(struct pipe *p, int direction, uint64_t now) {
    while (!p->ended && p->queued < queued_max) {
        struct piece *piece = malloc(sizeof *piece + BLOCK);
        int n = recv(p->from, piece->octets, BLOCK, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) { free(piece); return; }
        piece->length = n > 0 ? n : 0;
        piece->sent = 0;
        piece->next = NULL;
        p->ended = n <= 0;
        if (free_at[direction] < now) free_at[direction] = now;
        free_at[direction] += piece->length * ns_per_octet;
        piece->leaves = free_at[direction] + delay_ns;
        p->queued += piece->length;
        *p->last = piece;
        p->last = &piece->next;
    }
}

/* Hands on what has come through the line. */
static void give(struct pipe *p, uint64_t now) {
    while (p->first && p->first->leaves <= now && !p->closed) {
        struct piece *piece = p->first;
        if (piece->length == 0) { shutdown(p->to, SHUT_WR); p->closed = 1; }
        while (piece->sent < piece->length) {
            int n = send(p->to, piece->octets + piece->sent, piece->length - piece->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (n < 0) {
                if (errno == EAGAIN) return;
                p->closed = p->ended = 1;
                shutdown(p->from, SHUT_RD);
                break;
            }
            piece->sent += n;
        }
        p->queued -= piece->length;
        p->first = piece->next;
        if (!p->first) p->last = &p->first;
        free(piece);
    }
}

static void end(struct pair *c) {
    for (struct pipe *p = &c->up; p; p = p == &c->up ? &c->down : NULL)
        while (p->first) { struct piece *piece = p->first; p->first = piece->next; free(piece); }
    close(c->up.from);
    if (c->up.to >= 0) close(c->up.to);
    c->used = 0;
}

static void accept_all(uint64_t now) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        int i = 0;
        while (i < CONNECTIONS && pairs[i].used) i++;
        if (i == CONNECTIONS) { close(fd); continue; }
        struct pair *c = &pairs[i];
        memset(c, 0, sizeof *c);
        c->used = c->pending = 1;
        /* SYN and SYN-ACK: the client has the connection at once, the server a round trip later. */
        c->opens = now + 2 * delay_ns;
        c->up = (struct pipe) { .from = fd, .to = -1 };
        c->down = (struct pipe) { .from = -1, .to = fd };
        c->up.last = &c->up.first;
        c->down.last = &c->down.first;
        watch(fd, i);
    }
}

int main(int argc, char **argv) {
    double rtt_ms = 100, mbit = 100;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--to")) to_port = atoi(argv[i + 1]);
        else if (!strcmp(argv[i], "--rtt")) rtt_ms = atof(argv[i + 1]);
        else if (!strcmp(argv[i], "--mbit")) mbit = atof(argv[i + 1]);
        else { fprintf(stderr, "unknown: %s\n", argv[i]); return 64; }
    }
    if (to_port == 0 || mbit <= 0 || rtt_ms < 0) { fprintf(stderr, "usage: delayproxy --to PORT [--rtt MS] [--mbit N]\n"); return 64; }
    delay_ns = rtt_ms * 1e6 / 2;
    ns_per_octet = 8e3 / mbit;
    queued_max = 2 * (size_t) (rtt_ms / 1e3 * mbit * 1e6 / 8) + 2 * BLOCK;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *) &address, length) || listen(listener, 1024)) { perror("listen"); return 69; }
    getsockname(listener, (struct sockaddr *) &address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    ep = epoll_create1(0);
    watch(listener, CONNECTIONS);
    for (;;) {
        struct epoll_event events[64];
        uint64_t now = now_ns(), next = now + 1000000000ull;
        accept_all(now);
        for (int i = 0; i < CONNECTIONS; i++) {
            struct pair *c = &pairs[i];
            if (!c->used) continue;
            if (c->pending && c->opens <= now) {
                int fd = dial();
                if (fd < 0) { end(c); continue; }
                c->pending = 0;
                c->up.to = c->down.from = fd;
                watch(fd, i);
            }
            if (c->pending) { if (c->opens < next) next = c->opens; continue; }
            take(&c->up, 0, now);
            take(&c->down, 1, now);
            give(&c->up, now);
            give(&c->down, now);
            if (c->up.closed && c->down.closed) { end(c); continue; }
            for (struct pipe *p = &c->up; p; p = p == &c->up ? &c->down : NULL) {
                if (!p->first) continue;
                /* One that the receiver has no room for is tried again soon. */
                uint64_t at = p->first->leaves > now ? p->first->leaves : now + 200000;
                if (at < next) next = at;
                if (p->queued >= queued_max && now + 200000 < next) next = now + 200000;
            }
        }
        now = now_ns();
        struct timespec wait = { .tv_sec = 0, .tv_nsec = next > now ? (next - now) % 1000000000ull : 0 };
        if (next > now && next - now >= 1000000000ull) wait.tv_sec = 1, wait.tv_nsec = 0;
        epoll_pwait2(ep, events, 64, &wait, NULL);
    }
}
