"""Documents made in code: a PDF of the pages given, an image, and the hostile ones."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Sequence

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def un_pdf(*pages: str) -> bytes:
    """A PDF with one page per text, written object by object (a real text layer, no library's own form)."""
    objets: list[bytes] = []
    numeros = [4 + 2 * rang for rang in range(len(pages))]
    enfants = " ".join(f"{n} 0 R" for n in numeros)
    objets.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objets.append(f"<< /Type /Pages /Kids [{enfants}] /Count {len(pages)} >>".encode())
    objets.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for rang, texte in enumerate(pages):
        lignes = [f"({_echapper(ligne)}) Tj 0 -14 Td" for ligne in texte.split("\n")]
        flux = zlib.compress(("BT /F1 11 Tf 50 780 Td " + " ".join(lignes) + " ET").encode("cp1252", "replace"))
        objets.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * rang} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objets.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(flux), flux))
    return _assembler(objets)


def _echapper(texte: str) -> str:
    return texte.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembler(objets: Sequence[bytes]) -> bytes:
    sortie, places = b"%PDF-1.7\n", []
    for numero, objet in enumerate(objets, start=1):
        places.append(len(sortie))
        sortie += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    debut = len(sortie)
    sortie += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objets) + 1)
    sortie += b"".join(b"%010d 00000 n \n" % place for place in places)
    sortie += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objets) + 1, debut)
    return sortie


def un_pdf_actif() -> bytes:
    """A PDF that runs a script when opened."""
    return _a_l_ouverture("/JavaScript", "/JS", "app.alert('bonjour');")


def un_pdf_joint() -> bytes:
    """A PDF that carries a file."""
    ecrivain = PdfWriter(clone_from=PdfReader(io.BytesIO(un_pdf("Bonjour"))))
    ecrivain.add_attachment("paie.exe", b"MZ\x90\x00")
    return _en_octets(ecrivain)


def une_archive(sorte: str = "zip") -> bytes:
    """A true archive of one program: zip (stored or deflated), tar, gzip, xz."""
    tampon = io.BytesIO()
    if sorte in ("zip", "zip serre"):
        mode = zipfile.ZIP_DEFLATED if sorte == "zip serre" else zipfile.ZIP_STORED
        with zipfile.ZipFile(tampon, "w", mode) as archive:
            archive.writestr("paie.exe", b"MZ\x90\x00" * 100)
    else:
        with tarfile.open(fileobj=tampon, mode={"tar": "w", "gzip": "w:gz", "xz": "w:xz"}[sorte]) as archive:
            entree = tarfile.TarInfo("paie.exe")
            entree.size = 4
            archive.addfile(entree, io.BytesIO(b"MZ\x90\x00"))
    return tampon.getvalue()


def un_pdf_chiffre() -> bytes:
    """A PDF behind a password."""
    ecrivain = PdfWriter(clone_from=PdfReader(io.BytesIO(un_pdf("Bonjour"))))
    ecrivain.encrypt("secret", algorithm="RC4-128")
    return _en_octets(ecrivain)


def un_pdf_au_nir_cache(nir: str) -> bytes:
    """A number in the properties of the document, on no page."""
    ecrivain = PdfWriter(clone_from=PdfReader(io.BytesIO(un_pdf("Bonjour"))))
    ecrivain.add_metadata({"/Subject": nir})
    return _en_octets(ecrivain)


def un_pdf_au_lancement() -> bytes:
    """A PDF that starts a program."""
    return _a_l_ouverture("/Launch", "/F", "cmd.exe")


def _a_l_ouverture(genre: str, cle: str, valeur: str) -> bytes:
    ecrivain = PdfWriter(clone_from=PdfReader(io.BytesIO(un_pdf("Bonjour"))))
    action = DictionaryObject({NameObject("/S"): NameObject(genre), NameObject(cle): TextStringObject(valeur)})
    ecrivain._root_object[NameObject("/OpenAction")] = action
    return _en_octets(ecrivain)


def _en_octets(ecrivain: PdfWriter) -> bytes:
    tampon = io.BytesIO()
    ecrivain.write(tampon)
    return tampon.getvalue()


def une_image(*, largeur: int = 60, hauteur: int = 40, forme: str = "PNG") -> bytes:
    """A plain image."""
    tampon = io.BytesIO()
    Image.new("RGB", (largeur, hauteur), "white").save(tampon, forme)
    return tampon.getvalue()


def une_bombe() -> bytes:
    """A small PNG that would be 900 million pixels once open; written part by part, never held open here."""
    largeur = hauteur = 30_000
    compresseur = zlib.compressobj(9)
    rang = bytes(1 + largeur // 8)
    donnees = b"".join(compresseur.compress(rang) for _ in range(hauteur)) + compresseur.flush()
    entete = struct.pack(">IIBBBBB", largeur, hauteur, 1, 0, 0, 0, 0)
    parties = (_partie(b"IHDR", entete), _partie(b"IDAT", donnees), _partie(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parties)


def _partie(genre: bytes, contenu: bytes) -> bytes:
    return struct.pack(">I", len(contenu)) + genre + contenu + struct.pack(">I", zlib.crc32(genre + contenu))
