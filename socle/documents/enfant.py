"""The child that opens documents: run as a script, document on standard input, one JSON object on output.

A crafted PDF or image can take all the memory or never end: only this process, bounded before it imports a reader,
ever opens one. It writes no file, imports nothing of the project, and never prints a word of the document: a social-
security number found in a text is said by the number of its page alone.

`{"refus": code}` or `{"pages": n, "sans_texte": bool}` or `{"nir": [page, …]}`.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from typing import Any, BinaryIO

_NIR = re.compile(
    r"(?<![0-9])([1-478])[ .-]?([0-9]{2})[ .-]?(0[1-9]|1[0-2]|[2-9][0-9])[ .-]?([0-9]{2}|2[ABab])"
    r"[ .-]?([0-9]{3})[ .-]?([0-9]{3})(?:[ ./-]{0,3}([0-9]{2}))?(?![0-9])"
)
_MOT = re.compile(r"s[ée]curit[ée] sociale|\bn\.?i\.?r\b|\bn[°o]?\s*s\.?s\b|num[ée]ro\s+de\s+s[ée]cu", re.IGNORECASE)
VOISINAGE = 120
"""Characters around a number without key in which a word must say what it is."""
ACTIFS = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA")
PIXELS_MAX = 60_000_000
OBJETS_MAX = 20_000


class Refus(Exception):
    """The document is refused; `args[0]` is the code of the reason."""


def borner(memoire: int, secondes: int) -> None:
    """Limit this process for good: memory, processor, no file written, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_CPU, (secondes, secondes + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def porte_un_nir(texte: str) -> bool:
    """A number of 15 digits whose key fits, or one of 13 that a word around names."""
    texte = " ".join(texte.split())  # thin or no-break spaces, line ends: how a form lays its groups out
    for trouve in _NIR.finditer(texte):
        sexe, annee, mois, departement, commune, ordre, cle = trouve.groups()
        code = departement.upper().replace("2A", "19").replace("2B", "18")
        if cle is not None:
            if 97 - int(f"{sexe}{annee}{mois}{code}{commune}{ordre}") % 97 == int(cle):
                return True
            continue
        autour = texte[max(0, trouve.start() - VOISINAGE) : trouve.end() + VOISINAGE]
        if _MOT.search(autour):
            return True
    return False


def examiner_pdf(flux: BinaryIO, pages_max: int) -> dict[str, Any]:
    """Pages, whether any text can be read, and the pages that hold a social-security number."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        lecteur = PdfReader(flux, strict=False)
        if lecteur.is_encrypted:
            raise Refus("chiffre")
        nombre = len(lecteur.pages)
        if nombre > pages_max:
            raise Refus("pages")
        _refuser_les_actifs(lecteur)
        textes = [page.extract_text() or "" for page in lecteur.pages]
        valeurs = " ".join(str(champ.get("/V", "")) for champ in (lecteur.get_fields() or {}).values())
        infos = " ".join(str(valeur) for valeur in (lecteur.metadata or {}).values())
    except Refus:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, AssertionError):
        raise Refus("abime") from None
    trouvees = [numero for numero, texte in enumerate(textes, start=1) if porte_un_nir(texte)]
    if not trouvees and (porte_un_nir(valeurs) or porte_un_nir(infos)):
        trouvees = [1]
    if trouvees:
        return {"nir": trouvees[:20]}
    return {"pages": nombre, "sans_texte": not any(texte.strip() for texte in textes)}


def _refuser_les_actifs(lecteur: Any) -> None:
    """Scripts, programs and files inside: walked from the root, bounded, cycles seen once."""
    a_voir, vus, compte = [lecteur.trailer["/Root"]], set(), 0
    while a_voir:
        objet = a_voir.pop()
        compte += 1
        if compte > OBJETS_MAX:
            raise Refus("trop_complexe")
        reference = getattr(objet, "indirect_reference", None)
        if hasattr(objet, "get_object"):
            objet = objet.get_object()
        if reference is not None:
            if reference in vus:
                continue
            vus.add(reference)
        if isinstance(objet, dict):
            if any(cle in objet for cle in ACTIFS) or objet.get("/S") in ("/JavaScript", "/Launch"):
                raise Refus("actif")
            lire = getattr(objet, "raw_get", objet.get)
            a_voir += [lire(cle) for cle in objet if cle != "/Parent"]
        elif isinstance(objet, list):
            a_voir += list(objet)


def examiner_image(flux: BinaryIO) -> dict[str, Any]:
    """The image decoded whole: a bomb, a cut or a disguised file does not pass."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        with Image.open(flux, formats=("PNG", "JPEG")) as image:
            largeur, hauteur = image.size
            if largeur * hauteur > PIXELS_MAX:
                raise Refus("bombe")
            if getattr(image, "n_frames", 1) > 1:
                raise Refus("anime")
            image.load()
    except Refus:
        raise
    except Image.DecompressionBombError:
        raise Refus("bombe") from None
    except (OSError, ValueError, SyntaxError, EOFError, TypeError):
        raise Refus("abime") from None
    return {"pages": 1, "sans_texte": True}


def principal(arguments: list[str]) -> int:
    """`enfant.py pdf|image memoire secondes pages_max`"""
    sorte, memoire, secondes, pages_max = arguments[0], *map(int, arguments[1:4])
    borner(memoire, secondes)
    try:
        flux = sys.stdin.buffer
        dit = examiner_pdf(flux, pages_max) if sorte == "pdf" else examiner_image(flux)
    except Refus as refus:
        dit = {"refus": refus.args[0]}
    except (MemoryError, RecursionError):
        dit = {"refus": "trop_complexe"}
    sys.stdout.write(json.dumps(dit))
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
