"""Writes a language model of chance weights, a few hundred kilobytes: tiny-gguf.py FILE

It says nothing that makes sense, always the same, and the real server takes it for a model. The form of the file is that of the
GGUF specification, version 3: header, facts, list of tensors, then their numbers, aligned to 32 bytes.
"""
import random
import struct
import sys
from array import array

VOCABULARY, WIDTH, LAYERS, HEADS, INNER, WINDOW = 320, 64, 2, 4, 128, 16384
UINT32, INT32, FLOAT32, STRING, LIST = 4, 5, 6, 8, 9


def text(value):
    raw = value if isinstance(value, bytes) else value.encode()
    return struct.pack("<Q", len(raw)) + raw


def number(value):
    return struct.pack("<II", UINT32, value)


def real(value):
    return struct.pack("<If", FLOAT32, value)


def several(kind, values):
    pack = {STRING: text, FLOAT32: lambda v: struct.pack("<f", v), INT32: lambda v: struct.pack("<i", v)}[kind]
    return struct.pack("<IIQ", LIST, kind, len(values)) + b"".join(map(pack, values))


tokens = [b"<unk>", b"<s>", b"</s>"] + [b"<0x%02X>" % byte for byte in range(256)]
kinds = [2, 3, 3] + [6] * 256
while len(tokens) < VOCABULARY:
    tokens.append(("\u2581word%d" % len(tokens)).encode())
    kinds.append(1)

facts = {
    "general.architecture": struct.pack("<I", STRING) + text("llama"),
    "general.name": struct.pack("<I", STRING) + text("tiny"),
    "general.file_type": number(0),
    "llama.context_length": number(WINDOW),
    "llama.embedding_length": number(WIDTH),
    "llama.block_count": number(LAYERS),
    "llama.feed_forward_length": number(INNER),
    "llama.attention.head_count": number(HEADS),
    "llama.attention.head_count_kv": number(HEADS),
    "llama.rope.dimension_count": number(WIDTH // HEADS),
    "llama.attention.layer_norm_rms_epsilon": real(1e-5),
    "llama.vocab_size": number(VOCABULARY),
    "tokenizer.ggml.model": struct.pack("<I", STRING) + text("llama"),
    "tokenizer.ggml.tokens": several(STRING, tokens),
    "tokenizer.ggml.scores": several(FLOAT32, [-float(n) for n in range(len(tokens))]),
    "tokenizer.ggml.token_type": several(INT32, kinds),
    "tokenizer.ggml.bos_token_id": number(1),
    "tokenizer.ggml.eos_token_id": number(2),
    "tokenizer.ggml.unknown_token_id": number(0),
    "tokenizer.chat_template": struct.pack("<I", STRING)
    + text("{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "),
}

chance = random.Random(7)
tensors = []


def tensor(name, *shape, ones=False):
    count = 1
    for length in shape:
        count *= length
    values = array("f", [1.0] * count if ones else [chance.gauss(0, 0.05) for _ in range(count)])
    if sys.byteorder == "big":
        values.byteswap()
    tensors.append((name, shape, values.tobytes()))


# Lengths as GGUF has them: the innermost first.
tensor("token_embd.weight", WIDTH, VOCABULARY)
tensor("output_norm.weight", WIDTH, ones=True)
tensor("output.weight", WIDTH, VOCABULARY)
for layer in range(LAYERS):
    tensor(f"blk.{layer}.attn_norm.weight", WIDTH, ones=True)
    tensor(f"blk.{layer}.ffn_norm.weight", WIDTH, ones=True)
    for part in ("q", "k", "v", "output"):
        tensor(f"blk.{layer}.attn_{part}.weight", WIDTH, WIDTH)
    tensor(f"blk.{layer}.ffn_gate.weight", WIDTH, INNER)
    tensor(f"blk.{layer}.ffn_up.weight", WIDTH, INNER)
    tensor(f"blk.{layer}.ffn_down.weight", INNER, WIDTH)

head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts))
for key, value in facts.items():
    head += text(key) + value
offset = 0
for name, shape, data in tensors:
    # 0: 32-bit reals.
    head += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
    offset += len(data) + -len(data) % 32
with open(sys.argv[1], "wb") as file:
    file.write(head + b"\0" * (-len(head) % 32))
    for _, _, data in tensors:
        file.write(data + b"\0" * (-len(data) % 32))
