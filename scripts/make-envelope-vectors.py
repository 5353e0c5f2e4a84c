#!/usr/bin/env python3
"""Writes docs/encryption-vectors.json.

An implementation of the envelope that shares nothing with ours: signatures and AES-GCM come
from the Python package `cryptography`, OAEP is encoded here by hand, so that the seed is known
and sealing can be checked to the last byte. Run it again and the file stays as it is: the keys are
read from the file where it exists, everything that ought to be random is hashed from the
vector's name. With --check nothing is written, and a difference is an error.
"""

import base64
import functools
import hashlib
import json
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

FILE = Path(__file__).resolve().parent.parent / "docs" / "encryption-vectors.json"
SIZES = (2048, 3072, 4096)
FORMS = ("documented", "iv-unsigned", "packed")
NOTE = (
    "These private keys are published: they are for tests, and must never be used for anything else. The people are "
    "invented. Within an envelope the order of the fields is the order in which they are signed."
)
UUID = "018f4b5e-7c11-7a60-9d3e-2b6f5a8c4d10"
CLIENT_ID = "pc_000102030405060708090a0b"
# 2025-01-15T10:30:00Z, as the documentation's examples; each vector is one second later than the one before.
START = 1736937000000

REQUESTS = (
    '{"first_name":"Asha","last_name":"Verma","mobile_number":"9000000001","pan_number":"ABCPV1234F"}',
    '{"first_name":"आशा","last_name":"वर्मा","mobile_number":"9000000002","pan_number":"ABCPV1235G"}',
    '{"first_name":"Zoë","last_name":"Łukasz-Nuñez 😀","mobile_number":9000000003,"pan_number":"ABCPN1236H",'
    '"date_of_birth":"1990-01-15","employment_type":"Salaried","monthly_salary":35000,"payment_mode":"Bank Transfer"}',
)
REPLIES = (
    '{"status":true,"code":2005,"message":"Fresh Lead Registered Successfully!","utm_link":"https://example.com/?'
    f"utm_source={UUID}&utm_medium=partner_api&utm_campaign=lead_9000000001_1736937000000\"}}",
    "{}",
    '{"status":false,"code":2006,"message":"Active Loan User"}',
)


def b64(data):
    return base64.b64encode(data).decode()


def compact(value):
    """What JSON.stringify prints."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def draw(label, length):
    """Stands in for randomness."""
    return hashlib.shake_256(f"envelope vectors/{label}".encode()).digest(length)


# --- keys ---------------------------------------------------------------------------------------


def new_pair(bits):
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    public = key.public_key()
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    spki = public.public_bytes(serialization.Encoding.DER, info)
    return {
        "private_key": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
        "public_key": public.public_bytes(serialization.Encoding.PEM, info).decode(),
        "fingerprint": hashlib.sha256(spki).hexdigest(),
    }


def keys():
    if FILE.exists():
        return json.loads(FILE.read_text(encoding="utf-8"))["keys"]
    return {str(bits): {owner: new_pair(bits) for owner in ("platform", "partner")} for bits in SIZES}


@functools.cache
def private(pem):
    """Loading checks a key, which takes its time."""
    return serialization.load_pem_private_key(pem.encode(), password=None)


# --- primitives ---------------------------------------------------------------------------------


def xor(left, right):
    return bytes(a ^ b for a, b in zip(left, right))


def mgf1(seed, length, digest):
    count = -(-length // digest().digest_size)
    return b"".join(digest(seed + n.to_bytes(4, "big")).digest() for n in range(count))[:length]


def oaep(public, message, seed, digest, mask):
    """EME-OAEP (RFC 8017, 7.1.1) with an empty label, and the bare RSA operation."""
    size = (public.key_size + 7) // 8
    label = digest(b"").digest()
    seed = seed[: len(label)]
    fill = bytes(size - len(message) - 2 * len(label) - 2)
    block = label + fill + b"\x01" + message
    masked = xor(block, mgf1(seed, len(block), mask))
    masked_seed = xor(seed, mgf1(masked, len(seed), mask))
    return raw(public, b"\x00" + masked_seed + masked, public.public_numbers().e)


def raw(public, block, exponent):
    size = (public.key_size + 7) // 8
    return pow(int.from_bytes(block, "big"), exponent, public.public_numbers().n).to_bytes(size, "big")


def pss(key, text, salt):
    """EMSA-PSS (RFC 8017, 9.1.1) with SHA-256 and the bare RSA operation."""
    bits = key.key_size - 1
    size = (bits + 7) // 8
    digest = hashlib.sha256(bytes(8) + hashlib.sha256(text).digest() + salt).digest()
    block = bytes(size - len(salt) - len(digest) - 2) + b"\x01" + salt
    masked = bytearray(xor(block, mgf1(digest, len(block), hashlib.sha256)))
    masked[0] &= 0xFF >> (8 * size - bits)
    return raw(key.public_key(), bytes(masked) + digest + b"\xbc", key.private_numbers().d)


def sign(key, text):
    return key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def gcm(key, iv, plain, aad):
    encryptor = Cipher(algorithms.AES(key), modes.GCM(iv)).encryptor()
    encryptor.authenticate_additional_data(aad)
    data = encryptor.update(plain) + encryptor.finalize()
    return data, encryptor.tag


# --- envelopes ----------------------------------------------------------------------------------


def signed_text(form, envelope):
    if form == "packed":
        return f"{envelope['partnerId']}:{envelope['timestamp']}:{envelope['encryptedData']}"
    left_out = {"signature"} | ({"iv"} if form == "iv-unsigned" else set())
    return compact({name: value for name, value in envelope.items() if name not in left_out})


class Case:
    """One envelope to seal, with the places where a wrong one differs."""

    def __init__(self, keys, name, form, direction, bits, partner_id, timestamp, plain):
        self.name, self.form, self.direction, self.bits = name, form, direction, bits
        self.partner_id, self.timestamp, self.plain = partner_id, timestamp, plain
        sender, receiver = ("partner", "platform") if direction == "request" else ("platform", "partner")
        self.sender = private(keys[str(bits)][sender]["private_key"])
        self.receiver = private(keys[str(bits)][receiver]["private_key"]).public_key()
        self.aes_key = draw(f"{name}/aes key", 32)
        self.iv = draw(f"{name}/iv", 16 if form == "packed" else 12)
        self.seed = draw(f"{name}/oaep seed", 32)
        self.aad = partner_id.encode() if form == "packed" else b""
        self.digest, self.mask = hashlib.sha256, hashlib.sha256
        self.tag_length = 16
        self.encode = b64
        self.text = signed_text
        self.sign = sign

    def seal(self):
        data, tag = gcm(self.aes_key, self.iv, self.plain.encode(), self.aad)
        packed = self.form == "packed"
        inner = self.aes_key + (self.iv if packed else b"")
        envelope = {
            "version": "1.0",
            "partnerId": self.partner_id,
            "timestamp": self.timestamp,
            "encryptedKey": self.encode(oaep(self.receiver, inner, self.seed, self.digest, self.mask)),
            "encryptedData": self.encode(data),
            "authTag": self.encode(tag[: self.tag_length]),
        }
        if not packed:
            envelope["iv"] = self.encode(self.iv)
        # Its place is before the algorithm; what is signed does not hold it.
        envelope["signature"] = ""
        envelope["algorithm"] = "RSA-OAEP-AES256-GCM"
        text = self.text(self.form, envelope)
        envelope["signature"] = self.encode(self.sign(self.sender, text.encode()))
        return text, envelope

    def facts(self):
        return {
            "name": self.name,
            "form": self.form,
            "direction": self.direction,
            "bits": self.bits,
            "partner_id": self.partner_id,
            "timestamp": self.timestamp,
        }

    def vector(self):
        text, envelope = self.seal()
        return self.facts() | {
            "plain": self.plain,
            "aes_key": self.aes_key.hex(),
            "iv": self.iv.hex(),
            "oaep_seed": self.seed.hex(),
            "signed_text": text,
            "envelope": envelope,
        }


def vectors(keys):
    made = []
    for form in FORMS:
        for number, bits in enumerate(SIZES):
            for direction, texts in (("request", REQUESTS), ("reply", REPLIES)):
                name = f"{form}-{bits}-{direction}"
                # Both ways of naming a partner occur.
                who = CLIENT_ID if bits == 3072 else UUID
                at = START + 1000 * len(made)
                made.append(Case(keys, name, form, direction, bits, who, at, texts[number]).vector())
    return made


def pretty(form, envelope):
    """The right fields with the white space of a pretty printer."""
    return json.dumps(json.loads(signed_text(form, envelope)), indent=2)


def mistakes():
    """Name, form, step that fails, reason, what is done wrong."""
    url_safe = lambda data: base64.urlsafe_b64encode(data).decode()  # noqa: E731
    return (
        ("mgf1-sha1", "documented", "encrypted_key", "OAEP with SHA-256 but MGF1 with SHA-1, the default of Java",
         {"mask": hashlib.sha1}),
        ("oaep-sha1", "documented", "encrypted_key", "OAEP and MGF1 with SHA-1, the default of openssl",
         {"digest": hashlib.sha1, "mask": hashlib.sha1}),
        ("aes-128-key", "documented", "encrypted_key", "encryptedKey holds 16 bytes instead of 32",
         {"aes_key": draw("aes-128-key", 16)}),
        ("short-tag", "documented", "shape", "authTag holds 12 bytes instead of 16", {"tag_length": 12}),
        ("pss-signature", "documented", "signature", "signed with RSASSA-PSS instead of RSASSA-PKCS1-v1_5",
         {"sign": lambda key, text: pss(key, text, draw("pss-signature/salt", 32))}),
        ("pretty-json", "documented", "signature", "signed over JSON with line breaks and indents", {"text": pretty}),
        ("url-safe-base64", "documented", "shape", "base64 with - and _ instead of + and /", {"encode": url_safe}),
        ("packed-short-iv", "packed", "encrypted_key", "encryptedKey holds 32 + 12 bytes instead of 32 + 16",
         {"iv": draw("packed-short-iv", 12)}),
        ("packed-without-aad", "packed", "encrypted_data", "the partnerId was not given to AES-GCM as additional data",
         {"aad": b""}),
        ("not-json", "documented", "json", "everything is right, but what was sealed is no JSON",
         {"plain": "mobile_number=9000000001&pan_number=ABCPV1234F"}),
    )


def refused(keys):
    made = []
    for name, form, step, reason, changes in mistakes():
        case = Case(keys, name, form, "request", 2048, UUID, START, REQUESTS[0])
        for what, value in changes.items():
            setattr(case, what, value)
        _, envelope = case.seal()
        made.append(case.facts() | {"step": step, "reason": reason, "envelope": envelope})
    for form, step in (("iv-unsigned", "encrypted_data"), ("documented", "signature")):
        case = Case(keys, f"changed-iv-{form}", form, "request", 2048, UUID, START, REQUESTS[0])
        _, envelope = case.seal()
        envelope["iv"] = b64(xor(case.iv, b"\x01" + bytes(11)))
        reason = "one bit of the IV was changed on the way"
        made.append(case.facts() | {"step": step, "reason": reason, "envelope": envelope})
    return made


def main():
    pairs = keys()
    content = {"note": NOTE, "keys": pairs, "vectors": vectors(pairs), "refused": refused(pairs)}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        sys.exit(f"{os.path.relpath(FILE)} is not what {os.path.basename(__file__)} makes")


if __name__ == "__main__":
    main()
