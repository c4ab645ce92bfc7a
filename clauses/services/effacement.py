"""Erasing a person: every table loses her identity and any text about her; the ledger stays whole."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from clauses.models import (
    Alerte,
    AvisPersonne,
    Beneficiaire,
    DemandeValidation,
    DepotScelle,
    DetailMouvement,
    FenetreEligibilite,
    JournalLigne,
    JournalPersonne,
    LigneHeures,
    Piece,
)
from clauses.policies import Action, exiger
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.fichiers import DepotStockage, PieceStockage
from socle.horloge import maintenant

EFFACEE = "Personne effacée"


@transaction.atomic
def effacer_personne(*, acteur: Acteur, beneficiaire: Beneficiaire, motif: str) -> Beneficiaire:
    """Erase a person's identity everywhere below `parcours` (which erases its own file first, then calls this).

    Hours, totals and the hash chain are untouched; free texts on her lines, sealed proofs and documents of
    her contracts are destroyed. Raises RegleViolee without a reason or when already erased.
    """
    exiger(acteur, Action.EFFACER_PERSONNE, beneficiaire)
    if not motif.strip():
        raise RegleViolee("Effacer une personne demande un motif.", champ="motif")
    personne = Beneficiaire.objects.select_for_update(of=("self",)).get(pk=beneficiaire.pk)
    if personne.efface_le is not None:
        raise RegleViolee("Cette personne est déjà effacée.")
    instant = maintenant()
    lignes = LigneHeures.objects.filter(contrat__beneficiaire=personne)
    DetailMouvement.objects.filter(cle_ligne__in=list(lignes.values_list("affectations__cle", flat=True))).delete()
    DetailMouvement.objects.filter(beneficiaire=personne).delete()
    lignes.exclude(motif_texte="").update(motif_texte=EFFACEE)
    JournalLigne.objects.filter(ligne__in=lignes).exclude(texte="").update(texte=EFFACEE)
    Alerte.objects.filter(ligne__in=lignes).update(message=EFFACEE, detail="")
    DemandeValidation.objects.filter(beneficiaire=personne).exclude(reponse="").update(reponse=EFFACEE)
    FenetreEligibilite.objects.filter(beneficiaire=personne).exclude(source="").update(source=EFFACEE)
    AvisPersonne.objects.filter(beneficiaire=personne).exclude(traite_motif="").update(traite_motif=EFFACEE)
    JournalPersonne.objects.filter(beneficiaire=personne).exclude(motif="").update(motif="")
    depots, prive = DepotStockage(), PieceStockage()
    fichiers: list[tuple[DepotStockage | PieceStockage, str]] = [
        (depots, nom)
        for nom in DepotScelle.objects.filter(demande__beneficiaire=personne, detruit_le__isnull=True).values_list(
            "nom_coffre", flat=True
        )
    ]
    DepotScelle.objects.filter(demande__beneficiaire=personne).update(detruit_le=instant)
    pieces = Piece.objects.filter(
        Q(contrat__beneficiaire=personne) | Q(ligne__contrat__beneficiaire=personne), detruite_le__isnull=True
    )
    fichiers += [(prive, chemin) for chemin in pieces.values_list("chemin", flat=True)]
    pieces.update(nom=EFFACEE, detruite_le=instant)
    Beneficiaire.objects.filter(pk=personne.pk).update(
        nom="",
        prenom="",
        nom_usage="",
        nom_plie="",
        prenom_plie="",
        date_naissance=None,
        sexe="",
        commune=None,
        telephone="",
        email="",
        annule_motif="",
        efface_le=instant,
    )
    JournalPersonne.objects.create(
        beneficiaire=personne, acte="effacer", le=instant, auteur=acteur.utilisateur, motif=""
    )
    transaction.on_commit(lambda: _detruire(fichiers))
    personne.refresh_from_db()
    return personne


def _detruire(fichiers: list[tuple[DepotStockage | PieceStockage, str]]) -> None:
    for coffre, nom in fichiers:
        coffre.effacer(nom)
