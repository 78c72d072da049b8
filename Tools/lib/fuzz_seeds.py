"""Writes the fuzz targets' first inputs: vectors of the standards, and examples of our own.

    fuzz_seeds.py DIRECTORY TARGET...
"""

import hashlib
import json
import pathlib
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VECTORS = ROOT / "Tests" / "Vectors"


def load(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def cose_messages():
    for path in sorted(VECTORS.glob("cose-wg/**/*.json")):
        yield bytes.fromhex(json.loads(path.read_text(encoding="utf-8"))["output"]["cbor"])
    yield bytes.fromhex(load("rfc8392/a_3_signed.json")["cbor"])
    yield bytes.fromhex(load("rfc9052/c_2_1.json")["cbor"])


def cbor_items():
    for name in ("appendix_a", "appendix_f"):
        yield from (bytes.fromhex(entry["hex"]) for entry in load(f"rfc8949/{name}.json"))
    yield from cose_messages()


def notation():
    for entry in load("rfc8949/appendix_a.json"):
        yield (entry["diagnostic"] if "diagnostic" in entry else json.dumps(entry["decoded"])).encode()
    for path in sorted(ROOT.glob("CardSchemas/*/*/examples/*.diag")):
        yield path.read_bytes()


def forms(record):
    for path in sorted(ROOT.glob(f"CardSchemas/{record}/*/examples/*.json")):
        yield path.read_bytes()


def pieces(*messages):
    """A conversation as the targets cut it up: each message after its length in two bytes."""
    return b"".join(len(message).to_bytes(2, "big") + message for message in messages)


COMMANDS = [
    "00A4040008F04B4152544B4101", "00A4040008F04B4152544B410100", "00B0820000", "00B08200000000",
    "0088000020" + "5A" * 32 + "00", "8050010008" + "11" * 8 + "00", "8482330010" + "22" * 16,
    "80E2800010" + "33" * 16, "00200001083132333435363738", "00B20104FF", "00C0000010",
]
ANSWERS = ["9000", "6A82", "6310", "61FF", "6C10", "6F108408F04B4152544B4101A5049F6E0101009000"]
OBJECTS = ["6F108408F04B4152544B4101A5049F6E010100", "5F2D02756B", "7F4900", "80820001FF"]
RESETS = ["3B8F8001804F0CA000000306030001000000006A", "3B00", "3BF81300008131FE454A434F5076323431B7"]


def sealed_receipts():
    """The manifest and the receipts of the example batch: each is a COSE_Sign1 with a header of 13 bytes."""
    data = (ROOT / "CardSchemas/receipt/v1/examples/soft-card.batch").read_bytes()
    place, found = 0, []
    while place < len(data):
        head = place + 17
        size = {0x58: 2, 0x59: 3}[data[head]]
        end = head + size + int.from_bytes(data[head + 1:head + size], "big") + 66
        found.append((data[place:end], data[head + size:end - 66]))
        place = end
    return found


def status_tokens():
    yield from (bytes.fromhex(t["cwt"]) for t in load("token-status-list/cwt.json")["tokens"])
    yield from (bytes.fromhex(t["cwt"]) for t in load("token-status-list/others/tokens.json")["tokens"])
    yield from (path.read_bytes() for path in sorted(ROOT.glob("CardSchemas/status-list/*/examples/*.cwt")))


def status_array(content, uri=b"https://lists.example/7"):
    """An expanded list's file, by the table in StatusArrayHeader.swift."""
    none = b"\xff" * 8
    head = b"KSTATUS\x01" + (1790000000).to_bytes(8, "big") + none * 2 + bytes(8)
    head += len(content).to_bytes(8, "big") + hashlib.sha256(content).digest()[:16]
    head = (head + bytes([len(uri)]) + uri).ljust(480, b"\0")
    return head + hashlib.sha256(head).digest() + content


def status_seeds(target):
    if target == "status-token":
        yield from status_tokens()
    elif target == "status-delta":
        examples = sorted(ROOT.glob("CardSchemas/status-delta/*/examples/*.cwt"))
        yield from (path.read_bytes() for path in examples)
        yield from (bytes.fromhex(d["cwt"]) for d in load("token-status-list/others/deltas.json")["deltas"])
    elif target == "status-inflate":
        for selector, bits in enumerate((1, 2, 4, 8)):
            yield bytes([selector]) + zlib.compress(bytes(range(0, 256 if bits == 8 else 4)) * bits)
    elif target == "status-changes":
        for count, divisor in ((1, 1), (5, 3), (4, 64), (2, 69)):
            yield count.to_bytes(2, "big") + divisor.to_bytes(5, "big") + b"\0" + b"\x55\xa5\x11\x0f\x80"
    elif target == "status-array":
        yield from (status_array(content) for content in (b"", b"\x1b", bytes(range(256))))


def seeds(target):
    if target in ("cbor", "cwt-claims", "cose-key") or target.startswith("record"):
        yield from cbor_items()
        yield bytes.fromhex(load("rfc8392/a_1_claims.json")["cbor"])
    elif target == "cose-sign1":
        yield from cose_messages()
    elif target == "diagnostic-notation":
        yield from notation()
    elif target == "rule-cases":
        for path in sorted(ROOT.glob("CardSchemas/concession-rules/*/examples/*.txt")):
            yield from (line.encode() for line in path.read_text(encoding="utf-8").splitlines())
    elif target == "concession-rules":
        for path in sorted(ROOT.glob("CardSchemas/concession-rules/*/examples/*.hex")):
            yield bytes.fromhex(path.read_text(encoding="ascii"))
    elif target.startswith("form"):
        yield from forms(target.removeprefix("form-"))
    elif target in ("command-apdu", "scp03-card"):
        yield from map(bytes.fromhex, COMMANDS)
    elif target.startswith("status-"):
        yield from status_seeds(target)
    elif target == "soft-card":
        yield pieces(*map(bytes.fromhex, COMMANDS))
    elif target == "host-session":
        yield pieces(*map(bytes.fromhex, ANSWERS))
    elif target in ("response-apdu", "scp03-host"):
        yield from map(bytes.fromhex, ANSWERS)
    elif target == "ber-tlv":
        yield from map(bytes.fromhex, OBJECTS)
    elif target in ("receipt", "batch-manifest"):
        yield from (payload for _, payload in sealed_receipts())
    elif target == "receipt-sealed":
        yield from (sealed for sealed, _ in sealed_receipts())
    elif target == "journal-segment":
        for flags in (0x8000, 0xC000):
            yield b"".join(
                (flags | len(sealed)).to_bytes(2, "big") + sealed for sealed, _ in sealed_receipts()[1:])
    elif target == "batch":
        yield b"".join(sealed for sealed, _ in sealed_receipts())
    elif target == "atr":
        yield from map(bytes.fromhex, RESETS)


def main():
    directory = pathlib.Path(sys.argv[1])
    for target in sys.argv[2:]:
        folder = directory / target
        folder.mkdir(parents=True, exist_ok=True)
        for seed in seeds(target):
            (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


if __name__ == "__main__":
    main()
