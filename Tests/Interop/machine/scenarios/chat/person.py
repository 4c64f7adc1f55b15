"""Does what a person's browser does at Open WebUI, through the door: person.py DEED CERTIFICATE. Prints one line; 0 if it went well.

Passwords come from the variables ADMIN and PERSON; what one deed leaves for the next is in the file `person.json` of the folder.
"""
import json
import os
import socket
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

HOST = "https://chat.machine.localhost"
DOCUMENT = "The lighthouse keeper of Anholt counts seventeen grey seals every morning."
# Every name is this machine.
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, port, *more, **named: resolve("127.0.0.1", port, *more, **named)
trusted = ssl.create_default_context(cafile=sys.argv[2])


def ask(path, body=None, token=None, method=None, kind="application/json"):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    headers = {"Authorization": "Bearer " + token} if token else {}
    if data is not None:
        headers["Content-Type"] = kind
    request = urllib.request.Request(HOST + path, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120, context=trusted) as response:
            text = response.read().decode()
            return response.status, json.loads(text) if text[:1] in "[{" else text
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")[:300]


def sign_in(email, password):
    status, answer = ask("/api/v1/auths/signin", {"email": email, "password": password})
    if status != 200:
        raise SystemExit(f"sign-in of {email}: {status} {answer}")
    return answer


def person():
    return sign_in("ada@example.org", os.environ["PERSON"])["token"]


def left(**facts):
    kept = json.load(open("person.json")) if os.path.exists("person.json") else {}
    if facts:
        json.dump(kept | facts, open("person.json", "w"))
    return kept


def page():
    status, text = ask("/")
    closed, _ = ask("/api/v1/auths/signup", {"name": "Eve", "email": "eve@example.org", "password": "Chance-word-9"})
    strange, _ = ask("/api/v1/chats/")
    return status == 200 and "<html" in text and closed in (400, 403) and strange == 401, f"{status}, signing up {closed}, a stranger {strange}"


def begin():
    """The first administrator signs in with the password of the store, and makes an account."""
    admin = sign_in("ops@example.org", os.environ["ADMIN"])
    form = {"name": "Ada", "email": "ada@example.org", "password": os.environ["PERSON"], "role": "user"}
    status, answer = ask("/api/v1/auths/add", form, admin["token"])
    return admin["role"] == "admin" and status == 200 and answer["role"] == "user", f"{status}, {admin['role']}"


def models():
    status, answer = ask("/api/models", token=person())
    names = sorted(model["id"] for model in answer["data"])
    return status == 200 and names == ["assistant"], str(names)


def chat():
    """As the browser does: the server keeps the question, and writes the answer beside it when it is there."""
    token, question, answer = person(), str(uuid.uuid4()), str(uuid.uuid4())
    words = "How many seals are there?"
    message = {"id": question, "parentId": None, "childrenIds": [answer], "role": "user", "content": words, "timestamp": int(time.time())}
    form = {
        "model": "assistant", "stream": True, "max_tokens": 24, "params": {"max_tokens": 24}, "parent_id": None, "id": answer, "session_id": str(uuid.uuid4()),
        "user_message": message, "messages": [{"role": "user", "content": words}],
    }
    status, begun = ask("/api/chat/completions", form, token)
    if status != 200 or "chat_id" not in begun:
        return False, f"{status} {begun}"
    for _ in range(60):
        status, kept = ask("/api/v1/chats/" + begun["chat_id"], token=token)
        said = kept["chat"]["history"]["messages"].get(answer, {}) if status == 200 else {}
        if said.get("done") and said.get("content"):
            left(chat=begun["chat_id"], answer=answer, said=said["content"])
            return True, f"answered with {len(said['content'])} letters"
        if said.get("error"):
            break
        time.sleep(1)
    return False, f"{status} {said}"


def chat_is_there():
    kept = left()
    status, answer = ask("/api/v1/chats/" + kept["chat"], token=person())
    messages = answer["chat"]["history"]["messages"] if status == 200 else {}
    said = messages.get(kept["answer"], {}).get("content")
    asked = [message["content"] for message in messages.values() if message["role"] == "user"]
    return said == kept["said"] and len(asked) == 1, f"{status}, asked {asked}, answered with {len(said or '')} letters"


def document():
    """A file goes through document ingestion; its pieces and their meaning go to the vector store."""
    token, edge = person(), uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="seals.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    body = head.encode() + DOCUMENT.encode() + f"\r\n--{edge}--\r\n".encode()
    status, answer = ask("/api/v1/files/?process=true&process_in_background=false", body, token, kind="multipart/form-data; boundary=" + edge)
    if status != 200:
        return False, f"{status} {answer}"
    left(file=answer["id"])
    return document_is_there()


def document_is_there():
    file, token = left()["file"], person()
    status, kept = ask(f"/api/v1/files/{file}/content", token=token)
    form = {"collection_names": ["file-" + file], "query": "seals", "k": 2}
    found, answer = ask("/api/v1/retrieval/query/collection", form, token)
    pieces = answer["documents"][0] if found == 200 else [str(answer)]
    return status == 200 and DOCUMENT in kept and any("seventeen" in piece for piece in pieces), f"{status}, {found} {pieces}"


good, said = globals()[sys.argv[1]]()
print(said)
sys.exit(not good)
