"""Documents that people join (PDF, images): examined in a bounded child process before they are kept."""

from socle.documents.examen import DocumentRefuse, Examen, examiner

__all__ = ["DocumentRefuse", "Examen", "examiner"]
