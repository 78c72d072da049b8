// Every wrong call has an answer, and none of them opens a gate.
//
//     misuse DIRECTORY RECORD      a validator's directory, a sealed record
#include <errno.h>
#include <kartka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures, checks;

#define CHECK(condition) \
    do { \
        checks++; \
        if (!(condition)) { \
            failures++; \
            printf("line %d: %s\n", __LINE__, #condition); \
        } \
    } while (0)

// The verdict opens no gate.
static int is_shut(const kartka_verdict *verdict)
{
    return verdict->outcome == KARTKA_UNDETERMINED && verdict->reason_count > 0;
}

static int calls;
static size_t answered;

static int32_t answer(
    void *context, const uint8_t *command, size_t command_length, uint8_t *response, size_t *response_length)
{
    (void)command;
    calls++;
    if (context != &calls || command_length < 4 || *response_length != KARTKA_RESPONSE_BYTES_MAX)
        exit(70);
    memset(response, 0x90, answered < *response_length ? answered : *response_length);
    *response_length = answered;
    return KARTKA_TRANSMITTED;
}

static kartka_verdict fresh(void)
{
    kartka_verdict verdict;
    memset(&verdict, 0x5A, sizeof verdict);
    verdict.struct_size = sizeof verdict;
    verdict.outcome = 77;
    return verdict;
}

static kartka_gate bus(void)
{
    kartka_gate gate = { .struct_size = sizeof gate, .network = 17, .carrier = 7, .mode = KARTKA_BUS };
    return gate;
}

static void check_texts(void)
{
    CHECK(kartka_reason_code(0) == NULL);
    CHECK(kartka_reason_code(INT_MIN) == NULL);
    CHECK(kartka_reason_code(INT_MAX) == NULL);
    CHECK(kartka_reason_text(KARTKA_REASON_EXPIRED, -1) == NULL);
    CHECK(kartka_reason_text(KARTKA_REASON_EXPIRED, 3) == NULL);
    CHECK(kartka_reason_text(99, KARTKA_ENGLISH) == NULL);
    CHECK(kartka_full_fare_code(0) == NULL);
    CHECK(kartka_full_fare_code(INT_MIN) == NULL);
    CHECK(strcmp(kartka_reason_code(KARTKA_REASON_EXPIRED), "expired") == 0);
    CHECK(strcmp(kartka_reason_text(KARTKA_REASON_EXPIRED, KARTKA_ENGLISH), "The record has expired.") == 0);
    const char *ukrainian = kartka_reason_text(KARTKA_REASON_EXPIRED, KARTKA_UKRAINIAN);
    CHECK(strcmp(ukrainian, "Строк дії запису минув.") == 0);
    CHECK(kartka_reason_text(KARTKA_REASON_EXPIRED, KARTKA_RUSSIAN)
          == kartka_reason_text(KARTKA_REASON_EXPIRED, KARTKA_RUSSIAN));
    CHECK(kartka_version() == KARTKA_VERSION);
    CHECK(strcmp(kartka_version_string(), KARTKA_VERSION_STRING) == 0);
}

static void check_open(const char *directory)
{
    kartka_validator *validator = (kartka_validator *)&failures;
    kartka_error error = { .struct_size = sizeof error };
    char longest[5000];

    CHECK(kartka_open(NULL, NULL, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    CHECK(validator == NULL && error.result == KARTKA_ERROR_ARGUMENT && error.message[0]);
    CHECK(kartka_open(directory, NULL, NULL, &error) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_open("", NULL, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    CHECK(kartka_open(longest, NULL, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_open("\xff\xfe", NULL, &validator, &error) < 0 && validator == NULL);

    CHECK(kartka_open("/nonexistent/kartka", NULL, &validator, &error) == KARTKA_ERROR_FILE);
    CHECK(validator == NULL && error.result == KARTKA_ERROR_FILE && error.system_error == ENOENT);
    CHECK(strstr(error.message, "/nonexistent/kartka") && error.offset == -1);
    CHECK(kartka_open("/dev/null", NULL, &validator, &error) == KARTKA_ERROR_FILE);
    CHECK(error.system_error == ENOTDIR);
    CHECK(kartka_open("/nonexistent/kartka", NULL, &validator, NULL) == KARTKA_ERROR_FILE);

    error.struct_size = 12;
    error.result = 77;
    CHECK(kartka_open("/nonexistent/kartka", NULL, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    CHECK(error.result == 77 && validator == NULL);
    error.struct_size = UINT32_MAX;
    CHECK(kartka_open("/nonexistent/kartka", NULL, &validator, &error) == KARTKA_ERROR_ARGUMENT);

    error.struct_size = sizeof error;
    kartka_options options = { .struct_size = 0 };
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.struct_size = sizeof options - 1;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.struct_size = sizeof options;
    options.gates = 65;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    CHECK(strstr(error.message, "gates"));
    options.gates = 0;
    options.cards = 7;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.cards = 0;
    options.threads = 257;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.threads = 0;
    options.passphrase = "", options.passphrase_length = 0;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.passphrase_length = (size_t)-1;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.passphrase = "wrong", options.passphrase_length = 5;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_CONTENT);
    CHECK(strcmp(error.file, "validator.key") == 0);
    options.passphrase = NULL, options.passphrase_length = 0;
    options.passphrase_file = "";
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.passphrase_file = "/nonexistent/pass";
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_FILE);
    CHECK(error.system_error == ENOENT && strstr(error.message, "/nonexistent/pass"));
    options.passphrase_file = NULL;
    options.status_list_fresh_seconds = 3600;
    options.status_list_usable_seconds = 60;
    CHECK(kartka_open(directory, &options, &validator, &error) == KARTKA_ERROR_ARGUMENT && validator == NULL);
    CHECK(kartka_reload(NULL, &error) == KARTKA_ERROR_ARGUMENT);
    kartka_close(NULL);
}

// A program that was built with a newer header: what it leaves zero is no harm, what it sets is.
static void check_growth(const char *directory, const uint8_t *record, size_t length)
{
    struct { kartka_options now; uint64_t later[4]; } options;
    struct { kartka_verdict now; uint64_t later[4]; } verdict;
    kartka_validator *validator;
    kartka_error error = { .struct_size = sizeof error };
    memset(&options, 0, sizeof options);
    options.now.struct_size = sizeof options;
    options.later[2] = 1;
    CHECK(kartka_open(directory, &options.now, &validator, &error) == KARTKA_ERROR_ARGUMENT);
    options.later[2] = 0;
    CHECK(kartka_open(directory, &options.now, &validator, &error) == KARTKA_OK);
    memset(&verdict, 0x5A, sizeof verdict);
    verdict.now.struct_size = sizeof verdict;
    CHECK(kartka_verify(validator, record, length, KARTKA_TIME_BY_CLOCK, &verdict.now) >= 0);
    CHECK(verdict.now.struct_size == sizeof verdict && verdict.later[0] == 0 && verdict.later[3] == 0);
    kartka_close(validator);
}

static void check_tap(kartka_validator *validator)
{
    kartka_gate gate = bus();
    kartka_verdict verdict = fresh();
    calls = 0;
    CHECK(kartka_tap(NULL, &gate, answer, &calls, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(is_shut(&verdict));
    verdict = fresh();
    CHECK(kartka_tap(validator, NULL, answer, &calls, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(is_shut(&verdict));
    verdict = fresh();
    CHECK(kartka_tap(validator, &gate, NULL, &calls, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(is_shut(&verdict));
    CHECK(kartka_tap(validator, &gate, answer, &calls, 0, NULL) == KARTKA_ERROR_ARGUMENT);
    verdict = fresh();
    verdict.struct_size = 8;
    CHECK(kartka_tap(validator, &gate, answer, &calls, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(verdict.outcome == 77);
    verdict = fresh();
    CHECK(kartka_tap(validator, &gate, answer, &calls, -1, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(is_shut(&verdict));
    CHECK(kartka_tap(validator, &gate, answer, &calls, INT64_MAX, &verdict) == KARTKA_ERROR_ARGUMENT);

    kartka_gate wrong[5];
    for (int i = 0; i < 5; i++)
        wrong[i] = bus();
    wrong[0].struct_size = 4;
    wrong[1].network = 4096;
    wrong[2].mode = KARTKA_FUNICULAR + 1;
    wrong[3].zone = 17;
    wrong[4].reserved = 1;
    for (int i = 0; i < 5; i++) {
        verdict = fresh();
        CHECK(kartka_tap(validator, &wrong[i], answer, &calls, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
        CHECK(is_shut(&verdict));
    }
    CHECK(calls == 0);

    // Answers that no card gives.
    static const size_t lengths[] = { 0, 1, 2, 3, 258, 259, 100000, (size_t)-1, (size_t)INT64_MAX + 1 };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        answered = lengths[i];
        verdict = fresh();
        int before = calls;
        int32_t outcome = kartka_tap(validator, &gate, answer, &calls, KARTKA_TIME_BY_CLOCK, &verdict);
        CHECK(outcome == KARTKA_UNDETERMINED && is_shut(&verdict));
        CHECK(verdict.receipt == 0 && verdict.card_number == 0 && calls == before + 1);
    }
}

static void check_verify(kartka_validator *validator, const uint8_t *record, size_t length)
{
    kartka_verdict verdict = fresh();
    CHECK(kartka_verify(NULL, record, length, 0, &verdict) == KARTKA_ERROR_ARGUMENT && is_shut(&verdict));
    CHECK(kartka_verify(validator, record, length, 0, NULL) == KARTKA_ERROR_ARGUMENT);
    verdict = fresh();
    CHECK(kartka_verify(validator, NULL, length, 0, &verdict) == KARTKA_ERROR_ARGUMENT && is_shut(&verdict));
    CHECK(kartka_verify(validator, record, 0, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_verify(validator, record, 65536, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_verify(validator, record, (size_t)-1, 0, &verdict) == KARTKA_ERROR_ARGUMENT);
    for (size_t cut = 1; cut < length; cut++) {
        verdict = fresh();
        CHECK(kartka_verify(validator, record, cut, KARTKA_TIME_BY_CLOCK, &verdict) == KARTKA_REFUSED);
        CHECK(verdict.reasons[0] == KARTKA_REASON_RECORD_MALFORMED);
    }

    kartka_record records[3] = { { record, length }, { NULL, length }, { record, (size_t)-1 } };
    kartka_verdict verdicts[3];
    memset(verdicts, 0, sizeof verdicts);
    verdicts[0].struct_size = sizeof verdicts[0];
    CHECK(kartka_verify_batch(NULL, records, 3, 0, verdicts) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_verify_batch(validator, NULL, 3, 0, verdicts) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_verify_batch(validator, records, 3, 0, NULL) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_verify_batch(validator, records, (size_t)-1, 0, verdicts) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_verify_batch(validator, NULL, 0, KARTKA_TIME_BY_CLOCK, NULL) == 0);
    verdicts[0].struct_size = 4;
    CHECK(kartka_verify_batch(validator, records, 3, 0, verdicts) == KARTKA_ERROR_ARGUMENT);
    verdicts[0].struct_size = sizeof verdicts[0];
    CHECK(kartka_verify_batch(validator, records, 3, KARTKA_TIME_BY_CLOCK, verdicts) == 1);
    CHECK(verdicts[0].outcome == KARTKA_ACCEPTED && verdicts[0].struct_size == sizeof verdicts[0]);
    for (int i = 1; i < 3; i++)
        CHECK(is_shut(&verdicts[i]) && verdicts[i].reasons[0] == KARTKA_REASON_RECORD_MISSING
              && verdicts[i].struct_size == sizeof verdicts[0]);
    verdict = fresh();
    CHECK(kartka_verify(validator, record, length, KARTKA_TIME_UNKNOWN, &verdict) == KARTKA_UNDETERMINED);
    CHECK(verdict.reasons[0] == KARTKA_REASON_CLOCK_NOT_SET && verdict.time == KARTKA_TIME_UNKNOWN);
}

static void check_withdraw(kartka_validator *validator)
{
    kartka_verdict verdict = fresh();
    CHECK(kartka_withdraw(NULL, &verdict) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_withdraw(validator, NULL) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_withdraw(validator, &verdict) == KARTKA_ERROR_NOT_FOUND);
    verdict.outcome = KARTKA_ACCEPTED;
    verdict.card_number = 5;  // not a card's number
    CHECK(kartka_withdraw(validator, &verdict) == KARTKA_ERROR_NOT_FOUND);
    verdict.struct_size = 1;
    CHECK(kartka_withdraw(validator, &verdict) == KARTKA_ERROR_ARGUMENT);
}

static void check_receipt(kartka_validator *validator)
{
    uint8_t buffer[KARTKA_RECEIPT_BYTES_MAX];
    size_t length = 77;
    CHECK(kartka_receipt(NULL, 1, buffer, sizeof buffer, &length) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_receipt(validator, 1, buffer, sizeof buffer, NULL) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_receipt(validator, 1, NULL, 5, &length) == KARTKA_ERROR_ARGUMENT);
    CHECK(kartka_receipt(validator, 0, buffer, sizeof buffer, &length) == KARTKA_ERROR_NOT_FOUND);
    CHECK(length == 0);
    CHECK(kartka_receipt(validator, UINT64_MAX, buffer, sizeof buffer, &length) == KARTKA_ERROR_NOT_FOUND);
}

static int64_t broken_clock(void *context)
{
    ++*(int *)context;
    return INT64_MAX;
}

static void check_clock(const char *directory, const uint8_t *record, size_t length)
{
    int asked = 0;
    kartka_options options = {
        .struct_size = sizeof options, .clock = broken_clock, .clock_context = &asked };
    kartka_validator *validator;
    kartka_verdict verdict = fresh();
    CHECK(kartka_open(directory, &options, &validator, NULL) == KARTKA_OK);
    CHECK(kartka_verify(validator, record, length, KARTKA_TIME_BY_CLOCK, &verdict) == KARTKA_UNDETERMINED);
    CHECK(verdict.reasons[0] == KARTKA_REASON_CLOCK_NOT_SET && asked > 0);
    kartka_close(validator);
}

int main(int argc, char **argv)
{
    static uint8_t record[65536];
    FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!file)
        return 64;
    size_t length = fread(record, 1, sizeof record, file);
    fclose(file);

    check_texts();
    check_open(argv[1]);
    check_growth(argv[1], record, length);
    check_clock(argv[1], record, length);
    kartka_validator *validator, *second;
    kartka_error error = { .struct_size = sizeof error };
    if (kartka_open(argv[1], NULL, &validator, &error) != KARTKA_OK) {
        puts(error.message);
        return 78;
    }
    CHECK(kartka_open(argv[1], NULL, &second, &error) == KARTKA_ERROR_IN_USE && second == NULL);
    CHECK(kartka_reload(validator, NULL) == KARTKA_OK);
    check_tap(validator);
    check_verify(validator, record, length);
    check_withdraw(validator);
    check_receipt(validator);
    kartka_close(validator);
    printf("%d checks, %d failures\n", checks, failures);
    return failures == 0 ? 0 : 1;
}
