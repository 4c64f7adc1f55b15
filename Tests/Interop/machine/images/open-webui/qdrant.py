"""Stands in for Qdrant's server: its HTTP interface over the engine in Qdrant's own Python client, which keeps collections in files.

Port, key and folder come from the variables of the real one. Only what keeps, finds and deletes points is there; gRPC is not.
"""
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from qdrant_client import QdrantClient
from qdrant_client.http import models
from pydantic import TypeAdapter, ValidationError

KEY = os.environ.get("QDRANT__SERVICE__API_KEY")
FOLDER = os.environ.get("QDRANT__STORAGE__STORAGE_PATH", "/qdrant/storage")
# The engine is meant for one program with one thread.
engine = QdrantClient(path=FOLDER, force_disable_check_same_thread=True)
turn = threading.Lock()
done = {"operation_id": 0, "status": "completed"}


def read(kind, raw):
    return TypeAdapter(kind).validate_json(raw)


def create(name, raw):
    wish = read(models.CreateCollection, raw)
    return engine.create_collection(name, vectors_config=wish.vectors, sparse_vectors_config=wish.sparse_vectors)


def upsert(name, raw):
    wish = read(models.PointInsertOperations, raw)
    engine.upsert(name, points=wish.points if isinstance(wish, models.PointsList) else wish.batch)
    return done


def delete(name, raw):
    engine.delete(name, points_selector=read(models.PointsSelector, raw))
    return done


def query(name, raw):
    wish = read(models.QueryRequest, raw)
    query = wish.query.nearest if isinstance(wish.query, models.NearestQuery) else wish.query
    return engine.query_points(
        name, query=query, using=wish.using, query_filter=wish.filter, limit=wish.limit or 10, offset=wish.offset,
        with_payload=True if wish.with_payload is None else wish.with_payload, with_vectors=wish.with_vector or False,
        score_threshold=wish.score_threshold,
    )


def scroll(name, raw):
    wish = read(models.ScrollRequest, raw)
    points, following = engine.scroll(
        name, scroll_filter=wish.filter, limit=wish.limit or 10, offset=wish.offset,
        with_payload=True if wish.with_payload is None else wish.with_payload, with_vectors=wish.with_vector or False,
    )
    return {"points": points, "next_page_offset": following}


def count(name, raw):
    return engine.count(name, count_filter=read(models.CountRequest, raw).filter)


def retrieve(name, raw):
    wish = read(models.PointRequest, raw)
    return engine.retrieve(name, ids=wish.ids, with_payload=True, with_vectors=wish.with_vector or False)


DEEDS = {
    ("GET", "exists"): lambda name, raw: {"exists": engine.collection_exists(name)},
    ("GET", ""): lambda name, raw: engine.get_collection(name),
    ("PUT", ""): create,
    ("DELETE", ""): lambda name, raw: engine.delete_collection(name),
    # Everything is looked through, so there is nothing to be gained by an index.
    ("PUT", "index"): lambda name, raw: done,
    ("PUT", "points"): upsert,
    ("POST", "points"): retrieve,
    ("POST", "points/delete"): delete,
    ("POST", "points/query"): query,
    ("POST", "points/scroll"): scroll,
    ("POST", "points/count"): count,
}


class Vectors(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        raw = body.encode() if isinstance(body, str) else TypeAdapter(object).dump_json(body)
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def serve(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0].strip("/")
        if path in ("readyz", "livez", "healthz"):
            return self.answer(200, "ready")
        if KEY and self.headers.get("api-key") != KEY and self.headers.get("Authorization") != "Bearer " + KEY:
            return self.answer(401, "Must provide an API key or an Authorization bearer token")
        if path == "":
            return self.answer(200, {"title": "qdrant - vector search engine", "version": "1.19.0"})
        top, _, rest = path.partition("/")
        name, _, deed = rest.partition("/")
        try:
            with turn:
                if path == "collections":
                    result = engine.get_collections()
                elif top == "collections" and (self.command, deed) in DEEDS:
                    if (self.command, deed) not in (("GET", "exists"), ("PUT", "")) and not engine.collection_exists(name):
                        return self.answer(404, {"status": {"error": f"Not found: Collection `{name}` doesn't exist!"}, "time": 0})
                    result = DEEDS[self.command, deed](name, raw)
                else:
                    return self.answer(404, {"status": {"error": "the stand-in does not have this"}, "time": 0})
        except (ValidationError, ValueError) as error:
            return self.answer(400, {"status": {"error": str(error)}, "time": 0})
        self.answer(200, {"result": result, "status": "ok", "time": 0})

    do_GET = do_PUT = do_POST = do_DELETE = serve

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("", 6333), Vectors).serve_forever()
