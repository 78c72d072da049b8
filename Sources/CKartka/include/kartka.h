/// libkartka: decides, without a network, whether the citizen card that was put on a gate's reader lets its
/// holder through, says why, and keeps a signed receipt of the trip.
///
/// # Whole use
///
///     kartka_validator *validator;
///     kartka_error error = { sizeof error };
///     if (kartka_open("/var/lib/kartka", NULL, &validator, &error) != KARTKA_OK) { puts(error.message); … }
///     …
///     kartka_verdict verdict = { sizeof verdict };
///     if (kartka_tap(validator, &gate, transmit, reader, KARTKA_TIME_BY_CLOCK, &verdict) == KARTKA_ACCEPTED)
///         open_the_gate();
///     …
///     kartka_close(validator);
///
/// # Threads
///
/// One `kartka_validator` serves any number of threads and gates at once: every function but `kartka_close`
/// may be called from any thread at any time, also `kartka_reload` while others tap. `kartka_close` is called
/// once, when no other call on that handle runs or will begin. A callback runs on the thread of the call that
/// it belongs to, never after that call has returned, and may call every function but `kartka_close`. No
/// function may be called from a signal handler. After `fork`, only the process that opened a handle uses it.
///
/// # Memory
///
/// What you pass in stays yours and is not looked at after the call. What is handed out lies in memory that
/// you brought (`kartka_verdict`, `kartka_error`, buffers), or is a string constant that lives as long as the
/// process. The one thing to give back is the handle, with `kartka_close`.
///
/// # Structures grow
///
/// Later versions of the library append members. Each structure begins with `struct_size`: set it to
/// `sizeof` the structure as your compiler sees it, and everything else to zero before you fill it. A library
/// that is newer than your program leaves alone what you don't have; one that is older refuses, with
/// `KARTKA_ERROR_ARGUMENT`, only what you ask for and it doesn't know. Functions are only ever added within
/// one soname. `KARTKA_VERSION_MINOR` grows when something is added, `KARTKA_VERSION_MAJOR` (and the soname)
/// when something changes that a program might rely on; while `MAJOR` is 0, `MINOR` grows for both.
///
/// # Mistakes
///
/// A null pointer, a length that can't be, a number out of range: `KARTKA_ERROR_ARGUMENT`, and nothing has
/// happened. A pointer that is no pointer, or a handle that was closed, can't be detected.
#ifndef KARTKA_H
#define KARTKA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// ------------------------------------------------------------------------------------------------ version

/// Of this header, by semver.org.
#define KARTKA_VERSION_MAJOR 0
#define KARTKA_VERSION_MINOR 1
#define KARTKA_VERSION_PATCH 0
#define KARTKA_VERSION_STRING "0.1.0"
/// One number that grows: `#if KARTKA_VERSION >= 1000`.
#define KARTKA_VERSION (KARTKA_VERSION_MAJOR * 1000000 + KARTKA_VERSION_MINOR * 1000 + KARTKA_VERSION_PATCH)

/// `KARTKA_VERSION` of the library that runs; differs from the macro where another one was installed since.
uint32_t kartka_version(void);

/// `KARTKA_VERSION_STRING` of the library that runs: "0.1.0".
const char *kartka_version_string(void);

// ------------------------------------------------------------------------------------------------- results

/// What a function answers that opens or changes something, and, where it is negative, what every function
/// answers that couldn't do its work.
enum {
    KARTKA_OK = 0,
    /// The call itself is wrong: a null pointer, a length, a number out of range.
    KARTKA_ERROR_ARGUMENT = -1,
    /// A file is missing, can't be read or can't be written: `kartka_error.file` and `.system_error`.
    KARTKA_ERROR_FILE = -2,
    /// A file's content isn't what it should be, or its signature isn't right: `kartka_error.file`.
    KARTKA_ERROR_CONTENT = -3,
    /// Another process has this directory open.
    KARTKA_ERROR_IN_USE = -4,
    /// libcrypto failed, or there is no memory.
    KARTKA_ERROR_LIBRARY = -5,
    /// The buffer is too small; its length parameter says how much is needed.
    KARTKA_ERROR_BUFFER = -6,
    /// There is no such thing (a receipt's number that was never given or is gone).
    KARTKA_ERROR_NOT_FOUND = -7
};

/// What a check came to. `kartka_tap` and `kartka_verify` return it, so that zero, and only zero, opens a
/// gate.
enum {
    KARTKA_ACCEPTED = 0,
    /// The card doesn't let its holder through: `kartka_verdict.reasons` say why.
    KARTKA_REFUSED = 1,
    /// Nobody can tell: a torn read, a list that is too old, a clock that isn't set. Never a refusal.
    KARTKA_UNDETERMINED = 2
};

/// Where and why `kartka_open` or `kartka_reload` failed. For a log: English, without secrets and without
/// personal data.
typedef struct kartka_error {
    /// `sizeof(kartka_error)`, set by you.
    uint32_t struct_size;
    /// `KARTKA_OK` or `KARTKA_ERROR_…`, as returned.
    int32_t result;
    /// errno of the system call that failed, or 0.
    int32_t system_error;
    /// The reason of a verdict that this error would lead to (`KARTKA_REASON_…`), or 0.
    int32_t reason;
    /// Where in the file, in bytes from its beginning; -1 where it isn't one place.
    int64_t offset;
    /// The file, as a path inside the directory: "status/1f0a….cwt". Empty where it isn't about a file.
    char file[128];
    /// One sentence that has all of the above: "trust-list.cbor: the signature is not the root key's".
    char message[384];
} kartka_error;

// --------------------------------------------------------------------------------------------------- time

/// Seconds since 1970-01-01T00:00:00Z, or one of these instead.
#define KARTKA_TIME_BY_CLOCK INT64_MIN
/// The clock isn't set: every verdict that needs the time is undetermined.
#define KARTKA_TIME_UNKNOWN (INT64_MIN + 1)

/// Tells the time: seconds since 1970-01-01T00:00:00Z, or `KARTKA_TIME_UNKNOWN`. Called by many threads at
/// once.
typedef int64_t (*kartka_clock)(void *context);

// ------------------------------------------------------------------------------------- opening and closing

/// A directory's trust list, status lists, rules and receipts, opened for deciding.
typedef struct kartka_validator kartka_validator;

/// Told of a file that isn't taken into use. `problem` lives until the callback returns.
typedef void (*kartka_problem)(void *context, const kartka_error *problem);

/// How a validator is to work. All zero is a good choice.
typedef struct kartka_options {
    /// `sizeof(kartka_options)`, set by you.
    uint32_t struct_size;
    /// How many gates tap at the same time, 1…64; 0 for 1. After a crash, so many of the last taps count as
    /// unanswered: their cards may come again within a minute.
    uint32_t gates;
    /// Where `KARTKA_TIME_BY_CLOCK` gets the time; null for the system's clock (CLOCK_REALTIME).
    kartka_clock clock;
    /// Handed to `clock`.
    void *clock_context;
    /// Opens `validator.key`: 1…1024 bytes, copied, and wiped before `kartka_open` returns. Null: the first
    /// line of the file `passphrase_file`, or where that is null, of `validator.pass` in the directory.
    const void *passphrase;
    size_t passphrase_length;
    /// A file of mode 0600 or 0400, such as one in systemd's $CREDENTIALS_DIRECTORY.
    const char *passphrase_file;
    /// Told of each list that isn't taken into use, by `kartka_open` and `kartka_reload` before they return;
    /// null where nobody listens.
    kartka_problem problem;
    /// Handed to `problem`.
    void *problem_context;
    /// Age, in seconds since it was issued, from which a list is stale: still usable, and told in the
    /// verdict. 0 for the default: 30 days, 26 hours, 400 days.
    uint32_t trust_list_fresh_seconds;
    uint32_t status_list_fresh_seconds;
    uint32_t rules_fresh_seconds;
    /// Age, in seconds, from which a list is too old to decide by, never below the one above. 0 for the
    /// default: 400 days, 7 days, 800 days. A list's own end may come sooner.
    uint32_t trust_list_usable_seconds;
    uint32_t status_list_usable_seconds;
    uint32_t rules_usable_seconds;
    /// Cards whose last trip is remembered, 8…4194304 (96 bytes each); 0 for 8192.
    uint32_t cards;
    /// Threads of `kartka_verify_batch`, 1…256; 0 for one per processor.
    uint32_t threads;
} kartka_options;

/// Opens a validator's directory.
///
/// The directory has `root.key`, `validator.key` and `validator.id`, put there once; the lists that the
/// authority publishes (`trust-list.cbor`, `rules.cbor`, `status/`), each replaced by rename(2) at any time;
/// and what the validator keeps itself (`state/`, `receipts/`). Only one process has a directory open.
///
/// Lists that are missing, too old or not trusted don't keep it from opening: each tap then says so
/// (`KARTKA_REASON_STATUS_LIST_MISSING` …). A missing root key or validator key, and a receipt journal that
/// can't be continued, do.
///
/// - directory: a path, at most 4095 bytes.
/// - options: null for the defaults.
/// - validator: gets the handle; null on failure.
/// - error: null, or gets where and what.
/// Returns `KARTKA_OK` or `KARTKA_ERROR_…`.
int32_t kartka_open(
    const char *directory, const kartka_options *options, kartka_validator **validator, kartka_error *error);

/// Looks for newer files in the directory and takes them into use, each for itself; where one is refused
/// (older than what is in use, wrong signature), what was in use stays. Taps that run meanwhile end with what
/// they began with. Call it after new files have arrived, or every minute: it is cheap where nothing is new.
///
/// - error: null, or gets the first file that wasn't taken; `kartka_options.problem` is told of all.
/// Returns `KARTKA_OK`, or `KARTKA_ERROR_…` where at least one file was not taken into use, or was, but can't
/// be remembered (`state/` can't be written), so that an older one might pass after a restart.
int32_t kartka_reload(kartka_validator *validator, kartka_error *error);

/// Closes the handle and gives all its memory back; receipts are on disk already. Null is nothing to close.
void kartka_close(kartka_validator *validator);

// ---------------------------------------------------------------------------------------------------- gate

/// EN 1545 VehicleClass; the numbers are the bits of `vehicle-mode` in CardSchemas/transport-concession.
enum {
    KARTKA_METRO = 0,
    KARTKA_TRAM = 1,
    KARTKA_TROLLEYBUS = 2,
    KARTKA_BUS = 3,
    KARTKA_MINIBUS = 4,
    KARTKA_SUBURBAN_TRAIN = 5,
    KARTKA_FERRY = 6,
    KARTKA_FUNICULAR = 7
};

/// Where a card was put down, and what the trip would cost without a concession. One for each gate; it may
/// change from tap to tap (a bus moves on).
typedef struct kartka_gate {
    /// `sizeof(kartka_gate)`, set by you.
    uint32_t struct_size;
    /// Operator part of EN 1545 NetworkId, 0…4095.
    uint16_t network;
    /// The carrier's number in the region's list.
    uint16_t carrier;
    uint32_t route;
    /// The stop, station or vehicle. Anti-passback is about a second tap at the same stop.
    uint32_t stop;
    /// 1…16; 0 where the network has no zones.
    uint8_t zone;
    /// `KARTKA_METRO` … `KARTKA_FUNICULAR`.
    uint8_t mode;
    /// 0; for later use.
    uint16_t reserved;
    /// The full fare of the trip, in the currency's minor unit; 0 where you reckon the fare yourself.
    uint32_t full_fare;
} kartka_gate;

// ------------------------------------------------------------------------------------------------- verdict

/// Why a record isn't accepted. 100…199 refuse, 200…299 leave it undetermined. A number never changes its
/// meaning; later versions add numbers.
enum {
    KARTKA_REASON_RECORD_MALFORMED = 100,
    KARTKA_REASON_SIGNATURE_INVALID = 101,
    KARTKA_REASON_ALGORITHM_NOT_ALLOWED = 102,
    KARTKA_REASON_AUTHORITY_NOT_ENTITLED = 103,
    KARTKA_REASON_ISSUER_KEY_REVOKED = 104,
    KARTKA_REASON_ISSUED_OUTSIDE_KEY_VALIDITY = 105,
    KARTKA_REASON_EXPIRED = 106,
    KARTKA_REASON_NOT_YET_VALID = 107,
    KARTKA_REASON_OTHER_RECORD_TYPE = 108,
    KARTKA_REASON_OTHER_CARD_NUMBER = 109,
    KARTKA_REASON_NOT_BOUND_TO_CARD = 110,
    KARTKA_REASON_OTHER_CARD_KEY = 111,
    KARTKA_REASON_CARD_PROOF_INVALID = 112,
    KARTKA_REASON_CARD_NOT_ACTIVE = 113,
    KARTKA_REASON_REVOKED = 114,
    KARTKA_REASON_SUSPENDED = 115,
    KARTKA_REASON_SUPERSEDED = 116,
    KARTKA_REASON_PASSBACK = 117,
    KARTKA_REASON_COUNTER_WENT_BACKWARDS = 118,
    KARTKA_REASON_QUOTA_EXHAUSTED = 119,
    KARTKA_REASON_NO_CONCESSION_HERE = 120,

    KARTKA_REASON_ISSUER_UNKNOWN = 200,
    KARTKA_REASON_TRUST_LIST_TOO_OLD = 201,
    KARTKA_REASON_CLOCK_NOT_SET = 202,
    KARTKA_REASON_CLOCK_BEFORE_TRUST_LIST = 203,
    KARTKA_REASON_RECORD_MISSING = 204,
    KARTKA_REASON_READ_TORN = 205,
    KARTKA_REASON_CHECK_FAILED = 206,
    KARTKA_REASON_TRUST_LIST_MISSING = 207,
    KARTKA_REASON_TRUST_LIST_NOT_TRUSTED = 208,
    KARTKA_REASON_STATUS_LIST_MISSING = 209,
    KARTKA_REASON_STATUS_LIST_NOT_TRUSTED = 210,
    KARTKA_REASON_STATUS_LIST_TOO_OLD = 211,
    KARTKA_REASON_CLOCK_BEFORE_STATUS_LIST = 212,
    KARTKA_REASON_STATUS_INDEX_BEYOND_LIST = 213,
    KARTKA_REASON_RULES_MISSING = 214,
    KARTKA_REASON_RULES_NOT_TRUSTED = 215,
    KARTKA_REASON_RULES_TOO_OLD = 216,
    KARTKA_REASON_EVIDENCE_NOT_KEPT = 217,
    KARTKA_REASON_NOT_THIS_CARD = 218
};

/// What is worth knowing of an accepted tap; 300 and up.
enum {
    KARTKA_NOTICE_TRUST_LIST_STALE = 300,
    KARTKA_NOTICE_STATUS_LIST_STALE = 301,
    KARTKA_NOTICE_RULES_STALE = 302,
    KARTKA_NOTICE_VERIFIED_WITHOUT_TABLE = 303,
    /// The tap was repeated within a minute, as its first answer was lost: one trip, one fare.
    KARTKA_NOTICE_SAME_TRIP = 304
};

/// What the holder pays.
enum {
    /// No fare was reckoned: the verdict isn't accepted, or no gate was given.
    KARTKA_FARE_NONE = 0,
    KARTKA_FARE_FREE = 1,
    /// `fare_value` percent off the full fare.
    KARTKA_FARE_DISCOUNT = 2,
    /// `fare_value` minor units, at most the full fare.
    KARTKA_FARE_FIXED = 3,
    KARTKA_FARE_FULL = 4
};

/// Bits of `kartka_verdict.flags`: what the gate or the inspector does with the holder. ITSO ENT flags.
enum {
    KARTKA_FLAG_COMPANION = 1,
    /// Compare the holder with the photo on the card.
    KARTKA_FLAG_PHOTO_CHECK = 2,
    KARTKA_FLAG_WIDE_GATE = 4,
    KARTKA_FLAG_ASSISTANCE = 8
};

#define KARTKA_REASONS_MAX 16
#define KARTKA_NOTICES_MAX 8

/// What a tap or a check came to. It is filled whatever happened, as long as its `struct_size` is right.
typedef struct kartka_verdict {
    /// `sizeof(kartka_verdict)`, set by you.
    uint32_t struct_size;
    /// `KARTKA_ACCEPTED`, `KARTKA_REFUSED` or `KARTKA_UNDETERMINED`.
    int32_t outcome;

    /// How many reasons there are: 0 where accepted, else at least 1.
    uint32_t reason_count;
    /// How many notices there are.
    uint32_t notice_count;
    /// `KARTKA_REASON_…`; show `kartka_reason_text` of the first, log all.
    int32_t reasons[KARTKA_REASONS_MAX];
    /// `KARTKA_NOTICE_…`.
    int32_t notices[KARTKA_NOTICES_MAX];

    /// The time that was decided by: seconds since 1970, or `KARTKA_TIME_UNKNOWN`.
    int64_t time;
    /// The card's number (ISO/IEC 7812, up to 19 digits); 0 where no record was found right.
    uint64_t card_number;
    /// Number of the receipt that is kept of this tap, from 1 up; 0 where there is none: nothing was read
    /// from the card, or the receipt couldn't be kept (`KARTKA_REASON_EVIDENCE_NOT_KEPT`).
    uint64_t receipt;
    /// Where the same trip was tapped before (`KARTKA_NOTICE_SAME_TRIP`): number of its receipt. Else 0.
    uint64_t same_trip_receipt;
    /// `KARTKA_FARE_…`.
    int32_t fare_kind;
    /// Percent off, or minor units, as `fare_kind` says; else 0.
    uint32_t fare_value;
    /// What the holder pays, in minor units, reckoned from `kartka_gate.full_fare`.
    uint32_t fare_amount;
    /// The same of somebody who travels along; `KARTKA_FARE_NONE` where nobody does on this concession.
    int32_t companion_fare_kind;
    uint32_t companion_fare_value;
    uint32_t companion_fare_amount;
    /// Why the full fare is asked (`kartka_full_fare_code`); 0 where there is a concession.
    int32_t full_fare_reason;
    /// Who makes good what the holder doesn't pay: the payer's number in the region's list; -1 for nobody.
    int32_t payer;
    /// Number of the rule that decided; -1 where none did.
    int32_t rule;
    /// Version of the rules; 0 where none decided.
    uint32_t rules_version;
    /// The ground of the concession (`concession-class` in CardSchemas/transport-concession); 0 for none.
    int32_t concession_class;
    /// Trips that are left in the period after this one; -1 where they aren't counted.
    int32_t trips_left;
    /// Minutes in which a second tap at the same stop is refused; 0 for no such check.
    uint32_t passback_minutes;
    /// `KARTKA_FLAG_…`, added.
    uint32_t flags;
    /// The language that the holder asks for, as in ISO 639-1: "uk"; empty where they don't.
    char language[8];

    /// What your transmit callback returned where it failed; else 0.
    int32_t transmit_error;
    /// The card's status word where it ended the conversation (ISO/IEC 7816-4 §5.6: 0x6A82); else 0.
    uint32_t status_word;
} kartka_verdict;

// ---------------------------------------------------------------------------------------------------- taps

/// Answers of a transmit callback. Any other number is your reader's own error; it comes back in
/// `kartka_verdict.transmit_error`.
enum {
    KARTKA_TRANSMITTED = 0,
    /// The card left the field.
    KARTKA_TRANSMIT_REMOVED = 1,
    /// The card was reset by somebody.
    KARTKA_TRANSMIT_RESET = 2,
    /// No answer in time.
    KARTKA_TRANSMIT_TIMEOUT = 3
};

/// The longest command and the longest response that the library exchanges at a gate, in bytes: short APDUs
/// (ISO/IEC 7816-3 §12.1).
#define KARTKA_COMMAND_BYTES_MAX 261
#define KARTKA_RESPONSE_BYTES_MAX 258

/// Sends one command APDU to the card and brings its response APDU, data and the two bytes of the status
/// word, unchanged: no GET RESPONSE by itself, no repeating.
///
/// - context: as given to `kartka_tap`.
/// - command, command_length: 4…`KARTKA_COMMAND_BYTES_MAX` bytes.
/// - response: room for `*response_length` bytes.
/// - response_length: in: `KARTKA_RESPONSE_BYTES_MAX`; out: how many bytes were answered. More than there is
///   room for is an error; fewer than 2 count as torn.
/// Returns `KARTKA_TRANSMITTED`, or what went wrong.
typedef int32_t (*kartka_transmit)(
    void *context, const uint8_t *command, size_t command_length, uint8_t *response, size_t *response_length);

/// Decides one tap: SELECT, READ BINARY, INTERNAL AUTHENTICATE; signature, validity, status, rules,
/// anti-passback; and, before it returns, the receipt is safe on disk.
///
/// The card is powered and its protocol chosen, as after `SCardConnect` or ISO/IEC 14443-4 activation; the
/// library leaves it so.
///
/// - time: seconds since 1970, `KARTKA_TIME_BY_CLOCK` or `KARTKA_TIME_UNKNOWN`.
/// - verdict: never null.
/// Returns the outcome: `KARTKA_ACCEPTED`, `KARTKA_REFUSED`, `KARTKA_UNDETERMINED`; or
/// `KARTKA_ERROR_ARGUMENT`, with an undetermined verdict and nothing sent to the card.
int32_t kartka_tap(
    kartka_validator *validator, const kartka_gate *gate, kartka_transmit transmit, void *context,
    int64_t time, kartka_verdict *verdict);

/// Says that an accepted tap had no effect: the gate didn't open, the display failed. Within a minute the
/// same card may come again at the same stop, and it is one trip with one fare; the receipt stays.
///
/// - verdict: as `kartka_tap` filled it.
/// Returns `KARTKA_OK`; `KARTKA_ERROR_NOT_FOUND` where the verdict isn't an accepted tap's; or
/// `KARTKA_ERROR_ARGUMENT`.
int32_t kartka_withdraw(kartka_validator *validator, const kartka_verdict *verdict);

/// Decides by bytes alone: a sealed transport record that was read elsewhere.
///
/// Nothing shows that the card was there, so no receipt is kept, no trip is counted, and neither passback nor
/// the card's key is checked, nor is a fare reckoned: for inspectors, back offices and tests.
///
/// - record, record_length: the bytes; 1…65535 of them.
/// Returns as `kartka_tap`.
int32_t kartka_verify(
    kartka_validator *validator, const uint8_t *record, size_t record_length, int64_t time,
    kartka_verdict *verdict);

/// A sealed record in your memory. This structure never grows.
typedef struct kartka_record {
    const uint8_t *bytes;
    size_t length;
} kartka_record;

/// `kartka_verify` of many records, on several cores.
///
/// - records: `count` of them; 0 is allowed.
/// - verdicts: room for `count` verdicts; only the `struct_size` of the first one is looked at, and each has
///   that size. A record that is null or empty has the verdict "record missing".
/// Returns how many were accepted, or `KARTKA_ERROR_…`.
int64_t kartka_verify_batch(
    kartka_validator *validator, const kartka_record *records, size_t count, int64_t time,
    kartka_verdict *verdicts);

// ------------------------------------------------------------------------------------------------ receipts

/// Copies a receipt as it is kept and uploaded: a COSE_Sign1 by the validator's key (CardSchemas/receipt).
///
/// - number: `kartka_verdict.receipt`.
/// - buffer, capacity: may be null and 0, to ask for the length.
/// - length: gets the receipt's length, at most `KARTKA_RECEIPT_BYTES_MAX`.
/// Returns `KARTKA_OK`, `KARTKA_ERROR_BUFFER`, `KARTKA_ERROR_NOT_FOUND` or another `KARTKA_ERROR_…`.
int32_t kartka_receipt(
    kartka_validator *validator, uint64_t number, uint8_t *buffer, size_t capacity, size_t *length);

#define KARTKA_RECEIPT_BYTES_MAX 2048

// --------------------------------------------------------------------------------------------------- texts

enum {
    KARTKA_UKRAINIAN = 0,
    KARTKA_ENGLISH = 1,
    KARTKA_RUSSIAN = 2
};

/// Stable name of a reason or notice, for programs and logs: "signature-invalid". Null for a number that this
/// library doesn't know.
const char *kartka_reason_code(int32_t number);

/// One sentence, in UTF-8, for the person at the gate. Null for a number or language that this library
/// doesn't know.
const char *kartka_reason_text(int32_t number, int32_t language);

/// Stable name of a `kartka_verdict.full_fare_reason`: "other-zone". Null for a number that this library
/// doesn't know.
const char *kartka_full_fare_code(int32_t number);

#ifdef __cplusplus
}
#endif

#endif
