"""A file is received, read (at once when small, else by a worker), and its lines are proposed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from clauses.exchange.heures_tableur import Doute, LectureTableur, RangRefuse, Reglage, lire_tableur
from clauses.models import CorrespondanceColonnes, FichierHeures, LigneFichier
from clauses.policies import contrats_pretes, intervenants_siens, saisit
from clauses.rules.lecture import Constat, Lecture, Portee
from clauses.rules.proposition_tableur import A_TRAITER, EtatFichier
from clauses.services.fichiers_heures.correspondance import ecrire_correspondance, lire_reglage
from clauses.services.fichiers_heures.faits import charger
from clauses.services.fichiers_heures.proposition import proposer_lignes
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.selectors import acteur_de
from socle.erreurs import DroitRefuse, RegleViolee
from socle.fichiers import PRIVE, nom_sur
from socle.file_attente import mettre_en_file
from socle.horloge import aujourdhui, maintenant
from socle.lots import inserer
from socle.periodes import Mois
from socle.tableur import ClasseurRefuse, sorte_de_fichier

FORMATS = {"xlsx": "Excel", "xls": "Excel 97", "ods": "LibreOffice", "csv": "CSV", "dsn": "DSN"}
TAILLE_DIRECTE = 200 * 1024
"""Beyond, the file is read by a worker and its page shows the progress."""
CONSTATS_GARDES = 300
GARDE = timedelta(hours=24)
TACHE = "clauses.taches.lire_fichier_d_heures"


def deposer(
    *, acteur: Acteur, fichier: BinaryIO, nom: str, mois: Mois | None = None, organisation: Organisation | None = None
) -> FichierHeures:
    """Receive a spreadsheet. Raises RegleViolee (field `fichier`) when it is none; read at once when small."""
    firme = _firme(acteur, organisation)
    try:
        sorte = sorte_de_fichier(fichier)
    except ClasseurRefuse as refus:
        raise RegleViolee(refus.message, champ="fichier") from refus
    empreinte = hashlib.sha256()
    fichier.seek(0)
    while morceau := fichier.read(64 * 1024):
        empreinte.update(morceau)
    fichier.seek(0)
    depot = PRIVE.ecrire(fichier, dossier="fichiers_heures")
    with transaction.atomic():
        importation = FichierHeures.objects.create(
            organisation=firme,
            auteur=acteur.utilisateur,
            nom_fichier=nom_sur(nom)[:150],
            format=sorte,
            empreinte=empreinte.hexdigest(),
            mois=mois.premier_jour if mois else None,
            depot=depot,
            depose_le=maintenant(),
        )
        confie = confier(importation)
    if not confie:
        traiter(cle=importation.uuid, acteur=acteur)
        importation.refresh_from_db()
    return importation


def confier(importation: FichierHeures) -> bool:
    """Leave a large file to a worker, in the caller's transaction; False for a small one, to be read at once."""
    if PRIVE.taille(importation.depot) <= TAILLE_DIRECTE:
        return False
    fois = f":{importation.lu_le.isoformat()}" if importation.lu_le else ""
    return mettre_en_file(TACHE, str(importation.uuid), cle=f"fichier-heures:{importation.uuid}{fois}")


def traiter(*, cle: UUID, acteur: Acteur | None = None) -> None:
    """Read a file that waits and propose its lines. Done again from the start after a crash; twice is harmless."""
    importation = FichierHeures.objects.select_related("organisation", "auteur").filter(uuid=cle).first()
    if importation is None:
        return
    if importation.etat != EtatFichier.RECU:
        _oublier_le_brut(importation)  # a worker that died right after the lines were written left it
        return
    acteur = acteur or _acteur(importation)
    if not PRIVE.existe(importation.depot):
        _refuser(importation, "Le fichier n'est plus là : déposez-le de nouveau.")
        return
    if acteur is None:
        _refuser(importation, "Le compte qui a déposé ce fichier n'a plus accès à l'entreprise.")
        return
    _avancer(importation, 10)
    with PRIVE.ouvrir(importation.depot) as fichier:
        lu = lire_tableur(
            fichier,
            jour=aujourdhui(),
            nom=importation.nom_fichier,
            reglages=_reglages(importation.organisation, importation.annee),
            mois=Mois.depuis(importation.mois) if importation.mois else None,
        )
    _avancer(importation, 60)
    if lu.lecture.refusee and not lu.refusees and not lu.doutes:
        phrases = [c.phrase for c in lu.lecture.constats if c.portee == Portee.REFUS]
        _refuser(importation, phrases[0], lu.lecture.constats)
        return
    _proposer(importation, acteur, lu.lecture, lu.refusees, lu)


def proposer(
    *, acteur: Acteur, lecture: Lecture, nom: str, format: str = "dsn", organisation: Organisation | None = None
) -> FichierHeures:
    """Propose the lines of a `Lecture` from another reader; its file is never stored here."""
    importation = FichierHeures.objects.create(
        organisation=_firme(acteur, organisation),
        auteur=acteur.utilisateur,
        nom_fichier=nom_sur(nom)[:150],
        format=format,
        depose_le=maintenant(),
    )
    if lecture.refusee:
        _refuser(importation, lecture.constats[-1].phrase, lecture.constats)
    else:
        _proposer(importation, acteur, lecture, ())
    importation.refresh_from_db()
    return importation


def simuler(
    *, acteur: Acteur, organisation: Organisation, fichier: BinaryIO, nom: str, mois: Mois | None = None
) -> tuple[LectureTableur, list[LigneFichier]]:
    """Read and judge, nothing stored: for the command."""
    lu = lire_tableur(fichier, jour=aujourdhui(), nom=nom, reglages=_reglages(organisation), mois=mois)
    faits = charger(acteur, organisation, {li.mois for li in lu.lecture.lignes})
    return lu, proposer_lignes(faits, lu.lecture.lignes, lu.refusees)


def oublier() -> int:
    """Each hour: after 24 h the raw file and every row that names an unknown person are erased; how many imports.

    Proposed lines of an import still open stay (the firm's own people); a finished one keeps its counts only.
    """
    limite = maintenant() - GARDE
    anciens = list(FichierHeures.objects.filter(depose_le__lte=limite).filter(oublie_le__isnull=True))
    for importation in anciens:
        PRIVE.effacer(importation.depot)
    cles = [i.pk for i in anciens]
    with transaction.atomic():
        LigneFichier.objects.filter(origine__in=cles, sorte__in=A_TRAITER).delete()
        LigneFichier.objects.filter(origine__in=cles).exclude(origine__etat=EtatFichier.A_RELIRE).delete()
        FichierHeures.objects.filter(pk__in=cles, etat__in=[EtatFichier.RECU, EtatFichier.A_PRECISER]).update(
            etat=EtatFichier.ABANDONNE, termine_le=maintenant()
        )
        FichierHeures.objects.filter(pk__in=cles).update(
            depot="", constats=[], correspondance={}, oublie_le=maintenant()
        )
    return len(cles)


# --- steps ---------------------------------------------------------------------------------------


def _proposer(
    importation: FichierHeures,
    acteur: Acteur,
    lecture: Lecture,
    refusees: Iterable[RangRefuse],
    lu: LectureTableur | None = None,
) -> None:
    """Judge every line, then write all of them and the new state in one short transaction."""
    doutes = lu.doutes if lu else frozenset[Doute]()
    if doutes:
        lignes: list[LigneFichier] = []
    else:
        faits = charger(acteur, importation.organisation, {li.mois for li in lecture.lignes})
        lignes = proposer_lignes(faits, lecture.lignes, refusees, deja_recu=_deja_applique(importation))
    with transaction.atomic():
        verrou = FichierHeures.objects.select_for_update().get(pk=importation.pk)
        if verrou.etat != EtatFichier.RECU:
            return
        verrou.lignes.all().delete()
        for ligne in lignes:
            ligne.origine = verrou
        inserer(LigneFichier, lignes)
        verrou.etat = EtatFichier.A_PRECISER if doutes else EtatFichier.A_RELIRE
        verrou.progression = 100
        verrou.lu_le = maintenant()
        verrou.constats = constats_en_json(lecture.constats)
        verrou.comptes = dict(lecture.comptes)
        verrou.correspondance = ecrire_correspondance(lu) if lu and doutes else {}
        verrou.save()
    _oublier_le_brut(verrou)


def constats_en_json(constats: Iterable[Constat]) -> list[dict[str, Any]]:
    """Findings as the page and the command show them; refusals are lines of their own on the page."""
    return [
        {
            "portee": str(c.portee),
            "phrase": c.phrase,
            "feuille": c.source.feuille,
            "rang": c.source.rang,
            "colonne": c.source.colonne,
            "valeur": c.valeur,
        }
        for c in list(constats)[:CONSTATS_GARDES]
    ]


def _refuser(importation: FichierHeures, phrase: str, constats: Iterable[Constat] = ()) -> None:
    gardes = constats_en_json(constats) or constats_en_json([Constat(Portee.REFUS, phrase)])
    FichierHeures.objects.filter(pk=importation.pk, etat=EtatFichier.RECU).update(
        etat=EtatFichier.REFUSE, termine_le=maintenant(), progression=100, constats=gardes
    )
    importation.refresh_from_db(fields=["etat", "depot"])
    _oublier_le_brut(importation)


def _oublier_le_brut(importation: FichierHeures) -> None:
    """Erase the raw file once nothing has to be read from it any more; its row names it until it is gone."""
    if importation.depot and importation.etat not in (EtatFichier.RECU, EtatFichier.A_PRECISER):
        PRIVE.effacer(importation.depot)
        FichierHeures.objects.filter(pk=importation.pk).update(depot="")


def _avancer(importation: FichierHeures, pourcent: int) -> None:
    FichierHeures.objects.filter(pk=importation.pk, etat=EtatFichier.RECU).update(progression=pourcent)


def _deja_applique(importation: FichierHeures) -> bool:
    return bool(importation.empreinte) and (
        FichierHeures.objects.filter(
            organisation=importation.organisation, empreinte=importation.empreinte, etat=EtatFichier.ENREGISTRE
        ).exists()
    )


def _reglages(organisation: Organisation, annee: int | None = None) -> dict[str, Reglage]:
    return {
        c.signature: lire_reglage(c.reponses, annee)
        for c in CorrespondanceColonnes.objects.filter(organisation=organisation)
    }


def _firme(acteur: Acteur, organisation: Organisation | None) -> Organisation:
    """The firm for which the file is: the actor's own, where she enters hours; any for the platform itself."""
    if acteur.systeme and organisation is not None:
        return organisation
    if not saisit(acteur) or acteur.organisation is None:
        raise DroitRefuse("La saisie des heures revient à la paie ou au référent de l'entreprise.")
    if not intervenants_siens(acteur).exists() and not contrats_pretes(acteur).exists():
        phrase = "Votre entreprise n'intervient sur aucun lot portant une clause et n'y met personne à disposition."
        raise RegleViolee(phrase, champ="fichier")
    return acteur.organisation


def _acteur(importation: FichierHeures) -> Acteur | None:
    """Who sent the file, in the space of its firm, with the rights of today; None when she has left."""
    acteur = acteur_de(importation.auteur)
    espace = next((e for e in acteur.espaces if e.organisation_id == importation.organisation_id), None)
    if espace is None:
        return None
    acteur = acteur_de(importation.auteur, espace.uuid)
    return acteur if saisit(acteur) else None
