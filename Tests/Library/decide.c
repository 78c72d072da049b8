// Does with libkartka what the lines of its input say, and prints a JSON object for each.
//
//     decide DIRECTORY         prints the port on which it waits for the card
//
//     tap [TIME]               a tap of the card; TIME in seconds, "unknown", or nothing for the clock
//     verify FILE [TIME]       a sealed record by its bytes
//     batch FILE N             the same N times, each tenth damaged
//     receipt NUMBER FILE      writes a receipt
//     withdraw                 the last tap had no effect
//     reload
//     gate NETWORK CARRIER ROUTE STOP ZONE MODE FARE
//     fail N CODE [BYTES]      the N-th transmission from now fails; with code 0 its answer has BYTES bytes
//     power                    takes the card out of the field and puts it back
#include "softcard.h"

static int64_t when(const char *text)
{
    if (!text)
        return KARTKA_TIME_BY_CLOCK;
    return strcmp(text, "unknown") == 0 ? KARTKA_TIME_UNKNOWN : strtoll(text, NULL, 10);
}

static void print_codes(const char *name, const int32_t *numbers, uint32_t count)
{
    printf(",\"%s\":[", name);
    for (uint32_t i = 0; i < count; i++)
        printf("%s\"%s\"", i ? "," : "", kartka_reason_code(numbers[i]));
    printf("]");
}

static void print_verdict(int32_t result, const kartka_verdict *verdict)
{
    printf("{\"result\":%d,\"outcome\":%d", (int)result, (int)verdict->outcome);
    print_codes("reasons", verdict->reasons, verdict->reason_count);
    print_codes("notices", verdict->notices, verdict->notice_count);
    printf(",\"time\":%lld,\"card\":%llu,\"receipt\":%llu,\"sameTrip\":%llu", (long long)verdict->time,
           (unsigned long long)verdict->card_number, (unsigned long long)verdict->receipt,
           (unsigned long long)verdict->same_trip_receipt);
    printf(",\"fareKind\":%d,\"fareValue\":%u,\"fareAmount\":%u,\"companionKind\":%d,\"companionAmount\":%u",
           (int)verdict->fare_kind, (unsigned)verdict->fare_value, (unsigned)verdict->fare_amount,
           (int)verdict->companion_fare_kind, (unsigned)verdict->companion_fare_amount);
    const char *why = kartka_full_fare_code(verdict->full_fare_reason);
    printf(",\"fullFareReason\":\"%s\",\"payer\":%d,\"rule\":%d,\"rulesVersion\":%u", why ? why : "",
           (int)verdict->payer, (int)verdict->rule, (unsigned)verdict->rules_version);
    printf(",\"class\":%d,\"tripsLeft\":%d", (int)verdict->concession_class, (int)verdict->trips_left);
    printf(",\"passbackMinutes\":%u,\"flags\":%u,\"language\":\"%s\"", (unsigned)verdict->passback_minutes,
           (unsigned)verdict->flags, verdict->language);
    printf(",\"transmitError\":%d,\"statusWord\":%u}\n", (int)verdict->transmit_error,
           (unsigned)verdict->status_word);
}

static void print_error(int32_t result, const kartka_error *error)
{
    printf("{\"result\":%d,\"errorResult\":%d,\"system\":%d,\"reason\":%d,\"offset\":%lld,\"file\":\"%s\","
           "\"message\":\"%s\"}\n", (int)result, (int)error->result, (int)error->system_error,
           (int)error->reason, (long long)error->offset, error->file, error->message);
}

static size_t read_file(const char *path, uint8_t *bytes, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(66);
    }
    size_t count = fread(bytes, 1, capacity, file);
    fclose(file);
    return count;
}

static void batch(kartka_validator *validator, const char *path, size_t count)
{
    uint8_t bytes[4096];
    kartka_record *records = calloc(count, sizeof *records);
    kartka_verdict *verdicts = calloc(count, sizeof *verdicts);
    size_t length = read_file(path, bytes, sizeof bytes), equal = 0;
    for (size_t i = 0; i < count; i++) {
        records[i].bytes = bytes;
        records[i].length = i % 10 == 9 ? length - 1 : length;  // each tenth is damaged
    }
    if (count > 0)
        verdicts[0].struct_size = sizeof *verdicts;
    long long accepted = kartka_verify_batch(validator, records, count, KARTKA_TIME_BY_CLOCK, verdicts);
    for (size_t i = 0; i < count; i++) {
        kartka_verdict one = { .struct_size = sizeof one };
        kartka_verify(validator, records[i].bytes, records[i].length, verdicts[i].time, &one);
        equal += memcmp(&one, &verdicts[i], sizeof one) == 0;
    }
    printf("{\"accepted\":%lld,\"equal\":%zu}\n", accepted, equal);
    free(records);
    free(verdicts);
}

static void receipt(kartka_validator *validator, uint64_t number, const char *path)
{
    uint8_t bytes[KARTKA_RECEIPT_BYTES_MAX];
    size_t asked = 0, length = 0;
    int32_t size = kartka_receipt(validator, number, NULL, 0, &asked);
    int32_t result = kartka_receipt(validator, number, bytes, sizeof bytes, &length);
    if (result == KARTKA_OK) {
        FILE *file = fopen(path, "wb");
        if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
            exit(74);
    }
    printf("{\"size\":%d,\"asked\":%zu,\"result\":%d,\"length\":%zu}\n", (int)size, asked,
           (int)result, length);
}

int main(int argc, char **argv)
{
    kartka_error error = { .struct_size = sizeof error };
    kartka_validator *validator;
    if (argc != 2)
        return 64;
    int32_t result = kartka_open(argv[1], NULL, &validator, &error);
    print_error(result, &error);
    fflush(stdout);
    if (result != KARTKA_OK)
        return 78;
    struct softcard card;
    softcard_open(&card);
    kartka_gate gate = { .struct_size = sizeof gate };
    kartka_verdict last = { .struct_size = sizeof last };
    char line[1024];
    while (fgets(line, sizeof line, stdin)) {
        char *word[9] = { NULL };
        int words = 0;
        for (char *next = strtok(line, " \n"); next && words < 8; next = strtok(NULL, " \n"))
            word[words++] = next;
        kartka_verdict verdict = { .struct_size = sizeof verdict };
        if (!word[0])
            continue;
        if (strcmp(word[0], "tap") == 0) {
            result = kartka_tap(validator, &gate, softcard_transmit, &card, when(word[1]), &verdict);
            print_verdict(result, &verdict);
            last = verdict;
        } else if (strcmp(word[0], "withdraw") == 0) {
            printf("{\"result\":%d}\n", (int)kartka_withdraw(validator, &last));
        } else if (strcmp(word[0], "verify") == 0) {
            uint8_t bytes[65536];
            size_t length = read_file(word[1], bytes, sizeof bytes);
            result = kartka_verify(validator, bytes, length, when(word[2]), &verdict);
            print_verdict(result, &verdict);
        } else if (strcmp(word[0], "batch") == 0) {
            batch(validator, word[1], strtoul(word[2], NULL, 10));
        } else if (strcmp(word[0], "receipt") == 0) {
            receipt(validator, strtoull(word[1], NULL, 10), word[2]);
        } else if (strcmp(word[0], "reload") == 0) {
            error = (kartka_error){ .struct_size = sizeof error };
            result = kartka_reload(validator, &error);
            print_error(result, &error);
        } else if (strcmp(word[0], "gate") == 0) {
            gate.network = (uint16_t)atoi(word[1]), gate.carrier = (uint16_t)atoi(word[2]);
            gate.route = (uint32_t)atoi(word[3]), gate.stop = (uint32_t)atoi(word[4]);
            gate.zone = (uint8_t)atoi(word[5]), gate.mode = (uint8_t)atoi(word[6]);
            gate.full_fare = (uint32_t)atoi(word[7]);
            printf("{}\n");
        } else if (strcmp(word[0], "fail") == 0) {
            card.fail_after = atol(word[1]);
            card.failure = (int32_t)atol(word[2]);
            card.torn_bytes = word[3] ? strtoul(word[3], NULL, 10) : 0;
            printf("{}\n");
        } else if (strcmp(word[0], "power") == 0) {
            softcard_control(&card, 0);
            softcard_control(&card, 1);
            printf("{}\n");
        } else {
            return 64;
        }
        fflush(stdout);
    }
    kartka_close(validator);
    softcard_close(&card);
    return 0;
}
