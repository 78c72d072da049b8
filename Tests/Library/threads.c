// One handle, many threads: taps of one card, records by their bytes, batches, reloads and texts at once.
//
//     threads DIRECTORY RECORD SECONDS
#include "softcard.h"

#include <time.h>

enum { VERIFIERS = 6, TAPPERS = 3 };

static kartka_validator *validator;
static struct softcard card;
static uint8_t record[65536];
static size_t record_length;
static time_t end;
static const char *failure;
static const int64_t now = KARTKA_TIME_BY_CLOCK;
// One card taps at one place at a time; what happens to the handle meanwhile is what is tested.
static pthread_mutex_t tapping = PTHREAD_MUTEX_INITIALIZER;

static void *verify(void *argument)
{
    unsigned long *count = argument;
    uint8_t damaged[65536];
    memcpy(damaged, record, record_length);
    for (unsigned long round = 0; time(NULL) < end; round++) {
        kartka_verdict verdict = { .struct_size = sizeof verdict };
        if (kartka_verify(validator, record, record_length, now, &verdict) != KARTKA_ACCEPTED)
            failure = "a good record was not accepted";
        size_t place = round % record_length;
        damaged[place] ^= 0x40;
        if (kartka_verify(validator, damaged, record_length, now, &verdict) == KARTKA_ACCEPTED)
            failure = "a damaged record was accepted";
        else if (!kartka_reason_text(verdict.reasons[0], (int32_t)(round % 3)))
            failure = "a reason without text";
        damaged[place] = record[place];
        ++*count;
    }
    return NULL;
}

static void *verify_batches(void *argument)
{
    unsigned long *count = argument;
    while (time(NULL) < end) {
        kartka_record records[64];
        kartka_verdict verdicts[64];
        memset(verdicts, 0, sizeof verdicts);
        verdicts[0].struct_size = sizeof verdicts[0];
        for (int i = 0; i < 64; i++)
            records[i].bytes = record, records[i].length = record_length - (size_t)(i % 2);
        if (kartka_verify_batch(validator, records, 64, KARTKA_TIME_BY_CLOCK, verdicts) != 32)
            failure = "a batch has other verdicts";
        *count += 64;
    }
    return NULL;
}

static void *tap(void *argument)
{
    unsigned long *count = argument;
    kartka_gate gate = {
        .struct_size = sizeof gate, .network = 17, .carrier = 7, .mode = KARTKA_BUS, .full_fare = 800 };
    while (time(NULL) < end) {
        kartka_verdict verdict = { .struct_size = sizeof verdict };
        pthread_mutex_lock(&tapping);
        static uint32_t stop;
        static uint64_t last_receipt;
        gate.stop = ++stop;
        int32_t outcome = kartka_tap(validator, &gate, softcard_transmit, &card, now, &verdict);
        if (outcome < 0 || (outcome == KARTKA_ACCEPTED) != (verdict.reason_count == 0))
            failure = "outcome and reasons don't fit";
        if (verdict.receipt != last_receipt + 1)
            failure = "a receipt is missing or doubled";
        last_receipt = verdict.receipt;
        pthread_mutex_unlock(&tapping);
        ++*count;
    }
    return NULL;
}

static void *reload(void *argument)
{
    unsigned long *count = argument;
    while (time(NULL) < end) {
        struct timespec pause = { .tv_sec = 0, .tv_nsec = 20000000 };
        if (kartka_reload(validator, NULL) != KARTKA_OK)
            failure = "a reload failed";
        ++*count;
        nanosleep(&pause, NULL);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    kartka_error error = { .struct_size = sizeof error };
    pthread_t threads[VERIFIERS + TAPPERS + 2];
    unsigned long counts[VERIFIERS + TAPPERS + 2] = { 0 }, verified = 0, taps = 0;
    if (argc != 4)
        return 64;
    FILE *file = fopen(argv[2], "rb");
    if (!file)
        return 66;
    record_length = fread(record, 1, sizeof record, file);
    fclose(file);
    if (kartka_open(argv[1], NULL, &validator, &error) != KARTKA_OK) {
        puts(error.message);
        return 78;
    }
    softcard_open(&card);
    end = time(NULL) + atoi(argv[3]);
    int started = 0;
    for (int i = 0; i < VERIFIERS; i++, started++)
        pthread_create(&threads[started], NULL, verify, &counts[started]);
    for (int i = 0; i < TAPPERS; i++, started++)
        pthread_create(&threads[started], NULL, tap, &counts[started]);
    pthread_create(&threads[started], NULL, verify_batches, &counts[started]);
    started++;
    pthread_create(&threads[started], NULL, reload, &counts[started]);
    started++;
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < VERIFIERS; i++)
        verified += counts[i];
    for (int i = VERIFIERS; i < VERIFIERS + TAPPERS; i++)
        taps += counts[i];
    kartka_close(validator);
    softcard_close(&card);
    printf("{\"verified\":%lu,\"taps\":%lu,\"batched\":%lu,\"reloads\":%lu,\"failure\":\"%s\"}\n", verified,
           taps, counts[VERIFIERS + TAPPERS], counts[VERIFIERS + TAPPERS + 1], failure ? failure : "");
    return failure ? 1 : 0;
}
