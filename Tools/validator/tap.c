// Decides one tap: of the card that lies on the first PC/SC reader.
#include <kartka.h>
#include <stdio.h>
#include <winscard.h>

// Bytes in, bytes out: all that the library asks of a reader.
static int32_t transmit(
    void *context, const uint8_t *command, size_t command_length, uint8_t *response, size_t *response_length)
{
    DWORD length = *response_length;
    LONG result = SCardTransmit(
        *(SCARDHANDLE *)context, SCARD_PCI_T1, command, command_length, NULL, response, &length);
    *response_length = length;
    return result == SCARD_S_SUCCESS ? KARTKA_TRANSMITTED : (int32_t)result;
}

int main(int argc, char **argv)
{
    kartka_error error = { .struct_size = sizeof error };
    kartka_validator *validator;
    if (kartka_open(argc > 1 ? argv[1] : ".", NULL, &validator, &error) != KARTKA_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 78;
    }
    SCARDCONTEXT pcsc;
    SCARDHANDLE card;
    DWORD protocol, length = 1024;
    char readers[1024];
    if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &pcsc) != SCARD_S_SUCCESS
        || SCardListReaders(pcsc, NULL, readers, &length) != SCARD_S_SUCCESS
        || SCardConnect(pcsc, readers, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1, &card, &protocol)
            != SCARD_S_SUCCESS) {
        fputs("no card on the first reader\n", stderr);
        return 69;
    }
    kartka_gate gate = { .struct_size = sizeof gate };
    gate.network = 17, gate.carrier = 7, gate.route = 12, gate.stop = 3401, gate.mode = KARTKA_BUS;
    gate.full_fare = 800;
    kartka_verdict verdict = { .struct_size = sizeof verdict };
    int32_t outcome = kartka_tap(validator, &gate, transmit, &card, KARTKA_TIME_BY_CLOCK, &verdict);
    SCardDisconnect(card, SCARD_LEAVE_CARD);

    printf("%s\n", outcome == KARTKA_ACCEPTED ? "open" : outcome == KARTKA_REFUSED ? "closed" : "try again");
    for (uint32_t i = 0; i < verdict.reason_count; i++)
        printf("%s\n", kartka_reason_text(verdict.reasons[i], KARTKA_UKRAINIAN));
    if (outcome == KARTKA_ACCEPTED)
        printf("pays %u, payer %d pays the rest\n", (unsigned)verdict.fare_amount, (int)verdict.payer);
    uint8_t receipt[KARTKA_RECEIPT_BYTES_MAX];
    size_t bytes = 0;
    if (kartka_receipt(validator, verdict.receipt, receipt, sizeof receipt, &bytes) == KARTKA_OK)
        printf("receipt %llu, %zu bytes\n", (unsigned long long)verdict.receipt, bytes);
    kartka_close(validator);
    SCardReleaseContext(pcsc);
    return outcome;
}
