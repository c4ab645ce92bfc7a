"""Receiving a DSN: bytes go from the socket to the reader, never to a file, a log or the queue.

The handler stands before Django's own ones and keeps every DSN of the request for itself. The people we know are
loaded before the body is read; whoever else is in the file is dropped while it arrives (model of the DSN: one person
held at a time). After a crash nothing is left: the person drops the file again.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest

from clauses.exchange.dsn import LecteurDSN
from clauses.rules.lecture import Lecture

EXTENSIONS = re.compile(r"\.(dsn|edi|txt)$", re.IGNORECASE)


class ReceptionDSN(FileUploadHandler):
    """Feeds one reader with all the DSN files of a request, in order (two fractions make one month)."""

    chunk_size = 64 * 1024

    def __init__(self, lecteur: LecteurDSN, request: HttpRequest) -> None:
        super().__init__(request)
        self.lecteur = lecteur
        self.noms: list[str] = []
        self.nom = ""
        self._commencee = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A DSN is ours alone: the handlers that keep files never see it."""
        super().new_file(*args, **kwargs)
        self.nom = ""
        if not EXTENSIONS.search(self.file_name or ""):
            return
        self.nom = self.file_name or "dsn"
        if self._commencee:
            self.lecteur.nouveau_fichier()
        self._commencee = True
        self.noms.append(self.nom)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Read, and give nothing on."""
        if not self.nom:
            return raw_data
        self.lecteur.recevoir(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """An empty file in the form: its name and size, none of its bytes."""
        if not self.nom:
            return None
        return InMemoryUploadedFile(BytesIO(), self.field_name, self.nom, "text/plain", file_size, None)

    def lecture(self) -> Lecture | None:
        """What the files said; None when no DSN came."""
        return self.lecteur.terminer() if self.noms else None
