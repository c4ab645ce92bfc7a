"""Files people send: checked by their content, kept outside the web root, given back as attachments.

Nothing trusts a name or a declared type. Private files live under `var/media/prive` (storage alias "prive" when the
settings have one), never under MEDIA_URL; sealed deposits are encrypted under random names and read by one service.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.http import FileResponse, HttpResponse

from socle.archives import porte_une_archive
from socle.erreurs import RegleViolee

MEGA = 1024 * 1024
TAILLE_MAX = 10 * MEGA
# Unpacked size, ratio and number of parts beyond which a workbook is refused unopened.
DEPLIE_MAX, RAPPORT_MAX, PARTIES_MAX = 200 * MEGA, 200, 2000
MIMES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
}
TYPES = tuple(MIMES)
DOCUMENTS = ("pdf", "png", "jpeg")
"""What a document that somebody reads may be: a print or a picture."""
_NOMS_TYPES = {"pdf": "PDF", "png": "PNG", "jpeg": "JPEG", "xlsx": "Excel (.xlsx)", "csv": "CSV", "json": "JSON"}
_EXECUTABLES = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"\x00asm")
_MACROS = ("vbaproject", "macrosheets", "activex", "embeddings/oleobject", ".exe", ".dll", ".bin/")


@dataclass(frozen=True, slots=True)
class FichierVerifie:
    """A file whose content was looked at: real type, size, SHA-256, cleaned name."""

    nom: str
    type: str
    taille: int
    empreinte: str

    @property
    def mime(self) -> str:
        """The media type to serve it under."""
        return MIMES[self.type]


def verifier(
    fichier: BinaryIO, *, nom: str, types: Iterable[str] = TYPES, taille_max: int = TAILLE_MAX
) -> FichierVerifie:
    """Look at an uploaded file; raises RegleViolee (a French sentence) when it can't be kept. Rewinds the file."""
    admis = tuple(types)
    fichier.seek(0)
    contenu_hache, taille = hashlib.sha256(), 0
    tete = b""
    while morceau := fichier.read(64 * 1024):
        taille += len(morceau)
        if taille > taille_max:
            raise RegleViolee(f"Le fichier dépasse {taille_max // MEGA} Mo.", code="taille")
        tete = tete or morceau[:4096]
        contenu_hache.update(morceau)
    if not taille:
        raise RegleViolee("Le fichier est vide.", code="vide")
    fichier.seek(0)
    sorte = _type_par_contenu(fichier, tete)
    fichier.seek(0)
    if sorte is None or sorte not in admis:
        attendus = ", ".join(_NOMS_TYPES.get(t, t.upper()) for t in admis)
        raise RegleViolee(f"Ce type de fichier n'est pas accepté. Formats acceptés : {attendus}.", code="type")
    if sorte in DOCUMENTS and porte_une_archive(fichier.read()):
        phrase = "imprimez-le en PDF, ou enregistrez de nouveau l'image, puis recommencez."
        raise RegleViolee(f"Une archive (zip, rar, 7z…) est cachée dans ce fichier : {phrase}", code="archive")
    fichier.seek(0)
    return FichierVerifie(nom_sur(nom), sorte, taille, contenu_hache.hexdigest())


def _type_par_contenu(fichier: BinaryIO, tete: bytes) -> str | None:
    if tete.startswith(_EXECUTABLES):
        return None
    if tete.startswith(b"%PDF-"):
        return "pdf"
    if tete.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if tete.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if tete.startswith(b"PK\x03\x04"):
        return _classeur(fichier)
    return _texte(fichier, tete)


def _classeur(fichier: BinaryIO) -> str | None:
    """ "xlsx" for a workbook without macros; the directory alone is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(fichier) as archive:
            parties = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        raise RegleViolee("Le classeur est abîmé : enregistrez-le de nouveau.", code="abime") from None
    noms = [partie.filename.replace("\\", "/").lower() for partie in parties]
    if "xl/workbook.xml" not in noms or "[content_types].xml" not in noms:
        return None
    if any(motif in nom for nom in noms for motif in _MACROS):
        raise RegleViolee("Le classeur contient des macros : enregistrez-le au format .xlsx.", code="macros")
    deplie, emballe = sum(p.file_size for p in parties), sum(p.compress_size for p in parties)
    if len(parties) > PARTIES_MAX or deplie > DEPLIE_MAX or deplie > RAPPORT_MAX * max(emballe, 1):
        raise RegleViolee("Le classeur est trop grand une fois ouvert.", code="bombe")
    if any(partie.flag_bits & 0x1 for partie in parties):
        raise RegleViolee("Le classeur est protégé par un mot de passe.", code="chiffre")
    return "xlsx"


def _texte(fichier: BinaryIO, tete: bytes) -> str | None:
    """json, xml or csv for readable text; None for HTML, SVG, scripts and anything binary."""
    if b"\x00" in tete:
        return None
    debut = tete.removeprefix(b"\xef\xbb\xbf").lstrip()
    if debut[:1] in (b"{", b"["):
        try:
            json.load(fichier)
        except (ValueError, RecursionError):
            return None
        return "json"
    if debut.startswith(b"<"):
        balises = debut[:2048].lower()
        if any(interdit in balises for interdit in (b"<!doctype", b"<!entity", b"<html", b"<svg", b"<script")):
            return None
        return "xml" if debut.startswith(b"<?xml") or re.match(rb"<[A-Za-z]", debut) else None
    premiere = debut.splitlines()[0] if debut else b""
    return "csv" if any(separateur in premiere for separateur in (b";", b",", b"\t")) else None


def nom_sur(nom: str, *, longueur: int = 120) -> str:
    """A name that can be shown and written: no folder, control or direction character; "fichier" if nothing stays."""
    feuille = (nom or "").replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in unicodedata.normalize("NFC", feuille) if unicodedata.category(c)[0] != "C")
    propre = re.sub(r'[<>:"|?*;%]', "_", visible).strip(" .")
    if len(propre) > longueur:
        racine, point, extension = propre.rpartition(".")
        propre = f"{racine[: longueur - len(extension) - 1]}.{extension}" if point and len(extension) < 8 else propre
    return propre[:longueur] or "fichier"


def empreinte(contenu: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(contenu).hexdigest()


# --- private storage -----------------------------------------------------------------------------


class StockagePrive(FileSystemStorage):
    """Files without an address, in the folder `MEDIA_PRIVE`, readable by the service's account only."""

    def __init__(self, **options: Any) -> None:
        racine = getattr(settings, "MEDIA_PRIVE", None) or Path(settings.MEDIA_ROOT).parent / "prive"
        droits = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        super().__init__(**{"location": racine, **droits} | options)

    def url(self, name: str | None) -> str:
        """Never: private files are given by a view that asks the policies."""
        raise ValueError("Un fichier privé n'a pas d'adresse")


def stockage_prive() -> Storage:
    """The storage of private files: alias "prive" of STORAGES, else the folder of private media.

    As a callable it suits `FileField(storage=stockage_prive)`.
    """
    return storages["prive"] if "prive" in storages.backends else StockagePrive()


class PieceStockage:
    """Supporting documents in the private storage, under random paths; the name people gave stays in the database."""

    def ecrire(self, contenu: bytes | BinaryIO, *, dossier: str = "pieces") -> str:
        """Keep a file; gives the path to store in the row."""
        nom = secrets.token_hex(16)
        flux = io.BytesIO(contenu) if isinstance(contenu, bytes) else contenu
        return stockage_prive().save(f"{dossier}/{nom[:2]}/{nom}", File(flux))

    def chemins(self, dossier: str, avant: datetime) -> list[str]:
        """The paths of a folder's files last written before an instant; none when the folder does not exist."""
        stockage = stockage_prive()
        trouves = []
        try:
            sous_dossiers = stockage.listdir(dossier)[0]
        except FileNotFoundError:
            return []
        for sous_dossier in sous_dossiers:
            for nom in stockage.listdir(f"{dossier}/{sous_dossier}")[1]:
                chemin = f"{dossier}/{sous_dossier}/{nom}"
                if stockage.get_modified_time(chemin) < avant:
                    trouves.append(chemin)
        return trouves

    def ouvrir(self, chemin: str) -> BinaryIO:
        """The file, open for reading. Raises FileNotFoundError when it was erased."""
        return stockage_prive().open(chemin)

    def lire(self, chemin: str) -> bytes:
        """Its bytes. Raises FileNotFoundError when it was erased."""
        with self.ouvrir(chemin) as fichier:
            return fichier.read()

    def taille(self, chemin: str) -> int:
        """Its bytes, counted. Raises FileNotFoundError when it was erased."""
        return stockage_prive().size(chemin)

    def effacer(self, chemin: str) -> None:
        """Erase a file; erasing twice is harmless."""
        if chemin:
            stockage_prive().delete(chemin)

    def existe(self, chemin: str) -> bool:
        """True while the file is there."""
        return bool(chemin) and stockage_prive().exists(chemin)


def repondre_fichier(contenu: BinaryIO | bytes, *, nom: str, mime: str = "application/octet-stream") -> HttpResponse:
    """A response that a browser saves and never displays or guesses; not kept by shared caches."""
    flux = io.BytesIO(contenu) if isinstance(contenu, bytes) else contenu
    reponse = FileResponse(flux, content_type=mime)
    return en_piece_jointe(reponse, nom=nom)


def en_piece_jointe(reponse: Any, *, nom: str, prive: bool = True) -> Any:
    """The same response with attachment, nosniff and (private files) no-store headers."""
    sur = nom_sur(nom)
    ascii_ = unicodedata.normalize("NFKD", sur).encode("ascii", "ignore").decode() or "fichier"
    reponse["Content-Disposition"] = f"attachment; filename=\"{ascii_}\"; filename*=UTF-8''{quote(sur, safe='')}"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if prive:
        reponse["Cache-Control"] = "private, no-store"
    return reponse


# --- sealed deposits -----------------------------------------------------------------------------


class DepotStockage:
    """Encrypted store of proofs: bytes in, random name out. No name, type or address is kept beside them.

    The key comes from `settings.CLE_DEPOTS` (else SECRET_KEY); `CLES_DEPOTS_ANCIENNES` still open older deposits.
    """

    def __init__(self, racine: Path | None = None) -> None:
        self._racine = racine

    @property
    def _stockage(self) -> FileSystemStorage:
        defaut = getattr(settings, "DEPOTS_ROOT", None) or Path(settings.MEDIA_ROOT).parent / "depots"
        return FileSystemStorage(
            location=self._racine or defaut, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def ecrire(self, contenu: bytes) -> str:
        """Seal bytes; gives the random name under which they can be read back."""
        nom = secrets.token_hex(32)
        return self._stockage.save(nom, io.BytesIO(_chiffreur().encrypt(contenu)))

    def lire(self, nom: str) -> bytes:
        """The bytes of a deposit. Raises FileNotFoundError when erased, RegleViolee when it can't be opened."""
        try:
            with self._stockage.open(_nom_de_depot(nom)) as fichier:
                return _chiffreur().decrypt(fichier.read())
        except InvalidToken:
            raise RegleViolee("Ce dépôt ne peut pas être ouvert : la clé a changé ou le fichier est abîmé.") from None

    def effacer(self, nom: str) -> None:
        """Erase a deposit; erasing twice is harmless."""
        self._stockage.delete(_nom_de_depot(nom))

    def existe(self, nom: str) -> bool:
        """True while the deposit is there."""
        return self._stockage.exists(_nom_de_depot(nom))

    def noms(self, avant: datetime) -> list[str]:
        """The deposits written before an instant."""
        try:
            _, noms = self._stockage.listdir("")
        except FileNotFoundError:
            return []
        return [nom for nom in noms if _NOM_DEPOT.fullmatch(nom) and self._ecrit_le(nom) < avant]

    def _ecrit_le(self, nom: str) -> datetime:
        try:
            return self._stockage.get_modified_time(nom)
        except FileNotFoundError:  # erased since it was listed
            return datetime.max.replace(tzinfo=UTC)


_NOM_DEPOT = re.compile(r"[0-9a-f]{64}")


def _nom_de_depot(nom: str) -> str:
    if not _NOM_DEPOT.fullmatch(nom or ""):
        raise FileNotFoundError("nom de dépôt inconnu")
    return nom


def _chiffreur() -> MultiFernet:
    cles = [getattr(settings, "CLE_DEPOTS", "") or settings.SECRET_KEY, *getattr(settings, "CLES_DEPOTS_ANCIENNES", ())]
    return MultiFernet([Fernet(_deriver(cle)) for cle in cles])


def _deriver(secret: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=b"depots-scelles", info=b"v1").derive(secret.encode())
    return base64.urlsafe_b64encode(derive)


PRIVE = PieceStockage()
DEPOTS = DepotStockage()
