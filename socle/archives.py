"""Whether a print or a picture carries an archive: such a file is two files, of which a reader sees only one.

A PDF with a zip after its end opens as a PDF here and as an archive at the next program's. Signatures are looked for
anywhere when they are long or checked by what follows them; the short ones, only where an appended archive begins.
"""

from __future__ import annotations

import io
import re
import zipfile

_ENTREE_ZIP = rb"PK\x03\x04[\x00-\x3f]\x00..[\x00-\x63]\x00.{16}.[\x00-\x03]..[\x20-\xff]"
"""A local header: version, flags, method, sixteen bytes of date, sum and sizes, a name of less than 1,024 bytes."""
_LONGUES = rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xfd7zXZ\x00|MSCF\x00\x00\x00\x00|\*\*ACE\*\*"
_APRES_LA_FIN = rb"%%EOF[\s\x00]*+(?:\x1f\x8b\x08|BZh[1-9]1AY&SY|\x28\xb5\x2f\xfd|PK[\x01-\x08]{2}|.{257}ustar)"
"""gzip, bzip2, zstd, a damaged zip or a tar, right after an end of PDF."""
_ARCHIVE = re.compile(rb"|".join((_ENTREE_ZIP, _LONGUES, _APRES_LA_FIN)), re.DOTALL)


def porte_une_archive(octets: bytes) -> bool:
    """True when an archive begins somewhere in these bytes, or ends them (a zip is read from its end)."""
    return bool(_ARCHIVE.search(octets)) or zipfile.is_zipfile(io.BytesIO(octets))
