"""An import sent from a page: the file is kept until it is read, its result until it is purged.

Small files are read at once, larger ones by a worker; the page of the result is the same and can be found again.
Results hold counts and refusals of official records: no person.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files.base import ContentFile, File

from clauses.exchange.decp import FichierIllisible, lire_departements
from clauses.policies import Action, exiger
from clauses.services import decp
from entreprises.policies import Acteur
from socle.erreurs import ErreurMetier, RegleViolee
from socle.fichiers import nom_sur, stockage_prive
from socle.file_attente import mettre_en_file
from socle.horloge import maintenant

DOSSIER = "imports"
TAILLE_DIRECTE = 3 * 1024 * 1024
TAILLE_MAX = 300 * 1024 * 1024
REFUS_GARDES = 500
TACHE = "clauses.taches.importer_marches_publies"


@dataclass(frozen=True)
class ResultatImport:
    """What a run gave: `etat` is "en_cours", "fait" or "illisible"."""

    uuid: uuid.UUID
    etat: str
    nom: str = ""
    le: str = ""
    departements: str = ""
    erreur: str = ""
    bilan: dict[str, Any] | None = None


def deposer(*, acteur: Acteur, fichier: BinaryIO, nom: str, taille: int, departements: str) -> uuid.UUID:
    """Receive a file: read at once when it is small, else put in the queue. Raises RegleViolee beside its field."""
    exiger(acteur, Action.IMPORTER_DECP)
    try:
        lire_departements(departements)
    except ValueError as erreur:
        raise RegleViolee(str(erreur), champ="departements") from erreur
    if not 0 < taille <= TAILLE_MAX:
        raise RegleViolee("Le fichier est vide ou dépasse 300 Mo.", champ="fichier")
    cle = uuid.uuid4()
    fiche = {"nom": nom_sur(nom), "departements": departements, "le": maintenant().isoformat()}
    _ecrire(cle, fiche | {"etat": "en_cours"})
    if taille <= TAILLE_DIRECTE:
        _lire_fichier(acteur, cle, fichier, fiche)
    else:
        stockage_prive().save(_chemin(cle, "donnees"), File(fichier))
        utilisateur = acteur.utilisateur.pk if acteur.utilisateur else None
        mettre_en_file(TACHE, str(cle), utilisateur, cle=f"import-decp:{cle}")
    return cle


def traiter(*, acteur: Acteur, cle: uuid.UUID) -> None:
    """Read a file that waits (called by the worker; a second call does nothing)."""
    exiger(acteur, Action.IMPORTER_DECP)
    resultat = resultat_import(cle)
    depot = _chemin(cle, "donnees")
    if resultat is None or resultat.etat != "en_cours" or not stockage_prive().exists(depot):
        return
    fiche = {"nom": resultat.nom, "departements": resultat.departements, "le": resultat.le}
    with stockage_prive().open(depot) as fichier:
        _lire_fichier(acteur, cle, fichier, fiche)
    stockage_prive().delete(depot)


def resultat_import(cle: uuid.UUID) -> ResultatImport | None:
    """The result of a run, or None when there is no such run."""
    chemin = _chemin(cle, "json")
    if not stockage_prive().exists(chemin):
        return None
    with stockage_prive().open(chemin) as fichier:
        return ResultatImport(uuid=cle, **json.load(fichier))


def derniers_imports(limite: int = 10) -> list[ResultatImport]:
    """The last runs sent from a page, newest first; `limite` 0: all of them."""
    try:
        _, noms = stockage_prive().listdir(DOSSIER)
    except FileNotFoundError:
        return []
    cles = [uuid.UUID(nom.removesuffix(".json")) for nom in noms if nom.endswith(".json")]
    lus = filter(None, (resultat_import(cle) for cle in cles))
    return sorted(lus, key=lambda r: r.le, reverse=True)[: limite or None]


def anciens(avant: datetime) -> list[uuid.UUID]:
    """The runs sent from a page by that instant."""
    return [r.uuid for r in derniers_imports(limite=0) if datetime.fromisoformat(r.le) <= avant]


def oublier(avant: datetime) -> int:
    """Erase the results (and any file left behind) of the runs sent by that instant; how many."""
    cles = anciens(avant)
    for cle in cles:
        stockage_prive().delete(_chemin(cle, "donnees"))
        stockage_prive().delete(_chemin(cle, "json"))
    return len(cles)


def _lire_fichier(acteur: Acteur, cle: uuid.UUID, fichier: BinaryIO, fiche: dict[str, Any]) -> None:
    try:
        fichier.seek(0)
        rapport = decp.importer(
            acteur=acteur, sources=[fichier], departements=lire_departements(fiche["departements"])
        ).en_dict()
    except (FichierIllisible, ErreurMetier) as erreur:
        _ecrire(cle, fiche | {"etat": "illisible", "erreur": erreur.message})
        return
    refus = rapport["refus"]
    assert isinstance(refus, list)
    for ligne in refus:
        ligne["fichier"] = fiche["nom"]
    _ecrire(cle, fiche | {"etat": "fait", "bilan": rapport | {"refus": refus[:REFUS_GARDES]}})


def _chemin(cle: uuid.UUID, sorte: str) -> str:
    return f"{DOSSIER}/{cle}.{sorte}"


def _ecrire(cle: uuid.UUID, contenu: dict[str, Any]) -> None:
    stockage, chemin = stockage_prive(), _chemin(cle, "json")
    if stockage.exists(chemin):
        stockage.delete(chemin)
    stockage.save(chemin, ContentFile(json.dumps(contenu, ensure_ascii=False).encode()))
