"""Referrals of a need, as each side reads them: the office with delays, the firm without score nor reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Value, When

from clauses.models import Besoin
from entreprises.policies import Acteur
from parcours.models import Certificat, MetierCandidat, MiseEnRelation
from parcours.policies import relations_visibles
from parcours.rules.etapes import EtatMiseEnRelation
from parcours.rules.mises_en_relation import DE_L_ENTREPRISE, TABLE_RELATION, ActeRelation, MotifRefus, actes_simples
from parcours.selectors.profils import mot_certificat
from socle.horloge import aujourdhui, en_paris


@dataclass(frozen=True)
class RelationVue:
    """A referral on the office's page."""

    relation: MiseEnRelation

    @property
    def motif(self) -> str:
        return MotifRefus(self.relation.motif_code).libelle if self.relation.motif_code else ""

    @property
    def jours_de_reponse(self) -> int | None:
        """Days until the firm answered, or since it was asked while it has not."""
        if self.relation.reponse_entreprise_le is None and self.relation.close_le is not None:
            return None
        fin = self.relation.reponse_entreprise_le
        jusqu_a = en_paris(fin).date() if fin else aujourdhui()
        return (jusqu_a - en_paris(self.relation.proposee_le).date()).days

    @property
    def actes(self) -> tuple[ActeRelation, ...]:
        return actes_simples(self.relation.etat)


@dataclass(frozen=True)
class PropositionVue:
    """What the firm reads of a person proposed to it: no criterion, no address, no score (architecture.md)."""

    uuid: object
    nom: str
    telephone: str
    metier: str
    disponible_le: date | None
    certificats: tuple[str, ...]
    etat: EtatMiseEnRelation
    motif: str
    actes: tuple[ActeRelation, ...]
    embauchable: bool


def relations_du_besoin(acteur: Acteur, besoin: Besoin) -> list[RelationVue]:
    """Everybody proposed for this need, those that wait first."""
    ouverte = Case(When(close_le__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    relations = (
        relations_visibles(acteur, partout=True)
        .filter(besoin=besoin)
        .select_related("candidat__beneficiaire", "contrat")
        .order_by(ouverte, "-proposee_le", "pk")
    )
    return [RelationVue(relation) for relation in relations]


def propositions(acteur: Acteur, besoin: Besoin) -> list[PropositionVue]:
    """The people proposed to the firm for its need, in three queries."""
    relations = list(
        relations_visibles(acteur, partout=True)
        .filter(besoin=besoin)
        .exclude(etat=EtatMiseEnRelation.RETIREE)
        .select_related("candidat__beneficiaire")
        .order_by("close_le", "proposee_le", "pk")
    )
    candidats = [r.candidat_id for r in relations]
    metiers: dict[int, str] = {}
    for pk, libelle in (
        MetierCandidat.objects.filter(candidat__in=candidats)
        .order_by("candidat_id", "rang")
        .values_list("candidat_id", "metier__libelle")
    ):
        metiers.setdefault(pk, libelle)
    certificats = _certificats(besoin, candidats)
    return [
        PropositionVue(
            uuid=r.uuid,
            nom=str(r.candidat.beneficiaire),
            telephone=r.candidat.beneficiaire.telephone if r.close_le is None else "",
            metier=metiers.get(r.candidat_id, ""),
            disponible_le=r.candidat.disponible_le,
            certificats=certificats.get(r.candidat_id, ()),
            etat=EtatMiseEnRelation(r.etat),
            motif=MotifRefus(r.motif_code).libelle if r.motif_code else "",
            actes=tuple(a for a in actes_simples(r.etat) if a in DE_L_ENTREPRISE),
            embauchable=TABLE_RELATION.permet(EtatMiseEnRelation(r.etat), ActeRelation.EMBAUCHER),
        )
        for r in relations
    ]


def _certificats(besoin: Besoin, candidats: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Of the certificates that the need asks, those the person holds at the start; the others are nobody's business."""
    if not besoin.certificats:
        return {}
    tenus: dict[int, set[str]] = {}
    lignes = Certificat.objects.filter(candidat__in=candidats, code__in=besoin.certificats)
    for pk, code, fin in lignes.values_list("candidat_id", "code", "expire_le"):
        if fin is None or fin >= besoin.debut:
            tenus.setdefault(pk, set()).add(code)
    return {pk: tuple(mot_certificat(code) for code in sorted(codes)) for pk, codes in tenus.items()}
