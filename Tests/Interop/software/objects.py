# SPDX-License-Identifier: Apache-2.0
"""Reads a rendered tree as the cluster would have it: objects.py TREE KEY < the sealing key's Secret > objects.json

Sealed Secrets are opened with the key, so that what is started gets exactly the values that a pod would.
"""

import base64
import json
import pathlib
import sys

import yaml
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def opened(sealed: dict, key) -> dict:
    """Returns the Secret of a SealedSecret."""
    label = "{namespace}/{name}".format(**sealed["metadata"]).encode()
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label)
    data = {}
    for name, value in sealed["spec"]["encryptedData"].items():
        raw = base64.b64decode(value)
        size = int.from_bytes(raw[:2], "big")
        session = key.decrypt(raw[2 : 2 + size], oaep)
        data[name] = AESGCM(session).decrypt(bytes(12), raw[2 + size :], None).decode()
    return {"apiVersion": "v1", "kind": "Secret", "metadata": sealed["metadata"], "stringData": data}


def main() -> None:
    secret = next(iter(yaml.safe_load_all(sys.stdin)))
    if secret["kind"] == "List":
        secret = secret["items"][0]
    text = (
        secret["stringData"]["tls.key"].encode()
        if "stringData" in secret
        else base64.b64decode(secret["data"]["tls.key"])
    )
    key = serialization.load_pem_private_key(text, None)
    tree = pathlib.Path(sys.argv[1])
    objects, values = [], {}
    for file in sorted(tree.glob("components/**/*.yaml")):
        if file.name == "values.yaml":
            values[file.parent.name] = yaml.safe_load(file.read_text())
            continue
        for document in yaml.safe_load_all(file.read_text()):
            if document:
                objects.append(opened(document, key) if document["kind"] == "SealedSecret" else document)
    json.dump({"objects": objects, "values": values}, sys.stdout)


main()
