#!/usr/bin/env python3
"""SCP03 sessions for every key length, mode and level, written from GlobalPlatform Amendment D alone.

Shares no code with the Swift implementation: python3 generate.py > sessions.txt (needs PyPI `cryptography`).
"""
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

AID = bytes.fromhex("F04B4152544B4101")
# Plain commands without Le, and the plain answers to them with their status words.
EXCHANGES = [
    ("80F02201", "9000"),
    ("80CA0066", "0102039000"),
    ("80E208000E5A5A5A5A5A5A5A5A5A5A5A5A5A5A", "9000"),
    ("80E2880110" + "A5" * 16, "00112233445566778899AABBCCDDEEFF6283"),
    ("00B08100", "6A82"),
    ("00B0820001FF", "80" + "00" * 15 + "9000"),
]


def fixed(label, length):
    return (hashlib.sha256(label.encode()).digest() * 2)[:length]


def cmac(key, message):
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()


def cbc(key, iv, data):
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def derive(key, constant, length, context):
    out = b""
    for i in range(1, (length + 15) // 16 + 1):
        label = bytes(11) + bytes([constant, 0]) + (length * 8).to_bytes(2, "big") + bytes([i])
        out += cmac(key, label + context)
    return out[:length]


def pad(data):
    return data + b"\x80" + bytes(-(len(data) + 1) % 16)


def session(key_bytes, mac_bytes, level, sequence):
    name = f"AES-{key_bytes * 8} S{mac_bytes} level {level:02X}"
    k_enc, k_mac = fixed(name + " ENC", key_bytes), fixed(name + " MAC", key_bytes)
    host = fixed(name + " host", mac_bytes)
    lines = [f"session {name}", f"ENC {k_enc.hex()}", f"MAC {k_mac.hex()}", f"host-challenge {host.hex()}"]
    counter = sequence.to_bytes(3, "big")
    card = derive(k_enc, 0x02, mac_bytes, counter + AID)
    context = host + card
    s_enc, s_mac, s_rmac = (
        derive(k_enc, 4, key_bytes, context), derive(k_mac, 6, key_bytes, context),
        derive(k_mac, 7, key_bytes, context))
    parameter = 0x70 | (mac_bytes == 16)
    answer = (bytes([7]) + bytes(range(1, 10)) + bytes([0x01, 0x03, parameter]) + card
              + derive(s_mac, 0x00, mac_bytes, context) + counter)
    lines.append(f"initialize-update {answer.hex()}")

    chaining = bytes(16)

    def protect(header, data):
        nonlocal chaining
        body = header + bytes([len(data) + mac_bytes]) + data
        chaining = cmac(s_mac, chaining + body)
        return body + chaining[:mac_bytes]

    lines.append(f"external-authenticate "
                 f"{protect(bytes([0x84, 0x82, level, 0]), derive(s_mac, 0x01, mac_bytes, context)).hex()}")
    for number, (command, response) in enumerate(EXCHANGES, 1):
        command, response = bytes.fromhex(command), bytes.fromhex(response)
        header, data = bytes([command[0] | 4]) + command[1:4], command[5:]
        block = number.to_bytes(16, "big")
        if level & 0x02 and data:
            data = cbc(s_enc, cbc(s_enc, bytes(16), block), pad(data))
        wrapped = protect(header, data)
        body, status = response[:-2], response[-2:]
        if status[0] in (0x90, 0x62, 0x63):
            if level & 0x20 and body:
                body = cbc(s_enc, cbc(s_enc, bytes(16), b"\x80" + block[1:]), pad(body))
            if level & 0x10:
                body += cmac(s_rmac, chaining + body + status)[:mac_bytes]
        lines += [f"> {command.hex()} {wrapped.hex()}", f"< {response.hex()} {(body + status).hex()}"]
    return lines


sequence = 0
for key_bytes in (16, 24, 32):
    for mac_bytes in (8, 16):
        for level in (0x01, 0x03, 0x11, 0x13, 0x33):
            print("\n".join(session(key_bytes, mac_bytes, level, sequence)) + "\n")
            sequence += 1
