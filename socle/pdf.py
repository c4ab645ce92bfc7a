"""PDF/UA from a Typst template and plain data: no system library, no font of the machine, nothing fetched."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

GABARITS = Path(settings.BASE_DIR) / "templates" / "pdf"


def composer(gabarit: str, donnees: dict[str, Any], *, le: datetime) -> bytes:
    """The document that `templates/pdf/<gabarit>` makes of this data (read there as JSON), accessible (PDF/UA-1).

    Data is text for the template, never markup. `le` dates the file: the same data gives the same bytes.
    """
    return typst.compile(
        str(GABARITS / gabarit),
        root=str(GABARITS),
        font_paths=[],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(le.timestamp()),
    )
