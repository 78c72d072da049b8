// The card of `kartka softcard --port PORT`, without PC/SC between: this side listens as vpcd does, the card
// connects. Each message is a two-byte length and that many bytes.
#ifndef SOFTCARD_H
#define SOFTCARD_H

#include <arpa/inet.h>
#include <kartka.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct softcard {
    int listener, link;
    // One command at a time, however many threads tap.
    pthread_mutex_t lock;
    // Fails instead of sending when it counts down to 0; less than 0 never does.
    long fail_after;
    int32_t failure;
    // Bytes that are left of an answer when `failure` is KARTKA_TRANSMITTED.
    size_t torn_bytes;
    unsigned long exchanges;
};

static int softcard_send(int link, const uint8_t *bytes, size_t length)
{
    uint8_t message[2 + KARTKA_COMMAND_BYTES_MAX];
    if (length > KARTKA_COMMAND_BYTES_MAX)
        return -1;
    message[0] = (uint8_t)(length >> 8);
    message[1] = (uint8_t)length;
    memcpy(message + 2, bytes, length);
    return write(link, message, length + 2) == (ssize_t)(length + 2) ? 0 : -1;
}

static int softcard_receive_all(int link, uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t got = read(link, bytes, length);
        if (got <= 0)
            return -1;
        bytes += got;
        length -= (size_t)got;
    }
    return 0;
}

// Returns the answer's length, or -1.
static long softcard_receive(int link, uint8_t *bytes, size_t capacity)
{
    uint8_t head[2];
    if (softcard_receive_all(link, head, 2) != 0)
        return -1;
    size_t length = (size_t)head[0] << 8 | head[1];
    return length <= capacity && softcard_receive_all(link, bytes, length) == 0 ? (long)length : -1;
}

static void softcard_control(struct softcard *card, uint8_t code) { softcard_send(card->link, &code, 1); }

// Listens on a free port and prints it, so that the card can be started; then waits for the card.
static void softcard_open(struct softcard *card)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    memset(card, 0, sizeof *card);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    card->fail_after = -1;
    pthread_mutex_init(&card->lock, NULL);
    card->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(card->listener, (struct sockaddr *)&address, sizeof address) != 0
        || listen(card->listener, 1) != 0
        || getsockname(card->listener, (struct sockaddr *)&address, &length) != 0) {
        perror("softcard");
        exit(70);
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    card->link = accept(card->listener, NULL, NULL);
    int on = 1;
    setsockopt(card->link, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    softcard_control(card, 1);
}

static void softcard_close(struct softcard *card)
{
    softcard_control(card, 0);
    close(card->link);
    close(card->listener);
}

static int32_t softcard_transmit(
    void *context, const uint8_t *command, size_t command_length, uint8_t *response, size_t *response_length)
{
    struct softcard *card = context;
    long length = -1;
    pthread_mutex_lock(&card->lock);
    int fails = card->fail_after == 0;
    if (card->fail_after >= 0)
        card->fail_after--;
    if (!fails || card->failure == KARTKA_TRANSMITTED) {
        card->exchanges++;
        if (softcard_send(card->link, command, command_length) == 0)
            length = softcard_receive(card->link, response, *response_length);
    }
    pthread_mutex_unlock(&card->lock);
    if (fails && card->failure != KARTKA_TRANSMITTED)
        return card->failure;
    if (length < 0)
        return KARTKA_TRANSMIT_REMOVED;
    *response_length = fails ? card->torn_bytes : (size_t)length;
    return KARTKA_TRANSMITTED;
}

#endif
