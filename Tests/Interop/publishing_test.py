"""What `kartka authority publish` puts out, read as any validator of the IETF draft would.

Run: python -m pytest Tests/Interop/publishing_test.py
"""

import hashlib
import json
import time
import zlib
from pathlib import Path

import cbor2
import pytest
from pycose.headers import KID
from pycose.keys import EC2Key, OKPKey
from pycose.keys.curves import P256, Ed25519
from pycose.messages import CoseMessage

ROOT = Path(__file__).resolve().parents[2]
CARD = "9804044200000000125"
DOMAINS = {"civil-registry", "social", "health", "utilities", "transport"}
VALID, REVOKED, SUSPENDED = range(3)


def cose_key(key):
    if key[1] == 2:
        return EC2Key(crv=P256, x=key[-2], y=key[-3])
    return OKPKey(crv=Ed25519, x=key[-2])


def claims(path, key):
    """The claims of a signed file, its signature checked."""
    data = path.read_bytes()
    message = CoseMessage.decode(data)
    message.key = cose_key(key)
    assert message.verify_signature(), path
    protected, _, payload, _ = cbor2.loads(data).value
    return cbor2.loads(protected), cbor2.loads(payload), message.phdr[KID]


def name(uri):
    return hashlib.sha256(uri.encode()).hexdigest()[:16]


def publish(region):
    region.run("authority", "publish", "region", "--to", "published", "--passphrase-file", "pass",
               "--valid-for", "48h")
    folder = region.place / "published"
    root = cbor2.loads((region.place / "region" / "root-key.cbor").read_bytes())
    _, trust_list, _ = claims(folder / "trust-list.cbor", root)
    lists = {}
    for kid, key, _authority, types, _start, _end, state, uri in (
            [entry[label] for label in range(8)] for entry in trust_list[4]):
        assert state == 0
        protected, content, signer = claims(folder / "status" / f"{name(uri)}.cwt", key)
        assert signer == kid and content[2] == uri
        lists[uri.rsplit(":", 1)[1]] = protected, content
    return folder, lists


def statuses(content):
    """As in draft-ietf-oauth-status-list §4: two bits an index, the lowest first."""
    assert content[65533]["bits"] == 2
    array = zlib.decompress(content[65533]["lst"])
    return [byte >> shift & 3 for byte in array for shift in (0, 2, 4, 6)]


@pytest.fixture(scope="module")
def sealed(region):
    """Four records of one card, none of which brought a status index of its own."""
    form = json.loads(
        (ROOT / "CardSchemas" / "transport-concession" / "v1" / "examples" / "typical.json").read_text())
    del form["status-index"]
    form["card-number"] = CARD
    (region.place / "form.json").write_text(json.dumps(form))
    return [
        region.answer("record", "seal", "--authority", "region", "--passphrase-file", "pass", "--type",
                      "transport-concession", "--in", "form.json", "--out", "record.cose")["statusIndex"]
        for _ in range(4)
    ]


def test_lists_are_read_by_others(region, sealed):
    assert len(set(sealed)) == 4
    region.run("authority", "revoke", "region", f"transport:{sealed[1]}")
    region.run("authority", "suspend", "region", f"transport:{sealed[2]}")
    folder, lists = publish(region)
    assert set(lists) == DOMAINS
    for domain, (protected, content) in lists.items():
        assert protected[16] == "application/statuslist+cwt"
        assert 0 <= time.time() - content[6] < 120 and content[4] == content[6] + 48 * 3600
        assert content[65534] == 24 * 3600
        denied = {index: status for index, status in enumerate(statuses(content)) if status != VALID}
        assert denied == ({sealed[1]: REVOKED, sealed[2]: SUSPENDED} if domain == "transport" else {})
    # Only what was agreed on lies there.
    expected = {"trust-list.cbor"} | {f"status/{name(content[2])}.cwt" for _, content in lists.values()}
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == expected
    before = lists["transport"][1]
    region.run("authority", "resume", "region", f"transport:{sealed[2]}")
    region.run("authority", "revoke", "region", CARD)
    _, lists = publish(region)
    after = lists["transport"][1]
    assert after[6] > before[6]
    assert [statuses(after)[index] for index in sealed] == [REVOKED] * 4
