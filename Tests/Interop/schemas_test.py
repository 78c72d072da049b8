"""CardSchemas without any code of ours: cbor-diag reads the examples, pycddl and cddl-verifier judge them.

Run: python -m pytest Tests/Interop/schemas_test.py
Needs: cbor2 cbor-diag cddl-verifier pycddl==0.6.4 pytest
"""

import base64
import json
import re
from datetime import date
from pathlib import Path

import cbor2
import cbor_diag
import cddl_verifier
import pycddl
import pytest

SCHEMAS = Path(__file__).resolve().parents[2] / "CardSchemas"
LANGUAGES = ("uk", "en", "ru")
RECORDS = sorted(p.parent.parent.name for p in SCHEMAS.glob("*/v1/record.cddl"))
COMMON = (SCHEMAS / "common/v1/common.cddl").read_text()
# COSE_Sign1 with ES256 84; nbf, exp, iat 18; cnf with a 16-byte kid 20; map head and label 6.
SEALING_BYTES = 128
SEALED_BYTES_MAX = {
    "transport-concession": 200,
    "holder-identity": 600,  # without a photo
    "social-benefit": 4096,
    "medical-emergency": 1536,
    "medical-summary": 4096,
    "utilities": 4096,
}
SHORT_READ_BYTES_MAX = 256
# Who may read the card's file at all: a field may be narrower, never wider.
FILE_READERS = {
    "transport-concession": {"anyone"},
    "holder-identity": {"can", "pin", "issuer", "social-worker", "health-worker", "utilities", "transport"},
    "social-benefit": {"pin", "social-worker"},
    "medical-emergency": {"can", "health-worker"},
    "medical-summary": {"health-worker"},
    "utilities": {"pin", "utilities"},
}
FILE_WRITERS = {
    "transport-concession": {"issuer", "transport"},
    "holder-identity": {"issuer"},
    "social-benefit": {"issuer", "social-worker"},
    "medical-emergency": {"issuer", "health-worker"},
    "medical-summary": {"issuer", "health-worker"},
    "utilities": {"issuer", "utilities"},
}
PRIVACY = {"public", "personal", "medical", "financial"}


# --- the CDDL subset, read just far enough to compare it with labels and forms ---


def without_comments(text):
    return re.sub(r";[^\n]*", "", text)


def rules(text):
    """name -> (kind, members), by kind: map, array, enum, bits, alias; a member is (name, number, type)."""
    found = {}
    for match in re.finditer(
        r"^([a-z][a-z0-9-]*) = (.*?)(?=^[a-z][a-z0-9-]* = |\Z)", without_comments(text), re.S | re.M
    ):
        name, body = match.group(1), " ".join(match.group(2).split())
        if body.startswith("{"):
            members = [
                (n, int(k), t) for n, k, t in re.findall(r"&\(([a-z0-9-]+): (-?\d+)\) => ([^,]+),", body)
            ]
            assert body.count("=>") == len(
                members
            ), f"{name}: a member isn't of the form &(name: N) => type,"
            found[name] = ("map", members)
        elif body.startswith("["):
            found[name] = (
                "array",
                [(n, None, t) for n, t in re.findall(r"([a-z0-9-]+): ([a-z0-9-]+)", body)],
            )
        elif body.startswith("&("):
            found[name] = (
                "enum",
                [(n, int(k), None) for n, k in re.findall(r"([a-z0-9-]+): (-?\d+)", body)],
            )
        elif " .bits " in body:
            found[name] = ("bits", body.split(" .bits ")[1])
        else:
            found[name] = ("alias", body)
    return found


def folder(record):
    return SCHEMAS / record / "v1"


def cddl(record):
    return (folder(record) / "record.cddl").read_text() + "\n" + COMMON


def examples(which="examples", extension="diag"):
    return [
        pytest.param(r, p, id=f"{r}/{p.stem}")
        for r in RECORDS
        for p in sorted((folder(r) / which).glob(f"*.{extension}"))
    ]


def encoded(path):
    return cbor_diag.diag2cbor(path.read_text())


# --- rules beyond CDDL, by the name of the type ---


def luhn(number):
    digits = [int(d) for d in str(number)]
    doubled = [d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def iban(text):
    moved = text[4:] + text[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def organisation_code(text):
    digits = [int(d) for d in text]
    if len(digits) == 8:
        weights = [7, 1, 2, 3, 4, 5, 6] if 30_000_000 < int(text) < 60_000_000 else [1, 2, 3, 4, 5, 6, 7]
        check = sum(w * d for w, d in zip(weights, digits)) % 11
        if check == 10:
            check = sum((w + 2) * d for w, d in zip(weights, digits)) % 11 % 10
        return check == digits[7]
    if len(digits) == 10:
        return sum(w * d for w, d in zip([2, 4, 10, 3, 5, 9, 4, 6, 8], digits)) % 11 % 10 == digits[9]
    return True


def real_date(number):
    try:
        date(number // 10000, number // 100 % 100, number % 100)
        return True
    except ValueError:
        return False


def partial_date(number):
    if number <= 9999:
        return True
    return real_date(number * 100 + 1) if number <= 999999 else real_date(number)


BY_NAME = {
    "bit set": lambda bits: bits != 0,
    "card-number": luhn,
    "iban": iban,
    "organisation-code": organisation_code,
    "birth-date": lambda text: real_date(int(text)),
    "calendar-date": real_date,
    "partial-date": partial_date,
}


def named_values(all_rules, type_name, value):
    """Every (type name, value) within value."""
    array = re.fullmatch(r"\[[\d*]+ ([a-z0-9-]+)\]", type_name)
    if array:
        for item in value if isinstance(value, list) else []:
            yield from named_values(all_rules, array.group(1), item)
        return
    yield type_name, value
    kind, members = all_rules.get(type_name, (None, None))
    if kind == "bits":
        yield "bit set", value
    if kind == "map" and isinstance(value, dict):
        for _, label, member_type in members:
            if label in value:
                yield from named_values(all_rules, member_type, value[label])
    if kind == "array" and isinstance(value, list):
        for (_, _, member_type), item in zip(members, value):
            yield from named_values(all_rules, member_type, item)
    if kind == "alias" and members in all_rules:
        yield from named_values(all_rules, members, value)


def broken_names(record, data):
    found = rules(cddl(record))
    return [
        (t, v)
        for t, v in named_values(found, record, cbor2.loads(data))
        if t in BY_NAME and not BY_NAME[t](v)
    ]


def accepted_by(record, data):
    try:
        pycddl.Schema(cddl(record)).validate_cbor(data)
        first = True
    except pycddl.ValidationError:
        first = False
    return first, cddl_verifier.Validator(cddl(record)).validate(data, root_type=record).valid


# --- examples ---


@pytest.mark.parametrize("record, path", examples())
def test_example_is_valid(record, path):
    data = encoded(path)
    assert accepted_by(record, data) == (True, True)
    assert broken_names(record, data) == []


@pytest.mark.parametrize("record, path", examples())
def test_example_is_deterministic(record, path):
    data = encoded(path)
    value = cbor2.loads(data)
    assert cbor2.dumps(value) == data  # shortest heads, definite lengths

    def check(item):
        if isinstance(item, dict):
            # RFC 8949 §4.2.1; canonical=True of cbor2 sorts by length first, which is the older rule.
            assert list(item) == sorted(item, key=cbor2.dumps)
        for part in item.values() if isinstance(item, dict) else item if isinstance(item, list) else []:
            check(part)

    check(value)


@pytest.mark.parametrize("record, path", examples("examples/invalid"))
def test_invalid_example_is_refused(record, path):
    data = encoded(path)
    assert not all(accepted_by(record, data)) or broken_names(record, data)


def days(text):
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def money(text):
    amount, currency = text.split(" ")
    units, decimals = amount.split(".")
    assert len(decimals) == 2
    return [int(units) * 100 + int(decimals), currency]


FROM_JSON = {
    "card-number": int,
    "epoch-day": days,
    "birth-date": lambda text: text.replace("-", ""),
    "calendar-date": lambda text: int(text.replace("-", "")),
    "partial-date": lambda text: int(text.replace("-", "")),
    "money": money,
}


def from_json(all_rules, type_name, value):
    """What people write, as the CBOR value it stands for: README.md, "What a rule's name adds"."""
    array = re.fullmatch(r"\[[\d*]+ ([a-z0-9-]+)\]", type_name)
    if array:
        return [from_json(all_rules, array.group(1), item) for item in value]
    if type_name in FROM_JSON:
        return FROM_JSON[type_name](value)
    kind, members = all_rules.get(type_name, (None, None))
    if kind == "map":
        by_name = {name: (label, member_type) for name, label, member_type in members}
        return {by_name[n][0]: from_json(all_rules, by_name[n][1], v) for n, v in value.items()}
    if kind == "enum":
        return {name: number for name, number, _ in members}[value]
    if kind == "bits":
        bits = {name: bit for name, bit, _ in all_rules[members][1]}
        return sum(1 << bits[name] for name in set(value))
    if kind == "alias" and members.startswith("bstr"):
        return base64.b64decode(value, validate=True)
    return value


@pytest.mark.parametrize("record, path", examples())
def test_json_twin_is_the_same_record(record, path):
    twin = json.loads(path.with_suffix(".json").read_text())
    assert from_json(rules(cddl(record)), record, twin) == cbor2.loads(encoded(path))


@pytest.mark.parametrize("record", RECORDS)
def test_there_are_enough_examples(record):
    assert {"minimal", "typical", "full"} <= {p.stem for p in (folder(record) / "examples").glob("*.diag")}
    assert len(list((folder(record) / "examples").glob("*.diag"))) >= 4
    assert len(list((folder(record) / "examples/invalid").glob("*.diag"))) >= 3


@pytest.mark.parametrize("record, path", examples())
def test_example_fits(record, path):
    if "photo" in path.stem:
        return
    assert len(encoded(path)) + SEALING_BYTES <= SEALED_BYTES_MAX[record]


@pytest.mark.parametrize("record, path", examples())
def test_header_states_the_bytes(record, path):
    header = (folder(record) / "record.cddl").read_text().split("\n\n")[0]
    assert f"{path.stem} {len(encoded(path))}" in " ".join(header.replace("\n;", " ").split())


def largest(all_rules, type_name):
    """Bytes of the longest value that the schema allows."""
    array = re.fullmatch(r"\[\d*\*(\d+) ([a-z0-9-]+)\]", type_name)
    if array:
        count = int(array.group(1))
        return len(cbor2.dumps(count)) + count * largest(all_rules, array.group(2))
    kind, members = all_rules[type_name]
    if kind in ("map", "array"):
        labels = sum(len(cbor2.dumps(label)) for _, label, _ in members if label is not None)
        return len(cbor2.dumps(len(members))) + labels + sum(largest(all_rules, t) for _, _, t in members)
    if kind == "enum":
        return max(len(cbor2.dumps(number)) for _, number, _ in members)
    if kind == "bits":
        return len(cbor2.dumps(sum(1 << bit for _, bit, _ in all_rules[members][1])))
    number = re.search(r"(?:\.\.|\.le )(\d+)$", members)
    return len(cbor2.dumps(int(number.group(1))))


def test_any_transport_record_fits_one_short_read():
    found = rules(cddl("transport-concession"))
    assert largest(found, "transport-concession") + SEALING_BYTES <= SHORT_READ_BYTES_MAX


# --- labels and forms ---


@pytest.mark.parametrize("name", [*RECORDS, "common"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_complete(name, language):
    text = COMMON if name == "common" else (folder(name) / "record.cddl").read_text()
    labels = json.loads((folder(name) / f"labels.{language}.json").read_text())
    found = rules(text)
    structures = {
        r: [n for n, _, _ in members] for r, (kind, members) in found.items() if kind in ("map", "array")
    }
    enums = {r: [n for n, _, _ in members] for r, (kind, members) in found.items() if kind == "enum"}
    assert {r: list(v["fields"]) for r, v in labels["rules"].items()} == structures
    assert {r: list(v) for r, v in labels["enums"].items()} == enums
    said = [v["label"] for v in labels["rules"].values()]
    said += [f[k] for v in labels["rules"].values() for f in v["fields"].values() for k in f]
    said += [w for v in labels["enums"].values() for w in v.values()]
    said += [
        *labels.get("groups", {}).values(),
        *labels.get("record", {}).values(),
        *labels.get("types", {}).values(),
    ]
    assert all(isinstance(w, str) and w == w.strip() and w for w in said)
    assert name == "common" or labels["record"]["name"]


@pytest.mark.parametrize("name", [*RECORDS, "common"])
def test_labels_say_as_much_in_each_language(name):
    def shape(value):
        return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else None

    shapes = [shape(json.loads((folder(name) / f"labels.{lang}.json").read_text())) for lang in LANGUAGES]
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.parametrize("name", [*RECORDS, "common"])
def test_russian_letters_stay_out_of_ukrainian(name):
    assert not re.search("[ыэъёЫЭЪЁ]", (folder(name) / "labels.uk.json").read_text())
    russian = (folder(name) / "labels.ru.json").read_text()
    assert not re.search("[іїєґІЇЄҐ]", russian)


@pytest.mark.parametrize("record", RECORDS)
def test_form_is_complete(record):
    form = json.loads((folder(record) / "form.json").read_text())
    found = rules((folder(record) / "record.cddl").read_text())
    own = [n for n, _, _ in found[record][1]]
    shown = [f for g in form["groups"] for f in g["fields"]]
    assert form["record"] == record and form["version"] == 1
    assert sorted(f["field"] for f in shown) == sorted(own)
    nested = {
        r: sorted(n for n, _, _ in m) for r, (kind, m) in found.items() if kind == "map" and r != record
    }
    assert {r: sorted(f["field"] for f in fields) for r, fields in form["rules"].items()} == nested
    labels = json.loads((folder(record) / "labels.uk.json").read_text())
    assert [g["group"] for g in form["groups"]] == list(labels["groups"])
    for field in shown:
        assert field["privacy"] in PRIVACY and field["widget"]
        assert field["read"] and set(field["read"]) <= FILE_READERS[record]
        assert field["edit"] and set(field["edit"]) <= FILE_WRITERS[record]


@pytest.mark.parametrize("record", RECORDS)
def test_every_record_has_one_card_number_and_one_status_index(record):
    members = rules(cddl(record))[record][1]
    assert members[0] == ("card-number", 0, "card-number")
    assert [m[0] for m in members if m[2] == "status-index"] == ["status-index"]


@pytest.mark.parametrize("record", RECORDS)
def test_labels_ascend_in_encoded_order(record):
    for name, (kind, members) in rules(cddl(record)).items():
        if kind == "map":
            numbers = [k for _, k, _ in members]
            assert numbers == sorted(set(numbers), key=cbor2.dumps), name
