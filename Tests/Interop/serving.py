# SPDX-License-Identifier: Apache-2.0
"""How the tests of all folders here let a server of Python's run."""

import socketserver
import threading


class Served:
    """A server of Python's on a thread of its own, for as long as the block lasts."""

    server: socketserver.BaseServer

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.server.server_close()
