"""Taps, records and receipts through the C interface, with a software card over a socket: a whole gate."""

import json
import shutil
import subprocess

import pytest
from conftest import EXAMPLES, HERE, ROOT, SECONDS_MAX, run

GATE = (17, 7, 12, 3401, 0, 3, 800)
ACCEPTED, REFUSED, UNDETERMINED = 0, 1, 2
FREE = 1
ERROR_ARGUMENT, ERROR_FILE, ERROR_CONTENT, ERROR_NOT_FOUND = -1, -2, -3, -7


class Gate:
    """`decide` on one validator's directory, with the office's card before it."""

    def __init__(self, program, office, directory):
        self.process = subprocess.Popen(
            [program, directory], cwd=office.place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.opened = json.loads(self.process.stdout.readline())
        self.card = None
        if self.opened["result"] == 0:
            port = self.process.stdout.readline().strip()
            self.card = subprocess.Popen(
                [office.program, "softcard", "--state", "card.state", "--port", port], cwd=office.place,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            self.do("gate", *GATE)

    def do(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=SECONDS_MAX)
        self.process.stdout.close()
        if self.card:
            self.card.stderr.close()
            self.card.terminate()
            self.card.wait(timeout=SECONDS_MAX)
        return self.process.returncode


@pytest.fixture(scope="session")
def decide(compiled):
    return compiled(HERE / "decide.c")


@pytest.fixture
def gate(decide, office, request):
    """A gate with a directory and a journal of its own."""
    name = f"gate-{request.node.name}".replace("[", "-").replace("]", "")
    office.gate(name)
    gate = Gate(decide, office, name)
    gate.directory = office.place / name
    yield gate
    gate.close()


@pytest.fixture(scope="session")
def record(office):
    """A sealed transport record that lies on no card."""
    (office.place / "concession.json").write_text(
        office.kartka("record", "template", "transport-concession"), encoding="utf-8")
    office.kartka("record", "seal", "--authority", "region", "--passphrase-file", "pass", "--type",
                  "transport-concession", "--in", "concession.json", "--out", "record.cose")
    return office.place / "record.cose"


def stop(number):
    return (*GATE[:3], number, *GATE[4:])


def test_a_tap_is_accepted_and_leaves_a_receipt_that_others_can_check(gate, office):
    verdict = gate.do("tap")
    assert (verdict["result"], verdict["outcome"], verdict["reasons"]) == (0, ACCEPTED, [])
    assert verdict["card"] == int(office.number)
    assert (verdict["fareKind"], verdict["fareAmount"], verdict["payer"]) == (FREE, 0, 32)
    assert verdict["language"] == "uk" and verdict["class"] == 2 and verdict["receipt"] == 1
    assert verdict["flags"] == 1 | 2 | 4
    told = gate.do("receipt", 1, "receipt.cose")
    assert told["result"] == 0 and told["asked"] == told["length"] > 200
    assert gate.do("receipt", 2, "none.cose")["result"] == ERROR_NOT_FOUND
    assert gate.close() == 0
    # The validator's key is in the journal; any COSE library checks the receipt with it.
    key = next((gate.directory / "receipts").glob("key-*.cose")).read_bytes()
    sealed = (office.place / "receipt.cose").read_bytes()
    assert payload_checked(sealed, key) and not payload_checked(damaged(sealed), key)
    office.fsck(gate.directory)


def payload_checked(sealed, key):
    from pycose.keys import CoseKey
    from pycose.messages import Sign1Message
    message = Sign1Message.decode(sealed)
    message.key = CoseKey.decode(key)
    return message.verify_signature()


def damaged(sealed):
    return sealed[:-70] + bytes([sealed[-70] ^ 1]) + sealed[-69:]


def test_a_second_tap_at_the_same_stop_is_passback_and_at_another_is_not(gate):
    assert gate.do("tap")["outcome"] == ACCEPTED
    again = gate.do("tap")
    assert (again["result"], again["reasons"]) == (REFUSED, ["passback"])
    gate.do("gate", *stop(3402))
    assert gate.do("tap")["outcome"] == ACCEPTED


def test_a_withdrawn_tap_may_come_again_and_is_one_trip(gate):
    first = gate.do("tap")
    assert gate.do("withdraw")["result"] == 0
    again = gate.do("tap")
    assert (again["outcome"], again["notices"]) == (ACCEPTED, ["same-trip"])
    assert again["sameTrip"] == first["receipt"] and again["receipt"] == first["receipt"] + 1
    assert gate.do("tap")["reasons"] == ["passback"]
    assert gate.do("withdraw")["result"] == ERROR_NOT_FOUND


@pytest.mark.parametrize("exchange", [0, 1, 2])
@pytest.mark.parametrize(("code", "bytes_left"), [(1, 0), (2, 0), (3, 0), (-2146435026, 0), (0, 0), (0, 1)],
                         ids=["removed", "reset", "timeout", "reader", "empty", "one-byte"])
def test_an_interrupted_tap_is_undetermined_and_repeated_is_one_trip(
        decide, office, exchange, code, bytes_left):
    name = f"gate-torn-{exchange}-{code}-{bytes_left}"
    office.gate(name)
    gate = Gate(decide, office, name)
    gate.do("fail", exchange, code, bytes_left)
    torn = gate.do("tap")
    assert (torn["result"], torn["outcome"], torn["reasons"]) == (2, UNDETERMINED, ["read-torn"])
    assert torn["transmitError"] == code and torn["fareKind"] == 0 and torn["card"] == 0
    # With the record read, the tap has a receipt; the card may come again within a minute.
    assert torn["receipt"] == (1 if exchange == 2 else 0)
    gate.do("power")
    again = gate.do("tap")
    assert again["outcome"] == ACCEPTED
    assert again["notices"] == (["same-trip"] if exchange == 2 else [])
    assert gate.close() == 0


def test_time_is_what_the_call_says(gate, record):
    now = gate.do("tap")["time"]
    gate.do("gate", *stop(1))
    unknown = gate.do("tap", "unknown")
    assert (unknown["outcome"], unknown["reasons"]) == (UNDETERMINED, ["clock-not-set"])
    for years, expected in [(-3, "clock-before-trust-list"), (8, "trust-list-too-old")]:
        verdict = gate.do("verify", record, now + years * 31_557_600)
        assert expected in verdict["reasons"] and verdict["outcome"] != ACCEPTED
        assert verdict["time"] == now + years * 31_557_600
    assert gate.do("verify", record, -1)["result"] == ERROR_ARGUMENT
    assert gate.do("verify", record, now)["result"] == ACCEPTED


def test_every_byte_of_a_record_counts(gate, office, record):
    sealed = record.read_bytes()
    path = office.place / "damaged.cose"
    for place in range(0, len(sealed), 3):
        path.write_bytes(sealed[:place] + bytes([sealed[place] ^ 0x10]) + sealed[place + 1:])
        assert gate.do("verify", path)["result"] in (REFUSED, UNDETERMINED)
    assert gate.do("verify", record)["result"] == ACCEPTED


def test_a_batch_has_the_verdicts_of_its_records(gate, office, record):
    for count in (0, 1, 9, 10, 1000):
        assert gate.do("batch", record, count) == {"accepted": count - count // 10, "equal": count}
    # More than are held in memory at once; quickly refused.
    (office.place / "short.cose").write_bytes(b"\x84\x00")
    assert gate.do("batch", "short.cose", 140_000) == {"accepted": 0, "equal": 140_000}


def test_new_lists_are_taken_while_the_gate_runs(gate, office):
    assert gate.do("reload")["result"] == 0
    assert gate.do("tap")["outcome"] == ACCEPTED
    # A damaged list is told, and the one in use stays.
    path = gate.directory / "trust-list.cbor"
    good = path.read_bytes()
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    told = gate.do("reload")
    assert (told["result"], told["file"]) == (ERROR_CONTENT, "trust-list.cbor")
    assert told["reason"] == 208 and "root key" in told["message"]
    gate.do("gate", *stop(2))
    assert gate.do("tap")["outcome"] == ACCEPTED
    path.write_bytes(good[:40])
    assert gate.do("reload")["offset"] >= 0
    path.write_bytes(good)
    assert gate.do("reload")["result"] == 0


def test_a_gate_without_rules_or_lists_says_so(decide, office):
    office.gate("gate-bare")
    bare = office.place / "gate-bare"
    for name in ("rules.cbor", "trust-list.cbor"):
        (bare / name).unlink()
    shutil.rmtree(bare / "status")
    gate = Gate(decide, office, "gate-bare")
    verdict = gate.do("tap")
    assert (verdict["outcome"], verdict["reasons"]) == (UNDETERMINED, ["trust-list-missing"])
    assert gate.do("reload")["file"] == "trust-list.cbor"
    gate.close()


@pytest.mark.parametrize(("name", "content", "result", "said"), [
    ("root.key", None, ERROR_FILE, "root.key"),
    ("root.key", b"\xa1", ERROR_CONTENT, "root.key"),
    ("validator.key", None, ERROR_FILE, "validator.key"),
    ("validator.key", b"no key", ERROR_CONTENT, "validator.key"),
    ("validator.id", b"xyz", ERROR_CONTENT, "validator.id"),
    ("validator.pass", None, ERROR_FILE, "validator.pass"),
    ("validator.pass", b"another passphrase\n", ERROR_CONTENT, "validator.key"),
    ("state/seen.cbor", b"\x00", ERROR_CONTENT, "state/seen.cbor"),
])
def test_opening_says_where_and_what(decide, office, name, content, result, said):
    directory = f"gate-broken-{name.replace('/', '-')}-{len(content or b'')}"
    office.gate(directory)
    path = office.place / directory / name
    path.parent.mkdir(exist_ok=True)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
        path.chmod(0o600)
    gate = Gate(decide, office, directory)
    assert (gate.opened["result"], gate.opened["errorResult"]) == (result, result)
    assert gate.opened["file"] == said and said in gate.opened["message"]
    assert (gate.opened["system"] == 2) == (content is None)
    assert gate.close() == 78


@pytest.mark.parametrize("flags", [[], ["-fsanitize=address,undefined"]], ids=["plain", "sanitizers"])
def test_no_wrong_call_does_harm(compiled, office, record, flags):
    office.gate(f"gate-misuse-{len(flags)}")
    program = compiled(HERE / "misuse.c", *flags, name=f"misuse-{len(flags)}")
    said = run(program, f"gate-misuse-{len(flags)}", record, cwd=office.place)
    assert said.endswith(" checks, 0 failures\n"), said


@pytest.mark.parametrize("static", [False, True], ids=["shared", "static"])
def test_many_threads_on_one_handle(compiled, office, record, static):
    directory = f"gate-threads-{static}"
    office.gate(directory)
    program = compiled(HERE / "threads.c", static=static)
    process = subprocess.Popen(
        [program, directory, record, "3"], cwd=office.place, stdout=subprocess.PIPE, text=True)
    port = process.stdout.readline().strip()
    card = subprocess.Popen([office.program, "softcard", "--state", "card.state", "--port", port],
                            cwd=office.place, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        told = json.loads(process.stdout.read())
    finally:
        card.terminate()
        card.wait(timeout=SECONDS_MAX)
    assert process.wait(timeout=SECONDS_MAX) == 0 and told["failure"] == ""
    assert min(told["verified"], told["taps"], told["batched"], told["reloads"]) > 0
    office.fsck(directory)


@pytest.mark.parametrize("static", [False, True], ids=["shared", "static"])
def test_the_examples_decide_a_tap_over_pcsc(compiled, office, static):
    """tap.c and gate.c as the README shows them, on the card in a virtual reader."""
    flags = run("pkg-config", "--cflags", "--libs", "libpcsclite").split()
    tap = compiled(EXAMPLES / "tap.c", *flags, static=static)
    gate = compiled(EXAMPLES / "gate.c", *flags, static=static)
    directory = f"gate-example-{static}"
    office.gate(directory)

    def with_card(*command):
        return run(ROOT / "Tools" / "with-card", "card.state", *command, cwd=office.place,
                   environment={"KARTKA": office.program})

    said = with_card(tap, directory)
    assert said.splitlines()[:2] == ["open", "pays 0, payer 32 pays the rest"] and "receipt 1, " in said
    said = with_card(gate, "--language", "uk", "--network", 17, "--carrier", 7, "--stop", 9, "--mode", 3,
                     "--fare", 800, "--taps", 1, directory)
    assert "ПРОХОДЬТЕ" in said and "#2" in said
