// A gate over PC/SC, in C: waits for cards on one reader, decides each tap with libkartka, shows the verdict.
//
//     gate [OPTION…] DIRECTORY
//
//     --reader TEXT    the reader whose name has TEXT in it; else the first one
//     --language L     uk, en or ru: the texts on the screen (en)
//     --network N --carrier N --route N --stop N --zone N --mode N --fare N    where this gate stands
//     --taps N         ends after N taps; else it runs until SIGINT or SIGTERM
//
// A reader that is unplugged, and a PC/SC service that restarts, are waited for. New lists are taken into use
// once a minute and on SIGHUP. Build: cc gate.c $(pkg-config --cflags --libs kartka libpcsclite) -o gate
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <kartka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <winscard.h>

enum { RELOAD_SECONDS = 60, WAIT_MILLISECONDS = 1000, EXIT_USAGE = 64, EXIT_CONFIG = 78 };

static volatile sig_atomic_t ending, reloading;

static void on_signal(int number)
{
    if (number == SIGHUP)
        reloading = 1;
    else
        ending = 1;
}

struct options {
    const char *directory, *reader;
    int32_t language;
    long taps;
    kartka_gate gate;
};

// ---------------------------------------------------------------------------------------------------- PC/SC

struct reader {
    SCARDCONTEXT context;
    char name[MAX_READERNAME];
    SCARDHANDLE card;
    DWORD protocol;
};

static int32_t transmit(
    void *context, const uint8_t *command, size_t command_length, uint8_t *response, size_t *response_length)
{
    struct reader *reader = context;
    const SCARD_IO_REQUEST *protocol = reader->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    DWORD length = *response_length;
    LONG result = SCardTransmit(reader->card, protocol, command, command_length, NULL, response, &length);
    *response_length = length;
    switch (result) {
    case SCARD_S_SUCCESS: return KARTKA_TRANSMITTED;
    case SCARD_W_REMOVED_CARD:
    case SCARD_E_NO_SMARTCARD: return KARTKA_TRANSMIT_REMOVED;
    case SCARD_W_RESET_CARD: return KARTKA_TRANSMIT_RESET;
    case SCARD_E_TIMEOUT: return KARTKA_TRANSMIT_TIMEOUT;
    default: return (int32_t)result;
    }
}

// The first reader whose name has `wanted` in it. Returns whether there is one.
static int find_reader(struct reader *reader, const char *wanted)
{
    char names[4096];
    DWORD length = sizeof names;
    if (SCardListReaders(reader->context, NULL, names, &length) != SCARD_S_SUCCESS)
        return 0;
    for (const char *name = names; *name; name += strlen(name) + 1) {
        size_t bytes = strlen(name) + 1;
        if ((wanted && !strstr(name, wanted)) || bytes > sizeof reader->name)
            continue;
        memcpy(reader->name, name, bytes);
        return 1;
    }
    return 0;
}

// -------------------------------------------------------------------------------------------------- verdict

static void show(const kartka_verdict *verdict, int32_t language)
{
    static const char *const words[3][3] = {
        { "ПРОХОДЬТЕ", "ПРОХІД ЗАКРИТО", "ПРИКЛАДІТЬ ЩЕ РАЗ" },
        { "GO", "STOP", "TRY AGAIN" },
        { "ПРОХОДИТЕ", "ПРОХОД ЗАКРЫТ", "ПРИЛОЖИТЕ ЕЩЁ РАЗ" },
    };
    static const char *const colours[3] = { "\033[1;42m", "\033[1;41m", "\033[1;30;43m" };
    int outcome = verdict->outcome >= 0 && verdict->outcome <= 2 ? verdict->outcome : KARTKA_UNDETERMINED;
    int coloured = isatty(STDOUT_FILENO);
    printf("%s  %s  %s", coloured ? colours[outcome] : "", words[language][outcome],
           coloured ? "\033[0m" : "");
    if (outcome == KARTKA_ACCEPTED)
        printf(" %u.%02u", (unsigned)verdict->fare_amount / 100, (unsigned)verdict->fare_amount % 100);
    if (verdict->receipt)
        printf("  #%llu", (unsigned long long)verdict->receipt);
    putchar('\n');
    for (uint32_t i = 0; i < verdict->reason_count; i++)
        printf("    %s\n", kartka_reason_text(verdict->reasons[i], language));
    for (uint32_t i = 0; i < verdict->notice_count; i++)
        printf("    %s\n", kartka_reason_text(verdict->notices[i], language));
    if (verdict->flags & KARTKA_FLAG_PHOTO_CHECK && outcome == KARTKA_ACCEPTED)
        printf("    [photo]\n");
    fflush(stdout);
}

static void reload(kartka_validator *validator)
{
    kartka_error error = { .struct_size = sizeof error };
    if (kartka_reload(validator, &error) != KARTKA_OK)
        fprintf(stderr, "not taken into use: %s\n", error.message);
}

// Waits until the reader's card is there (`present` 1) or gone (0). Returns 1, or 0 where the reader or the
// service is lost or a signal ends the program.
static int wait_for_card(struct reader *reader, int present, kartka_validator *validator)
{
    SCARD_READERSTATE state;
    memset(&state, 0, sizeof state);
    state.szReader = reader->name;
    state.dwCurrentState = SCARD_STATE_UNAWARE;
    while (!ending) {
        static time_t reloaded;
        time_t now = time(NULL);
        if (reloading || now - reloaded >= RELOAD_SECONDS) {
            reloading = 0;
            reloaded = now;
            reload(validator);
        }
        LONG result = SCardGetStatusChange(reader->context, WAIT_MILLISECONDS, &state, 1);
        if (result != SCARD_S_SUCCESS && result != SCARD_E_TIMEOUT)
            return 0;
        if (state.dwEventState & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE))
            return 0;
        if (result == SCARD_S_SUCCESS && !(state.dwEventState & SCARD_STATE_PRESENT) == !present)
            return 1;
        state.dwCurrentState = state.dwEventState;
    }
    return 0;
}

// Decides the taps of one reader until it is lost. Returns how many are left of `taps` (-1: without end).
static long serve(
    struct reader *reader, kartka_validator *validator, const struct options *options, long taps)
{
    while (!ending && taps != 0 && wait_for_card(reader, 1, validator)) {
        LONG result = SCardConnect(
            reader->context, reader->name, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
            &reader->card, &reader->protocol);
        if (result == SCARD_S_SUCCESS) {
            kartka_verdict verdict = { .struct_size = sizeof verdict };
            int32_t outcome = kartka_tap(
                validator, &options->gate, transmit, reader, KARTKA_TIME_BY_CLOCK, &verdict);
            SCardDisconnect(reader->card, SCARD_LEAVE_CARD);
            if (outcome < 0)
                fprintf(stderr, "the gate's numbers are wrong (%d)\n", (int)outcome);
            else
                show(&verdict, options->language);
            if (taps > 0)
                taps--;
        }
        if (taps != 0 && !wait_for_card(reader, 0, validator))
            break;
    }
    return taps;
}

// ------------------------------------------------------------------------------------------------- program

static void usage(void)
{
    fputs("usage: gate [--reader TEXT] [--language uk|en|ru] [--network N] [--carrier N] [--route N]\n"
          "            [--stop N] [--zone N] [--mode N] [--fare N] [--taps N] DIRECTORY\n", stderr);
    exit(EXIT_USAGE);
}

static unsigned long number(const char *text, unsigned long most)
{
    char *end;
    errno = 0;
    unsigned long value = text ? strtoul(text, &end, 10) : 0;
    if (!text || *text < '0' || *text > '9' || *end || errno || value > most)
        usage();
    return value;
}

static struct options parse(char **argument)
{
    static const char *const languages[3] = { "uk", "en", "ru" };
    struct options options = { .language = KARTKA_ENGLISH, .taps = -1 };
    kartka_gate *gate = &options.gate;
    gate->struct_size = sizeof *gate;
    for (argument++; *argument; argument++) {
        const char *name = *argument, *value = argument[1];
        if (strncmp(name, "--", 2) != 0) {
            if (options.directory)
                usage();
            options.directory = name;
            continue;
        }
        if (!value)
            usage();
        argument++;
        if (strcmp(name, "--reader") == 0)
            options.reader = value;
        else if (strcmp(name, "--language") == 0) {
            for (options.language = 0; options.language < 3; options.language++)
                if (strcmp(value, languages[options.language]) == 0)
                    break;
            if (options.language == 3)
                usage();
        } else if (strcmp(name, "--network") == 0)
            gate->network = (uint16_t)number(value, 4095);
        else if (strcmp(name, "--carrier") == 0)
            gate->carrier = (uint16_t)number(value, UINT16_MAX);
        else if (strcmp(name, "--route") == 0)
            gate->route = (uint32_t)number(value, UINT32_MAX);
        else if (strcmp(name, "--stop") == 0)
            gate->stop = (uint32_t)number(value, UINT32_MAX);
        else if (strcmp(name, "--zone") == 0)
            gate->zone = (uint8_t)number(value, 16);
        else if (strcmp(name, "--mode") == 0)
            gate->mode = (uint8_t)number(value, KARTKA_FUNICULAR);
        else if (strcmp(name, "--fare") == 0)
            gate->full_fare = (uint32_t)number(value, UINT32_MAX);
        else if (strcmp(name, "--taps") == 0)
            options.taps = (long)number(value, 1000000);
        else
            usage();
    }
    if (!options.directory)
        usage();
    return options;
}

int main(int argc, char **argv)
{
    (void)argc;
    struct options options = parse(argv);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);

    kartka_error error = { .struct_size = sizeof error };
    kartka_validator *validator;
    if (kartka_open(options.directory, NULL, &validator, &error) != KARTKA_OK) {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_CONFIG;
    }
    long taps = options.taps;
    while (!ending && taps != 0) {
        struct reader reader;
        memset(&reader, 0, sizeof reader);
        if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &reader.context) == SCARD_S_SUCCESS) {
            if (find_reader(&reader, options.reader))
                taps = serve(&reader, validator, &options, taps);
            SCardReleaseContext(reader.context);
        }
        struct timespec pause = { .tv_sec = 0, .tv_nsec = 200000000 };
        if (!ending && taps != 0)
            nanosleep(&pause, NULL);
    }
    kartka_close(validator);
    return 0;
}
