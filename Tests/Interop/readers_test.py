"""A card that `kartka` has personalised, read through pcscd by programs of others: opensc-tool and pyscard.

Run: python -m pytest Tests/Interop/readers_test.py
"""

import os
import re
import subprocess

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

SELECT = "00A4040008F04B4152544B410100"
READ_TRANSPORT = "00B0820000"
READ_MEDICAL_EMERGENCY = "00B0850000"
READ_MEDICAL_SUMMARY = "00B0860000"
REFUSED = (0x69, 0x82)  # security status not satisfied, ISO/IEC 7816-4 §5.6
TRANSPORT_LABEL = -65537


def claims(sealed):
    message = cbor2.loads(sealed)
    assert message.tag == 18
    return cbor2.loads(message.value[2])


@pytest.fixture(scope="module")
def connection(personalised):
    from smartcard.System import readers  # only now: the private service's name is in the environment

    (reader,) = [reader for reader in readers() if str(reader).endswith("00 00")]
    connection = reader.createConnection()
    connection.connect()
    yield connection
    connection.disconnect()


def transmit(connection, command):
    data, sw1, sw2 = connection.transmit(list(bytes.fromhex(command)))
    return bytes(data), (sw1, sw2)


def test_pyscard_reads_the_transport_record(connection):
    assert transmit(connection, SELECT)[1] == (0x90, 0x00)
    record, status = transmit(connection, READ_TRANSPORT)
    assert status in ((0x90, 0x00), (0x62, 0x82))
    assert len(record) <= 200
    assert TRANSPORT_LABEL in claims(record)


@pytest.mark.parametrize("command", [READ_MEDICAL_EMERGENCY, READ_MEDICAL_SUMMARY])
def test_pyscard_is_refused_the_medical_records(connection, command):
    transmit(connection, SELECT)
    data, status = transmit(connection, command)
    assert (data, status) == (b"", REFUSED)


def signed_point(selected):
    """The card's public key in the FCI: an uncompressed or compressed point behind its tag."""
    for size, heads in ((65, b"\x04"), (33, b"\x02\x03")):
        for at in range(len(selected) - size + 1):
            if selected[at] in heads and selected[at - 1] == size:
                try:
                    point = selected[at:at + size]
                    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
                except ValueError:
                    continue
    return None


def test_the_card_proves_its_key_to_others(connection):
    selected, _ = transmit(connection, SELECT)
    key = signed_point(selected)
    assert key is not None
    challenge = os.urandom(32)
    answer, status = transmit(connection, "0088000020" + challenge.hex() + "00")
    assert status == (0x90, 0x00) and len(answer) == 68
    counter, signature = answer[:4], answer[4:]
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    key.verify(der, b"KARTKA-AUTH-v1" + challenge + counter, ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(der, b"KARTKA-AUTH-v1" + bytes(32) + counter, ec.ECDSA(SHA256()))


def test_opensc_tool(personalised, connection):
    connection.disconnect()
    done = subprocess.run(
        ["opensc-tool", "--reader", "0", "-s", SELECT, "-s", READ_TRANSPORT, "-s", READ_MEDICAL_EMERGENCY],
        env=personalised.environment, capture_output=True, text=True, timeout=60, check=True)
    statuses = re.findall(r"Received \(SW1=0x(..), SW2=0x(..)\)", done.stdout)
    assert statuses[0] == ("90", "00")
    assert statuses[1] in (("90", "00"), ("62", "82"))
    assert statuses[2] == ("69", "82")
    assert "D2 84" in done.stdout, "the transport record is shown"
