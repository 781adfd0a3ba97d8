"""ProcessName: who this process is, for others."""

import os
import socket

from application.ports.id_generator import IdGenerator


class ProcessName:
    """`name` is no other process's, not even that of one that had this process id before: `host/pid/id`."""

    def __init__(self, ids: IdGenerator) -> None:
        self.name = f"{socket.gethostname()}/{os.getpid()}/{ids.new_id()[-12:]}"
