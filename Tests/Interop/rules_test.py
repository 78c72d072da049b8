"""Concession rules judged by others: pycddl by the schema, cbor2 by their bytes, pycose by the signature.

Run: python -m pytest Tests/Interop/rules_test.py
"""

import json
import re
from pathlib import Path

import cbor2
import cbor_diag
import pycddl
import pytest
from pycose.headers import KID, Algorithm
from pycose.messages import CoseMessage

from records_test import trusted_keys, pycose_key

FOLDER = Path(__file__).resolve().parents[2] / "CardSchemas" / "concession-rules" / "v1"
COMMON = (FOLDER.parents[1] / "common" / "v1" / "common.cddl").read_text()
CDDL = (FOLDER / "concession-rules.cddl").read_text() + "\n" + COMMON
RECORD_CDDL = (FOLDER.parents[1] / "transport-concession" / "v1" / "record.cddl").read_text()
EXAMPLES = sorted((FOLDER / "examples").glob("*.diag"))
INVALID = sorted((FOLDER / "examples" / "invalid").glob("*.diag"))
MEDIA_TYPE = "application/vnd.kartka.concession-rules+cbor"
TYP = 16


@pytest.fixture(scope="module")
def schema():
    return pycddl.Schema(CDDL)


def numbers(text, rule):
    """name → number of an enumeration, or of the bits of a set."""
    body = re.search(rf"^{rule} = &\((.*?)\)", re.sub(r";[^\n]*", "", text), re.S | re.M).group(1)
    return {name: int(number) for name, number in re.findall(r"([a-z0-9-]+): (\d+)", body)}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_valid(schema, path):
    encoded = cbor_diag.diag2cbor(path.read_text())
    schema.validate_cbor(encoded)
    assert encoded.hex() == (path.with_suffix(".hex")).read_text().strip()
    assert cbor2.dumps(cbor2.loads(encoded), canonical=True) == encoded


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_examples_are_refused(schema, path):
    with pytest.raises(pycddl.ValidationError):
        schema.validate_cbor(cbor_diag.diag2cbor(path.read_text()))


def test_there_are_examples():
    assert len(EXAMPLES) >= 2 and len(INVALID) >= 8


@pytest.mark.parametrize(
    "ours, theirs",
    [("concession-class-bit", "concession-class"), ("vehicle-mode", "vehicle-mode"), ("zone", "zone"),
     ("quota-period", "quota-period")])
def test_numbers_are_those_of_records(ours, theirs):
    assert numbers(CDDL, ours) == numbers(RECORD_CDDL, theirs)


def test_days_count_as_their_bits():
    assert numbers(CDDL, "counted-day") == numbers(CDDL, "day-kind")


@pytest.mark.parametrize("example", ["minimal", "city"])
def test_a_sealed_set_is_read_by_others(region, schema, example):
    form = FOLDER / "examples" / f"{example}.json"
    answer = region.answer("rules", "seal", "--authority", "region", "--passphrase-file", "pass",
                           "--in", form, "--out", f"{example}.rules")
    sealed = (region.place / f"{example}.rules").read_bytes()
    assert answer["bytes"] == len(sealed)
    message = CoseMessage.decode(sealed)
    kid = message.phdr[KID]
    assert kid.hex() == answer["keyId"] and message.phdr[TYP] == MEDIA_TYPE
    assert Algorithm in message.phdr
    message.key = pycose_key(trusted_keys(region)[kid])
    assert message.verify_signature()
    schema.validate_cbor(message.payload)
    content = cbor2.loads(message.payload)
    written = json.loads(form.read_text())
    assert content[0] == written["network"] and content[1] == written["version"]
    assert [rule[0] for rule in content[16]] == [rule["number"] for rule in written["rules"]]
    assert [rule[1] for rule in content[16]] == [rule["title"] for rule in written["rules"]]
    shown = region.answer("rules", "show", "--in", f"{example}.rules", "--trust-list",
                          "region/trust-list.cose", "--root-key", "region/root-key.cbor")
    assert shown["outcome"] == "accepted"
    assert shown["rules"] == dict(written, issued=answer["issued"])


def test_a_changed_set_is_refused(region):
    form = FOLDER / "examples" / "minimal.json"
    region.run("rules", "seal", "--authority", "region", "--passphrase-file", "pass", "--in", form, "--out",
               "twin.rules")
    sealed = bytearray((region.place / "twin.rules").read_bytes())
    sealed[-1] ^= 1
    (region.place / "twin.rules").write_bytes(sealed)
    shown = region.answer("rules", "show", "--in", "twin.rules", "--trust-list", "region/trust-list.cose",
                          "--root-key", "region/root-key.cbor", status=1)
    assert shown["outcome"] == "refused" and shown["reason"] == "signature-invalid"


def test_the_table_of_cases_is_met(region):
    folder = FOLDER / "examples"
    answer = region.answer("rules", "check", "--in", folder / "city.json", "--cases",
                           folder / "city.cases.txt")
    assert answer["outcome"] == "accepted" and answer["cases"] > 90 and answer["casesFailed"] == []
