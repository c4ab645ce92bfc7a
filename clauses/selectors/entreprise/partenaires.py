"""A lot as its lead reads it: the partners' lines with names, without their documents nor their drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from clauses.models import Declaration, Intervenant, LigneHeures, Lot
from clauses.policies import intervenants_lisibles, intervenants_siens
from clauses.rules.etats import EtatLigne, EtatMois, etat_du_mois
from clauses.selectors.entreprise.dossiers import LigneLue, habiller, tient
from clauses.selectors.entreprise.engagements import Intervention, interventions_de
from clauses.selectors.entreprise.mois import FORMES, MOTS
from clauses.selectors.mois_attendus import attendus
from entreprises.models import Membre
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.periodes import Mois


@dataclass(frozen=True)
class PartenaireLu:
    """A party of the lot, its month as the lead reads it."""

    intervenant: Intervenant
    sien: bool
    sans_compte: bool
    etat: EtatMois | None
    declaration: Declaration | None
    lignes: tuple[LigneLue, ...]

    @property
    def mot(self) -> str:
        if self.etat:
            return MOTS[self.etat]
        return "Dispensée de déclarer" if self.intervenant.dispense_declarer else "Rien d'attendu ce mois-ci"

    @property
    def forme(self) -> tuple[str, str]:
        return FORMES[self.etat] if self.etat else ("gris", "plein")

    @property
    def a_compter(self) -> Decimal:
        return sum((v.ligne.travaillees for v in self.lignes if tient(v)), ZERO)


@dataclass(frozen=True)
class LotLu:
    """A lot for its lead: the parties, their lines of one month, with names and without documents."""

    lot: Lot
    intervention: Intervention
    mois: Mois
    partenaires: tuple[PartenaireLu, ...]


def lot_lu(acteur: Acteur, uuid: UUID, mois: Mois) -> LotLu | None:
    """The lot, when the firm of one of the actor's spaces leads it; None otherwise."""
    siens = intervenants_siens(acteur, partout=True).filter(lot__uuid=uuid)
    dirigees = [i for i in interventions_de(siens, None) if i.chef_de_file]
    if not dirigees:
        return None
    intervention = dirigees[0]
    lot = intervention.lot
    parties = list(
        intervenants_lisibles(acteur, partout=True)
        .filter(lot=lot)
        .select_related("organisation", "mandant__organisation")
        .order_by("rang", "pk")
    )
    declarations: dict[int, list[Declaration]] = defaultdict(list)
    for d in Declaration.objects.filter(intervenant__in=parties, mois=mois.premier_jour).order_by("rang"):
        declarations[d.intervenant_id].append(d)
    propres = set(siens.values_list("pk", flat=True))
    vues = _lignes_des_parties([d for liste in declarations.values() for d in liste], propres)
    attendu = attendus(parties, [intervention.clause])
    avec_compte = set(
        Membre.objects.actifs()
        .filter(organisation_id__in=[p.organisation_id for p in parties])
        .values_list("organisation_id", flat=True)
    )
    return LotLu(
        lot=lot,
        intervention=intervention,
        mois=mois,
        partenaires=tuple(
            _partenaire(
                p,
                declarations[p.pk],
                vues[p.pk],
                sien=p.pk in propres,
                avec_compte=p.organisation_id in avec_compte,
                attendu=mois in attendu.get(p.pk, ()),
            )
            for p in parties
        ),
    )


def _lignes_des_parties(declarations: Iterable[Declaration], propres: set[int]) -> dict[int, list[LigneLue]]:
    lignes = LigneHeures.objects.filter(declaration__in=list(declarations)).filter(
        ~Q(etat=EtatLigne.BROUILLON) | Q(declaration__intervenant_id__in=propres)
    )
    vues: dict[int, list[LigneLue]] = defaultdict(list)
    for vue in habiller(lignes):
        vues[vue.ligne.declaration.intervenant_id].append(vue)
    return vues


def _partenaire(
    intervenant: Intervenant,
    declarations: list[Declaration],
    lignes: list[LigneLue],
    *,
    sien: bool,
    avec_compte: bool,
    attendu: bool,
) -> PartenaireLu:
    principale = declarations[0] if declarations else None
    etat = None
    if principale is not None and principale.soumise_le is not None:
        etat = etat_du_mois(
            [v.ligne.etat for v in lignes if v.ligne.declaration_id == principale.pk],
            neant=principale.neant,
            soumise=True,
            echeance=principale.echeance_effective,
            aujourdhui=aujourdhui(),
        )
    elif attendu:
        etat = EtatMois.NON_DECLARE  # a partner's draft belongs to the partner
    return PartenaireLu(
        intervenant=intervenant,
        sien=sien,
        sans_compte=not avec_compte,
        etat=etat,
        declaration=principale,
        lignes=tuple(lignes),
    )
