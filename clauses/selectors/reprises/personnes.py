"""People of a take-over file beside those known: new, already there, alike somebody, or without an obligation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from clauses.models import Beneficiaire, ClauseInsertion, ContratTravail
from clauses.rules.rapprochement import Annuaire, Identite
from clauses.rules.reprise import CleLot, PersonneReprise, RefusReprise, numero_de_lot
from clauses.selectors.personnes_connues import connues
from clauses.selectors.reprises.formes import PersonneProposee, PropositionReprise
from socle.identifiants import plier


def proposer_personnes(
    proposition: PropositionReprise, personnes: Sequence[PersonneReprise], nouvelles: set[tuple[str, int]]
) -> None:
    """Sort the people: to write, already there, or refused (no obligation, or alike somebody known)."""
    du_fichier = {e.accorde.engagement.cle for e in proposition.engagements}
    suivies = _clauses_suivies({p.engagement for p in personnes if p.engagement} - du_fichier)
    annuaire, fiches = _annuaire(personnes)
    connus = _contrats_connus(fiches, {p.debut for p in personnes if p.debut})
    for personne in personnes:
        if personne.engagement and personne.engagement not in du_fichier | suivies:
            phrase = "Aucun engagement repris ou suivi ici n'a ce marché et ce lot."
            valeur = f"{personne.marche}, lot {personne.lot}"
            proposition.refus.append(RefusReprise(personne.source, phrase, valeur))
            continue
        identite = Identite(personne.nom, personne.prenom, personne.naissance)
        trouve = annuaire.rapprocher(identite)
        declaree = (personne.source.feuille, personne.source.rang) in nouvelles
        if trouve.exact is None and trouve.proches and not declaree:
            connue, raison = trouve.proches[0]
            fiche = fiches[int(connue.cle)]
            ne_le = f", né·e le {fiche.date_naissance:%d/%m/%Y}" if fiche.date_naissance else ""
            phrase = f"Ressemble à {fiche}{ne_le} ({raison}) : corrigez, ou dites que c'est une autre personne."
            proposition.refus.append(RefusReprise(personne.source, phrase, f"{personne.nom} {personne.prenom}"))
            continue
        existante = fiches[int(trouve.exact.cle)] if trouve.exact is not None else None
        deja = existante is not None and (existante.pk, personne.engagement, personne.debut) in connus
        proposition.personnes.append(PersonneProposee(personne, existante, deja))


def _clauses_suivies(cles: set[CleLot]) -> set[CleLot]:
    """Those of these obligations that the office follows already."""
    if not cles:
        return set()
    clauses = ClauseInsertion.objects.filter(lot__marche__in={contrat for _, contrat, _ in cles})
    lues = clauses.filter(etat__in=["ACTIVE", "CLOSE"]).order_by()
    return {
        (numero, contrat, numero_de_lot(lot))
        for numero, contrat, lot in lues.values_list("lot__marche__numero_plie", "lot__marche_id", "lot__numero")
    } & cles


def _annuaire(personnes: Sequence[PersonneReprise]) -> tuple[Annuaire, dict[int, Beneficiaire]]:
    """The people known who may be one of these: the same birth date or the same folded name."""
    naissances = {p.naissance for p in personnes if p.naissance}
    noms = {plier(p.nom) for p in personnes}
    voisines = Beneficiaire.objects.en_vigueur().filter(Q(date_naissance__in=naissances) | Q(nom_plie__in=noms))
    fiches = {b.pk: b for b in voisines}
    return Annuaire.de(connues(fiches.values())), fiches


def _contrats_connus(fiches: dict[int, Beneficiaire], debuts: set[date]) -> set[tuple[int, CleLot | None, date | None]]:
    """(person, obligation, start) of the contracts recorded already."""
    contrats = ContratTravail.objects.en_vigueur().filter(beneficiaire__in=fiches, debut__in=debuts).order_by()
    lus = contrats.values_list(
        "beneficiaire_id", "clause__lot__marche__numero_plie", "clause__lot__marche_id", "clause__lot__numero", "debut"
    )
    return {(personne, (numero, contrat, numero_de_lot(lot)), debut) for personne, numero, contrat, lot, debut in lus}
