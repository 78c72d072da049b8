#ifndef CPCSC_H
#define CPCSC_H

// What CardReaders needs of winscard.h, as typed functions: Swift sees no macro, no `long` whose width
// depends on the system, and no pointer to a global. Every function returns the library's own code (0 =
// success).

#include <stddef.h>
#include <stdint.h>

/// 33 bytes: the longest answer to reset. ISO/IEC 7816-3 §8.1.
enum { CPCSC_ATR_BYTES_MAX = 33 };

/// One reader as SCardGetStatusChange takes and answers it. The low 16 bits of a state are flags, the high 16
/// bits count the card's insertions and removals.
typedef struct {
    uint32_t known_state;
    uint32_t event_state;
    uint8_t atr[CPCSC_ATR_BYTES_MAX];
    uint8_t atr_count;
} cpcsc_reader_state;

uint32_t cpcsc_establish_context(int64_t *context);
uint32_t cpcsc_release_context(int64_t context);
/// Ends a cpcsc_wait of this context; may be called from any thread.
uint32_t cpcsc_cancel(int64_t context);

/// The reader names, each ended by NUL, with a further NUL at the end. With `names` NULL: only the size.
uint32_t cpcsc_list_readers(int64_t context, char *names, size_t *size);
/// `names` as from cpcsc_list_readers, `count` of them, one for each of `states`. Blocks.
uint32_t cpcsc_wait(
    int64_t context, uint32_t timeout_ms, const char *names, cpcsc_reader_state *states, size_t count);

uint32_t cpcsc_connect(
    int64_t context, const char *reader, uint32_t share_mode, uint32_t protocols, int64_t *card,
    uint32_t *protocol);
uint32_t cpcsc_reconnect(
    int64_t card, uint32_t share_mode, uint32_t protocols, uint32_t initialisation, uint32_t *protocol);
uint32_t cpcsc_disconnect(int64_t card, uint32_t disposition);
uint32_t cpcsc_begin_transaction(int64_t card);
uint32_t cpcsc_end_transaction(int64_t card, uint32_t disposition);
/// The ATR of the connected card; `atr` has room for CPCSC_ATR_BYTES_MAX bytes.
uint32_t cpcsc_atr(int64_t card, uint8_t *atr, size_t *atr_count);
/// `protocol` is the one that the card was connected with. `response_count`: in = room, out = bytes answered.
uint32_t cpcsc_transmit(
    int64_t card, uint32_t protocol, const uint8_t *command, size_t command_count, uint8_t *response,
    size_t *response_count);
#endif
