"""Moving a selection of validated hours (people × months) to another clause, site or month, seen before done.

The preview does the move and undoes it: what it shows is what happens, controls included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from chantiers.models import Chantier
from clauses.models import (
    Alerte,
    ChangementPublie,
    ClauseInsertion,
    Deplacement,
    LigneHeures,
    LotChantier,
)
from clauses.policies import Action, exiger
from clauses.public.donnees import ChantierPublie
from clauses.public.ensemble import calculer_ensemble, chantiers_publies
from clauses.rules.vocabulaire import MotifDeplacement
from clauses.selectors.situations import SituationClause, situations_des_clauses
from clauses.services.controles import controler_lignes
from clauses.services.corrections import Destination, clauses_touchees, exiger_deplacables, reporter
from clauses.services.deplacements_contrats import contrats_d_arrivee
from clauses.services.grand_livre import verrouiller_clauses
from clauses.services.journal import noter
from clauses.services.validation import verrouiller_lignes
from entreprises.policies import Acteur
from socle import presentation
from socle.apercu import a_blanc
from socle.centiemes import ZERO
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.periodes import Mois

DECALAGE_MAX = 24
CHIFFRE = "heures réalisées (validées)"


@dataclass(frozen=True)
class Demande:
    """What is asked: lines of `source`, to `cible` (it may be the same), a site, a number of months."""

    source: ClauseInsertion
    lignes: Sequence[UUID]
    cible: ClauseInsertion
    chantier: Chantier | None = None
    decalage: int = 0


@dataclass(frozen=True)
class LigneApercue:
    """A line as it would stand, and what the target's controls say of it."""

    depart: LigneHeures
    arrivee: LigneHeures
    alertes: Sequence[Alerte]


@dataclass
class Apercu:
    """Every clause that gives or receives hours, before and after; the lines; the work contracts to be opened."""

    avant: dict[int, SituationClause]
    apres: dict[int, SituationClause] = field(default_factory=dict)
    lignes: list[LigneApercue] = field(default_factory=list)
    contrats_ouverts: int = 0

    @property
    def heures(self) -> Decimal:
        """Hours that count, over the selection."""
        return sum((vue.arrivee.heures_retenues or ZERO for vue in self.lignes), ZERO)

    @property
    def bloquee(self) -> bool:
        """A blocking alert asks for a reasoned override."""
        return any(a.gravite == "BLOCAGE" for vue in self.lignes for a in vue.alertes)

    @property
    def nb_alertees(self) -> int:
        """Lines with an alert, information aside."""
        return sum(any(a.gravite != "INFO" for a in vue.alertes) for vue in self.lignes)


def apercevoir(*, acteur: Acteur, demande: Demande) -> Apercu:
    """What the move would do; nothing is written. Raises what the move would raise."""
    return a_blanc(lambda: _mouvoir(acteur, demande, "deplacement", "Aperçu"))


@transaction.atomic
def deplacer_selection(
    *,
    acteur: Acteur,
    demande: Demande,
    cle: UUID,
    motif: MotifDeplacement,
    texte: str,
    derogation: str = "",
) -> tuple[Deplacement, bool]:
    """Do the move once for this key; (the act, whether it was done now).

    Raises RegleViolee without reason, or on a blocking alert without a reasoned override; DroitRefuse on a clause
    of another office.
    """
    exiger(acteur, Action.CORRIGER, demande.source)
    exiger(acteur, Action.CORRIGER, demande.cible)
    if not texte.strip():
        raise RegleViolee("Expliquez le déplacement en une phrase.", champ="texte")
    verrouiller_lignes(demande.lignes)
    deja = Deplacement.objects.filter(cle=cle, fait_par=acteur.utilisateur).first()
    if deja is not None:
        return deja, False
    publies = _heures_publiees(chantiers_publies())  # read before any write: the set that the public reads now
    apercu = _mouvoir(acteur, demande, motif.value, texte.strip())
    if apercu.bloquee and not derogation.strip():
        raise RegleViolee(
            "Une alerte bloque la clause d'arrivée : écrivez pourquoi vous passez outre, ou retirez la ligne.",
            champ="derogation",
        )
    _lever(acteur, apercu, derogation.strip() or f"Examinée au déplacement : {texte.strip()}")
    _noter(acteur, demande, apercu, texte.strip())
    _publier_changements(publies, motif)
    acte = Deplacement.objects.create(
        cle=cle,
        source=demande.source,
        cible=demande.cible,
        chantier=demande.chantier,
        decalage=demande.decalage,
        motif_code=motif,
        texte=texte.strip()[:300],
        nb_lignes=len(apercu.lignes),
        heures=apercu.heures,
        fait_le=maintenant(),
        fait_par=acteur.utilisateur,
    )
    return acte, True


def _mouvoir(acteur: Acteur, demande: Demande, motif_code: str, texte: str) -> Apercu:
    exiger(acteur, Action.CORRIGER, demande.source)
    exiger(acteur, Action.CORRIGER, demande.cible)
    if not demande.lignes:
        raise RegleViolee("Cochez au moins une ligne.", champ="lignes")
    if abs(demande.decalage) > DECALAGE_MAX:
        raise RegleViolee(f"Le décalage ne dépasse pas {DECALAGE_MAX} mois.", champ="decalage")
    sources = verrouiller_lignes(demande.lignes)
    if any(ligne.contrat.clause_id != demande.source.pk for ligne in sources):
        raise RegleViolee("Une ligne demandée n'est pas de cette clause.", champ="lignes")
    exiger_deplacables(acteur, sources)
    touchees = clauses_touchees(sources, demande.source, demande.cible)
    verrouiller_clauses({clause.pk for clause in touchees})
    apercu = Apercu(avant=situations_des_clauses(touchees))
    mois = {ligne.pk: Mois.depuis(ligne.declaration.mois) + demande.decalage for ligne in sources}
    if max(mois.values()) > Mois.depuis(aujourdhui()):
        raise RegleViolee("Des heures ne se déplacent pas vers un mois à venir.", champ="decalage")
    sites = _sites(demande, sources)
    contrats, apercu.contrats_ouverts = contrats_d_arrivee(acteur, demande.source, demande.cible, sources, mois)
    destinations = [Destination(li, contrats[li.pk], sites[li.pk], mois[li.pk]) for li in sources]
    nouvelles = reporter(acteur=acteur, destinations=destinations, texte=texte, motif_code=motif_code)
    controler_lignes(nouvelles)
    apercu.apres = situations_des_clauses(touchees)
    apercu.lignes = _vues(nouvelles)
    return apercu


def _sites(demande: Demande, sources: Sequence[LigneHeures]) -> dict[int, int]:
    """line → site: the one asked, else its own where the target lot has it, else the only one of that lot."""
    possibles = list(
        LotChantier.objects.filter(lot_id=demande.cible.lot_id).order_by("pk").values_list("chantier_id", flat=True)
    )
    if demande.chantier is not None:
        if demande.chantier.pk not in possibles:
            raise RegleViolee("Ce chantier n'est pas du lot d'arrivée.", champ="chantier")
        return {ligne.pk: demande.chantier.pk for ligne in sources}
    seul = possibles[0] if len(possibles) == 1 else None
    sites = {}
    for ligne in sources:
        garde = ligne.chantier_id in possibles or demande.cible.pk == demande.source.pk
        site = ligne.chantier_id if garde else seul
        if site is None:
            raise RegleViolee("Le lot d'arrivée est sur plusieurs chantiers : choisissez lequel.", champ="chantier")
        sites[ligne.pk] = site
    return sites


def _vues(nouvelles: Sequence[LigneHeures]) -> list[LigneApercue]:
    lues = (
        LigneHeures.objects.filter(pk__in=[n.pk for n in nouvelles])
        .select_related(
            "contrat__beneficiaire", "declaration", "chantier", "remplace__declaration", "remplace__chantier"
        )
        .order_by("contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "declaration__mois", "pk")
    )
    alertes: dict[int, list[Alerte]] = {}
    for alerte in Alerte.objects.actives().filter(ligne__in=[n.pk for n in nouvelles]).order_by("code"):
        alertes.setdefault(alerte.ligne_id, []).append(alerte)
    return [LigneApercue(ligne.remplace, ligne, alertes.get(ligne.pk, [])) for ligne in lues]


def _lever(acteur: Acteur, apercu: Apercu, motif: str) -> None:
    """The alerts were seen and the move decided: lifted under that reason, as a validation does."""
    pks = [a.pk for vue in apercu.lignes for a in vue.alertes if a.gravite != "INFO"]
    Alerte.objects.filter(pk__in=pks).update(
        levee_le=maintenant(), levee_par=acteur.utilisateur, levee_motif=motif[:300]
    )


def _noter(acteur: Acteur, demande: Demande, apercu: Apercu, texte: str) -> None:
    n = len(apercu.lignes)
    quoi = f"{n} ligne{'s' if n > 1 else ''}, {presentation.heures(apercu.heures)}"
    partagees = [v.clause for cle, v in apercu.avant.items() if cle not in (demande.source.pk, demande.cible.pk)]
    dit = f"Heures partagées avec {demande.source.lot}, déplacées : {texte}"
    for clause in partagees:
        noter(acteur=acteur, acte="deplacer_partagees", clause=clause, motif=dit)
    if demande.cible.pk == demande.source.pk:
        noter(acteur=acteur, acte="deplacer_dedans", clause=demande.source, motif=f"{quoi} : {texte}")
        return
    for acte, clause, autre, mot in (
        ("deplacer_depuis", demande.source, demande.cible, "vers"),
        ("deplacer_vers", demande.cible, demande.source, "depuis"),
    ):
        noter(acteur=acteur, acte=acte, clause=clause, motif=f"{quoi} {mot} {autre.lot} : {texte}")


def _heures_publiees(chantiers: Iterable[ChantierPublie]) -> dict[int, Decimal]:
    """site → hours done that the public reads; sites that publish none are left out."""
    return {c.lieu.cle: c.heures_validees for c in chantiers if c.heures_validees is not None}


def _publier_changements(avant: dict[int, Decimal], motif: MotifDeplacement) -> None:
    """Every published figure that the move changed is listed with its old and new value."""
    apres = _heures_publiees(calculer_ensemble(aujourdhui()))
    instant = maintenant()
    ChangementPublie.objects.bulk_create(
        ChangementPublie(
            chantier_id=chantier,
            chiffre=CHIFFRE,
            ancien=avant.get(chantier, ZERO),
            nouveau=apres.get(chantier, ZERO),
            motif_code=motif,
            le=instant,
        )
        for chantier in sorted(avant.keys() & apres.keys())
        if avant[chantier] != apres[chantier]
    )
