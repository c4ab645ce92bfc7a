"""Documents of a month: dropped together, each examined, kept, sorted to its line by its name, or refused by name.

Each file stands for itself: one refused loses none of the others. Bytes are written before the row: a crash leaves an
orphan that the nightly purge removes, never a row without its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import transaction

from clauses.models import Declaration, LigneHeures, Piece
from clauses.policies import pieces_visibles
from clauses.rules.documents import Candidate, ligne_designee, nature_de
from clauses.rules.etats import EtatLigne
from clauses.services.brouillons import exiger_saisie, verrouiller_declaration, verrouiller_declarations
from clauses.services.controles import controler_lignes
from entreprises.policies import Acteur
from socle.documents import DocumentRefuse, examiner
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.fichiers import DOCUMENTS, PRIVE, FichierVerifie, nom_sur, verifier
from socle.horloge import maintenant

FICHIERS_MAX = 30
_LONG_NOMBRE = re.compile(r"\d(?:[ ._-]?\d){11,}")
"""A number that could be a person's own: people put it in the names of files."""


@dataclass
class BilanDocuments:
    """What became of each file: kept (with its line or not), already there, refused and why."""

    gardees: list[Piece] = field(default_factory=list)
    deja_la: list[str] = field(default_factory=list)
    refusees: list[tuple[str, str]] = field(default_factory=list)

    @property
    def a_ranger(self) -> int:
        """Kept, but no line is named by their names."""
        return sum(1 for piece in self.gardees if piece.ligne_id is None)


def deposer(
    *, acteur: Acteur, declarations: Sequence[Declaration], fichiers: Iterable[tuple[str, BinaryIO]]
) -> BilanDocuments:
    """Join files to a company's month (all its lots): each to its line, else to the month, to be sorted.

    Raises RegleViolee for no month or too many files at once; a refused file is in the result.
    """
    if not declarations:
        raise RegleViolee("Ouvrez d'abord le mois : aucun lot n'est à déclarer.", champ="fichiers")
    for declaration in declarations:
        exiger_saisie(acteur, declaration.intervenant)
    liste = list(fichiers)
    if not liste:
        raise RegleViolee("Choisissez au moins un fichier.", champ="fichiers")
    if len(liste) > FICHIERS_MAX:
        phrase = f"Plus de {FICHIERS_MAX} fichiers à la fois : déposez-les en plusieurs fois."
        raise RegleViolee(phrase, champ="fichiers")
    lignes = _lignes(declarations)
    gens = ((ligne.pk, ligne.contrat.beneficiaire) for ligne in lignes.values())
    candidates = [Candidate(cle, personne.nom, personne.prenom) for cle, personne in gens]
    bilan = BilanDocuments()
    for nom, fichier in liste:
        try:
            verifie = verifier(fichier, nom=nom, types=DOCUMENTS)
            examiner(fichier, sorte=verifie.type)
        except (RegleViolee, DocumentRefuse) as refus:
            bilan.refusees.append((_nom(nom), refus.message))
            continue
        ligne = lignes.get(ligne_designee(nom, candidates) or 0)
        piece = _garder(acteur, declarations, ligne, fichier, verifie)
        if piece is None:
            bilan.deja_la.append(_nom(nom))
        else:
            bilan.gardees.append(piece)
    _rejuger(bilan.gardees)
    return bilan


@transaction.atomic
def ranger(*, acteur: Acteur, piece: Piece, ligne: LigneHeures | None) -> Piece:
    """Say which line a document proves (None: the month); a line of the same company and month only."""
    verrou = _verrouiller(acteur, piece)
    if ligne is not None:
        meme = (ligne.declaration.intervenant.organisation_id, ligne.declaration.mois)
        if meme != (verrou.declaration.intervenant.organisation_id, verrou.declaration.mois):
            raise RegleViolee("Cette ligne n'est pas du même mois de la même entreprise.", champ="ligne")
        exiger_saisie(acteur, ligne.declaration.intervenant)
        if verrou.declaration.soumise_le is not None and ligne.declaration.soumise_le is None:
            raise ConflitEcriture(
                "Ce document est parti avec un mois transmis : il ne passe pas à un mois qui ne l'est pas."
            )
        verrou.declaration = ligne.declaration
    verrou.ligne = ligne
    verrou.save(update_fields=["ligne", "declaration"])
    return verrou


@transaction.atomic
def retirer(*, acteur: Acteur, piece: Piece) -> None:
    """Take a document back before the month is sent; afterwards it stays with what it proves."""
    verrou = _verrouiller(acteur, piece)
    if verrouiller_declaration(verrou.declaration).soumise_le is not None:
        raise ConflitEcriture("Ce mois est transmis : ses documents restent avec lui.")
    verrou.detruite_le, verrou.ligne, verrou.nom = maintenant(), None, "Document retiré"
    verrou.save(update_fields=["detruite_le", "ligne", "nom"])
    chemin = verrou.chemin
    transaction.on_commit(lambda: PRIVE.effacer(chemin))


def _nom(texte: str) -> str:
    """A file's name as it is shown and kept: without any long number."""
    return _LONG_NOMBRE.sub("…", nom_sur(texte))


def _lignes(declarations: Sequence[Declaration]) -> dict[int, LigneHeures]:
    lignes = LigneHeures.objects.filter(declaration__in=declarations).select_related(
        "contrat__beneficiaire", "declaration"
    )
    return {ligne.pk: ligne for ligne in lignes}


@transaction.atomic
def _garder(
    acteur: Acteur,
    declarations: Sequence[Declaration],
    ligne: LigneHeures | None,
    fichier: BinaryIO,
    verifie: FichierVerifie,
) -> Piece | None:
    """None: these very bytes are joined to the month already. Locked, so that two drops at once keep one."""
    verrouiller_declarations([declaration.pk for declaration in declarations])
    du_mois = Piece.objects.filter(declaration__in=declarations, detruite_le__isnull=True)
    if du_mois.filter(empreinte=verifie.empreinte).exists():
        return None
    fichier.seek(0)
    return Piece.objects.create(
        declaration=ligne.declaration if ligne else declarations[0],
        ligne=ligne,
        nature=nature_de(verifie.nom).libelle,
        nom=_nom(verifie.nom),
        type_contenu=verifie.mime,
        taille=verifie.taille,
        empreinte=verifie.empreinte,
        chemin=PRIVE.ecrire(fichier, dossier="documents"),
        deposee_par=acteur.utilisateur,
        deposee_le=maintenant(),
    )


@transaction.atomic
def _rejuger(pieces: Sequence[Piece]) -> None:
    """Lines that wait are judged again: a document that already proves something else is an alert (A9)."""
    attendues = LigneHeures.objects.filter(declaration__in={p.declaration_id for p in pieces}, etat=EtatLigne.SOUMISE)
    controler_lignes(list(attendues))


def _verrouiller(acteur: Acteur, piece: Piece) -> Piece:
    """The document, locked; Piece.DoesNotExist for whoever may not read it, or when it is not a month's."""
    visible = pieces_visibles(acteur, partout=True).filter(pk=piece.pk, declaration__isnull=False)
    verrou = (
        Piece.objects.select_for_update(of=("self",))
        .select_related("declaration__intervenant")
        .get(pk__in=visible.values("pk"))
    )
    exiger_saisie(acteur, verrou.declaration.intervenant)
    return verrou
