"""What a site looks for: a need is opened by the firm or the office, changed, filled, cancelled or opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from chantiers.models import Chantier
from chantiers.services import marquer
from clauses.models import Besoin, ClauseInsertion, Intervenant, LotChantier
from clauses.policies import Action, exiger
from clauses.rules.besoins import POSTES_MAX
from clauses.rules.etats import TABLE_BESOIN, ActeBesoin, EtatBesoin, EtatClause
from clauses.rules.vocabulaire import FrancaisDemande, NatureCertificat
from clauses.selectors.reglages import reglages_au
from clauses.services.journal import exiger_motif, noter
from entreprises.policies import Acteur
from socle import presentation
from socle.erreurs import RegleViolee, TransitionInterdite
from socle.horloge import aujourdhui, maintenant
from socle.models import Metier


class Suite(TypedDict, total=False):
    """What a need may say of its posts; a key left out keeps what the need has (nothing, when it is new)."""

    fin: date | None
    heures: Decimal | None
    heures_hebdo: Decimal | None
    prise_de_poste: time | None
    permis_demande: bool
    niveau_francais: str
    certificats: Sequence[str]
    precisions: str


class Demande(Suite, total=False):
    """The same with what an open need always says."""

    metier: Metier
    nombre: int
    debut: date


CHAMPS = ("metier", "nombre", "debut", *Suite.__annotations__)


@transaction.atomic
def ouvrir(
    *,
    acteur: Acteur,
    intervenant: Intervenant,
    chantier: Chantier,
    metier: Metier,
    nombre: int,
    debut: date,
    **suite: Unpack[Suite],
) -> Besoin:
    """Open a need of a party on one of the sites of its lot; its trade shows in public ("métiers recherchés").

    Raises RegleViolee for no post at all, dates in disorder or past, a condition that is not in the lists, another
    site, a lot without clause in force, a party that left, and for the very same need already open.
    """
    exiger(acteur, Action.OUVRIR_BESOIN, intervenant)
    if acteur.utilisateur is None:
        raise RegleViolee("Un besoin est ouvert par une personne.")
    clause = _verrouiller_clause(lot_id=intervenant.lot_id, etat=EtatClause.ACTIVE)
    if clause is None:
        raise RegleViolee("Ce lot n'a pas de clause d'insertion active.")
    besoin = Besoin(
        clause=clause,
        intervenant=intervenant,
        chantier=chantier,
        metier=metier,
        nombre=nombre,
        debut=debut,
        ouvert_le=maintenant(),
        ouvert_par=acteur.utilisateur,
        **_lisible(suite),
    )
    exiger(acteur, Action.OUVRIR_BESOIN, besoin)
    _admettre(besoin)
    besoin.save()
    marquer([chantier.pk])
    noter(acteur=acteur, acte="ouvrir_besoin", clause=clause, motif=besoin.dit)
    return besoin


@transaction.atomic
def modifier(*, acteur: Acteur, besoin: Besoin, chantier: Chantier | None = None, **demande: Unpack[Demande]) -> Besoin:
    """Change an open need: its site among those of the lot, and what is given of the rest.

    Raises as `ouvrir`; TransitionInterdite when the need was filled or cancelled meanwhile. A start already past stays.
    """
    exiger(acteur, Action.OUVRIR_BESOIN, besoin)
    clause = _verrouiller_clause(pk=besoin.clause_id)
    verrou = _verrouiller(besoin, clause)
    if verrou.etat != EtatBesoin.OUVERT:
        raise TransitionInterdite("Ce besoin est fermé : rouvrez-le pour le modifier.")
    avant = {c: getattr(verrou, c) for c in ("chantier_id", *CHAMPS)}
    if chantier is not None:
        verrou.chantier = chantier
        exiger(acteur, Action.OUVRIR_BESOIN, verrou)
    for champ, valeur in _lisible(demande).items():
        setattr(verrou, champ, valeur)
    changes = [c for c, valeur in avant.items() if getattr(verrou, c) != valeur]
    if not changes:
        return verrou
    _admettre(verrou, dates_neuves=bool({"debut", "fin"} & set(changes)))
    verrou.save(update_fields=changes)
    marquer({avant["chantier_id"], verrou.chantier_id})
    noms = ", ".join(str(Besoin._meta.get_field(c.removesuffix("_id")).verbose_name) for c in changes)
    noter(acteur=acteur, acte="modifier_besoin", clause=verrou.clause, motif=f"{verrou.dit} ({noms})")
    return verrou


@transaction.atomic
def pourvoir(*, acteur: Acteur, besoin: Besoin) -> Besoin:
    """The posts are taken: the trade leaves the public page. TransitionInterdite unless the need is open."""
    return _changer(acteur, besoin, ActeBesoin.POURVOIR)


@transaction.atomic
def annuler(*, acteur: Acteur, besoin: Besoin, motif: str) -> Besoin:
    """Nobody is looked for any more, with the reason. TransitionInterdite unless the need is open."""
    return _changer(acteur, besoin, ActeBesoin.ANNULER, exiger_motif(motif, "Annuler un besoin"))


@transaction.atomic
def rouvrir(*, acteur: Acteur, besoin: Besoin) -> Besoin:
    """Look again for a need filled or cancelled. Raises as `ouvrir` for what no longer holds."""
    return _changer(acteur, besoin, ActeBesoin.ROUVRIR)


def _changer(acteur: Acteur, besoin: Besoin, acte: ActeBesoin, motif: str = "") -> Besoin:
    """The only writer of a need's state."""
    exiger(acteur, Action.OUVRIR_BESOIN, besoin)
    clause = _verrouiller_clause(pk=besoin.clause_id) if acte is ActeBesoin.ROUVRIR else None
    verrou = _verrouiller(besoin, clause)
    avant = EtatBesoin(verrou.etat)
    apres = TABLE_BESOIN.appliquer(avant, acte)
    if acte is ActeBesoin.ROUVRIR:
        _admettre(verrou)
    verrou.etat = apres
    verrou.ferme_le = None if apres is EtatBesoin.OUVERT else maintenant()
    verrou.save(update_fields=["etat", "ferme_le"])
    marquer([verrou.chantier_id])
    if apres is not EtatBesoin.OUVERT:
        import_string(settings.BESOIN_FERME)(acteur=acteur, besoin=verrou)
    dit = f"{verrou.dit} : {motif}" if motif else verrou.dit
    noter(acteur=acteur, acte=f"{acte.value}_besoin", clause=verrou.clause, de=avant.value, vers=apres.value, motif=dit)
    return verrou


def _verrouiller_clause(**filtre: Any) -> ClauseInsertion | None:
    """The clause, before any need of it: the same need is opened once, and the clause is not closed meanwhile.

    Not its key: an act that holds a need only still writes in the clause's log.
    """
    return (
        ClauseInsertion.objects.select_for_update(of=("self",), no_key=True)
        .filter(**filtre)
        .select_related("lot__marche")
        .first()
    )


def _verrouiller(besoin: Besoin, clause: ClauseInsertion | None = None) -> Besoin:
    """The need as it stands, under its locked clause when one is given."""
    verrou = (
        Besoin.objects.select_for_update(of=("self",))
        .select_related("metier", "chantier", "intervenant", "clause__lot__marche")
        .get(pk=besoin.pk)
    )
    if clause is not None:
        verrou.clause = clause
    return verrou


def _lisible(demande: Suite) -> dict[str, Any]:
    """The given values as they are kept: certificates once each, in the order of the list."""
    valeurs: dict[str, Any] = dict(demande)
    if "precisions" in valeurs:
        valeurs["precisions"] = valeurs["precisions"].strip()[:500]
    if "certificats" in valeurs:
        demandes = set(valeurs["certificats"])
        connus = [c.value for c in NatureCertificat if c.value in demandes]
        if len(connus) < len(demandes):
            raise RegleViolee("Choisissez les certificats dans la liste.", champ="certificats")
        valeurs["certificats"] = connus
    return valeurs


def _admettre(besoin: Besoin, *, dates_neuves: bool = True) -> None:
    """What every act that leaves a need open asks, its clause locked: opened, changed or opened again."""
    if besoin.clause.etat != EtatClause.ACTIVE:
        raise RegleViolee("La clause n'est plus active : ce besoin ne se cherche plus.")
    if besoin.intervenant.au is not None and besoin.intervenant.au < aujourdhui():
        raise RegleViolee("Cette entreprise n'intervient plus sur ce lot.")
    _verifier(besoin)
    if dates_neuves:
        _refuser_passe(besoin)
    _refuser_double(besoin)


def _verifier(besoin: Besoin) -> None:
    """Everything that holds whatever the day."""
    if not 1 <= besoin.nombre <= POSTES_MAX:
        raise RegleViolee(f"Indiquez de 1 à {POSTES_MAX} postes.", champ="nombre")
    if besoin.fin is not None and besoin.fin < besoin.debut:
        raise RegleViolee("La fin du besoin précède son début.", champ="fin")
    if besoin.heures is not None and besoin.heures <= 0:
        raise RegleViolee("Un poste demande au moins une heure.", champ="heures")
    maximum = reglages_au(besoin.debut)["heures_semaine_maximum"]
    if besoin.heures_hebdo is not None and not 0 < besoin.heures_hebdo <= maximum:
        limite = presentation.nombre(maximum, 0)
        raise RegleViolee(f"Une semaine de travail va jusqu'à {limite} heures.", champ="heures_hebdo")
    if besoin.niveau_francais not in ("", *FrancaisDemande):
        raise RegleViolee("Choisissez le niveau de français dans la liste.", champ="niveau_francais")
    if not LotChantier.objects.filter(lot_id=besoin.intervenant.lot_id, chantier_id=besoin.chantier_id).exists():
        raise RegleViolee("Ce chantier n'est pas un chantier du lot.", champ="chantier")


def _refuser_passe(besoin: Besoin) -> None:
    if (besoin.fin or besoin.debut) < aujourdhui():
        raise RegleViolee("Ce besoin est déjà passé.", champ="debut")


def _refuser_double(besoin: Besoin) -> None:
    """The same posts under the same conditions are one need with a greater number."""
    ouverts = Besoin.objects.filter(
        intervenant=besoin.intervenant, chantier=besoin.chantier, metier=besoin.metier, etat=EtatBesoin.OUVERT
    )
    for autre in ouverts.exclude(pk=besoin.pk).select_related("metier"):
        if all(getattr(autre, champ) == getattr(besoin, champ) for champ in CHAMPS):
            raise RegleViolee("Ce besoin est déjà ouvert : pour plus de postes, changez son nombre.", champ="nombre")
