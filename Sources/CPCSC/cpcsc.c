#include "cpcsc.h"
#include <PCSC/winscard.h>
#include <string.h>

_Static_assert(CPCSC_ATR_BYTES_MAX == MAX_ATR_SIZE, "the ATR buffer is as long as the library's");
_Static_assert(sizeof(SCARDCONTEXT) <= sizeof(int64_t), "a context fits");
_Static_assert(sizeof(SCARDHANDLE) <= sizeof(int64_t), "a card handle fits");

// The numbers that Sources/CardReaders writes down, checked against the library's header.
_Static_assert(SCARD_SHARE_EXCLUSIVE == 1 && SCARD_SHARE_SHARED == 2, "share modes");
_Static_assert(SCARD_PROTOCOL_T0 == 1 && SCARD_PROTOCOL_T1 == 2, "protocols");
_Static_assert(
    SCARD_LEAVE_CARD == 0 && SCARD_RESET_CARD == 1 && SCARD_UNPOWER_CARD == 2 && SCARD_EJECT_CARD == 3,
    "dispositions");
_Static_assert(
    SCARD_STATE_IGNORE == 0x0001 && SCARD_STATE_CHANGED == 0x0002 && SCARD_STATE_UNKNOWN == 0x0004
        && SCARD_STATE_UNAVAILABLE == 0x0008 && SCARD_STATE_EMPTY == 0x0010 && SCARD_STATE_PRESENT == 0x0020
        && SCARD_STATE_EXCLUSIVE == 0x0080 && SCARD_STATE_INUSE == 0x0100 && SCARD_STATE_MUTE == 0x0200,
    "reader states");

// pcsc-lite allows 16 readers (64 from 2.5 on); one more place for the hot-plug pseudo reader.
enum { WAIT_READERS_MAX = 65 };

static uint32_t code(LONG result) { return (uint32_t)result; }

uint32_t cpcsc_establish_context(int64_t *context)
{
    SCARDCONTEXT made = 0;
    LONG result = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &made);
    *context = made;
    return code(result);
}

uint32_t cpcsc_release_context(int64_t context) { return code(SCardReleaseContext((SCARDCONTEXT)context)); }

uint32_t cpcsc_cancel(int64_t context) { return code(SCardCancel((SCARDCONTEXT)context)); }

uint32_t cpcsc_list_readers(int64_t context, char *names, size_t *size)
{
    DWORD count = (DWORD)*size;
    LONG result = SCardListReaders((SCARDCONTEXT)context, NULL, names, &count);
    *size = (size_t)count;
    return code(result);
}

uint32_t cpcsc_wait(
    int64_t context, uint32_t timeout_ms, const char *names, cpcsc_reader_state *states, size_t count)
{
    if (count > WAIT_READERS_MAX)
        return code(SCARD_E_INVALID_PARAMETER);
    SCARD_READERSTATE raw[WAIT_READERS_MAX];
    memset(raw, 0, sizeof raw);
    for (size_t i = 0; i < count; i++) {
        raw[i].szReader = names;
        raw[i].dwCurrentState = states[i].known_state;
        names += strlen(names) + 1;
    }
    LONG result = SCardGetStatusChange((SCARDCONTEXT)context, timeout_ms, raw, (DWORD)count);
    for (size_t i = 0; i < count; i++) {
        size_t atr_count = raw[i].cbAtr <= CPCSC_ATR_BYTES_MAX ? raw[i].cbAtr : 0;
        states[i].event_state = (uint32_t)raw[i].dwEventState;
        states[i].atr_count = (uint8_t)atr_count;
        memcpy(states[i].atr, raw[i].rgbAtr, atr_count);
    }
    return code(result);
}

uint32_t cpcsc_connect(
    int64_t context, const char *reader, uint32_t share_mode, uint32_t protocols, int64_t *card,
    uint32_t *protocol)
{
    SCARDHANDLE handle = 0;
    DWORD active = 0;
    LONG result
        = SCardConnect((SCARDCONTEXT)context, reader, share_mode, protocols, &handle, &active);
    *card = handle;
    *protocol = (uint32_t)active;
    return code(result);
}

uint32_t cpcsc_reconnect(
    int64_t card, uint32_t share_mode, uint32_t protocols, uint32_t initialisation, uint32_t *protocol)
{
    DWORD active = 0;
    LONG result = SCardReconnect((SCARDHANDLE)card, share_mode, protocols, initialisation, &active);
    *protocol = (uint32_t)active;
    return code(result);
}

uint32_t cpcsc_disconnect(int64_t card, uint32_t disposition)
{
    return code(SCardDisconnect((SCARDHANDLE)card, disposition));
}

uint32_t cpcsc_begin_transaction(int64_t card) { return code(SCardBeginTransaction((SCARDHANDLE)card)); }

uint32_t cpcsc_end_transaction(int64_t card, uint32_t disposition)
{
    return code(SCardEndTransaction((SCARDHANDLE)card, disposition));
}

uint32_t cpcsc_atr(int64_t card, uint8_t *atr, size_t *atr_count)
{
    DWORD count = CPCSC_ATR_BYTES_MAX;
    LONG result = SCardStatus((SCARDHANDLE)card, NULL, NULL, NULL, NULL, atr, &count);
    *atr_count = result == SCARD_S_SUCCESS && count <= CPCSC_ATR_BYTES_MAX ? (size_t)count : 0;
    return code(result);
}

uint32_t cpcsc_transmit(
    int64_t card, uint32_t protocol, const uint8_t *command, size_t command_count, uint8_t *response,
    size_t *response_count)
{
    DWORD count = (DWORD)*response_count;
    const SCARD_IO_REQUEST *header = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    LONG result
        = SCardTransmit((SCARDHANDLE)card, header, command, (DWORD)command_count, NULL, response, &count);
    *response_count = result == SCARD_S_SUCCESS ? (size_t)count : 0;
    return code(result);
}
