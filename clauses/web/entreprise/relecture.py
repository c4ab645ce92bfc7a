"""What was typed on the review of a file: kept rows, hours corrected, what is unreadable beside its field."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.http import QueryDict

from clauses.rules.saisie import HeuresIllisibles, lire_heures
from clauses.selectors.entreprise.imports import MoisImporte, Rangee, RelectureImport
from clauses.services.imports_heures import Choix
from clauses.web.entreprise.saisie import nombre_sobre

ZERO = Decimal("0.00")


@dataclass
class RelectureTapee:
    """`valeurs` and `detail` (what, sentence) are keyed by field name; `gardees` are the ticked rows."""

    gardees: set[str] = field(default_factory=set)
    valeurs: dict[str, str] = field(default_factory=dict)
    detail: dict[str, tuple[str, str]] = field(default_factory=dict)
    choix: dict[UUID, Choix] = field(default_factory=dict)

    @property
    def erreurs(self) -> dict[str, str]:
        """Field → sentence."""
        return {cle: texte for cle, (_, texte) in self.detail.items()}

    @property
    def erreurs_a_dire(self) -> list[dict[str, str]]:
        """For composants/resume_erreurs.html."""
        return [{"cible": cle, "champ": quoi, "texte": texte} for cle, (quoi, texte) in self.detail.items()]


@dataclass(frozen=True)
class RangeeDessinee:
    """A row of the page with its two fields, as typed or as proposed."""

    rangee: Rangee
    garde: bool
    heures: str
    absences: str
    erreur_heures: str = ""
    erreur_absences: str = ""

    @property
    def cle(self) -> str:
        return str(self.rangee.ligne.uuid)


def mois_a_dessiner(
    vue: RelectureImport, tapee: RelectureTapee | None = None
) -> list[tuple[MoisImporte, list[RangeeDessinee]]]:
    """The months of the page with their rows."""
    return [(m, [_dessiner(r, tapee) for r in m.rangees]) for m in vue.mois]


def _dessiner(rangee: Rangee, tapee: RelectureTapee | None) -> RangeeDessinee:
    ligne = rangee.ligne
    cle = str(ligne.uuid)
    noms = (f"heures-{cle}", f"absences-{cle}")
    if tapee is None:
        absences = nombre_sobre(ligne.non_travaillees) if ligne.non_travaillees else ""
        return RangeeDessinee(rangee, True, nombre_sobre(ligne.heures), absences)
    return RangeeDessinee(
        rangee,
        cle in tapee.gardees,
        *(tapee.valeurs.get(nom, "") for nom in noms),
        *(tapee.erreurs.get(nom, "") for nom in noms),
    )


def lire_relecture(vue: RelectureImport, envoi: QueryDict) -> RelectureTapee:
    """Read every kept row; an unreadable one stops the report and keeps everything that was typed."""
    tapee = RelectureTapee(gardees=set(envoi.getlist("garder")))
    for rangee in vue.reportables:
        cle = str(rangee.ligne.uuid)
        for nom in (f"heures-{cle}", f"absences-{cle}"):
            tapee.valeurs[nom] = envoi.get(nom, "").strip()
        if cle not in tapee.gardees:
            continue
        heures = _lire(tapee, f"heures-{cle}", f"{rangee.personne}, heures payées", vide=None)
        absences = _lire(tapee, f"absences-{cle}", f"{rangee.personne}, non travaillées", vide=ZERO)
        if heures is not None and absences is not None:
            tapee.choix[rangee.ligne.uuid] = Choix(heures, absences)
    return tapee


def _lire(tapee: RelectureTapee, nom: str, quoi: str, *, vide: Decimal | None) -> Decimal | None:
    texte = tapee.valeurs[nom]
    if not texte:
        if vide is None:
            tapee.detail[nom] = (quoi, "Remplissez les heures, ou décochez la ligne.")
        return vide
    try:
        return lire_heures(texte)
    except HeuresIllisibles as erreur:
        tapee.detail[nom] = (quoi, str(erreur))
        return None
