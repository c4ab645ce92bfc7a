"""Dated phases of a site: each bound exists as planned, confirmed and observed, the surest one is shown."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from chantiers.models import Chantier, PhaseChantier
from chantiers.policies import Action, exiger
from chantiers.services.commun import marquer, noter
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture, RegleViolee

BORNES = ("debut_prevu", "fin_prevue", "debut_confirme", "fin_confirmee", "debut_observe", "fin_observee")


@transaction.atomic
def ajouter_phase(
    *, acteur: Acteur, chantier: Chantier, nature: str, libelle: str = "", **bornes: date | None
) -> PhaseChantier:
    """A dated phase; `bornes` are the six dates of `PhaseChantier`. Raises RegleViolee when they contradict."""
    exiger(acteur, Action.MODIFIER_CHANTIER, chantier)
    _verifier(bornes)
    phase = PhaseChantier.objects.create(chantier=chantier, nature=nature, libelle=libelle, **bornes)
    marquer([chantier.pk])
    noter(chantier=chantier, acte="ajouter_phase", acteur=acteur, motif=str(phase))
    return phase


@transaction.atomic
def modifier_phase(
    *, acteur: Acteur, phase: PhaseChantier, nature: str, libelle: str = "", **bornes: date | None
) -> PhaseChantier:
    """Change a phase: a date is confirmed, then observed, and the former ones stay beside it."""
    exiger(acteur, Action.MODIFIER_CHANTIER, phase.chantier)
    _verifier(bornes)
    if not PhaseChantier.objects.filter(pk=phase.pk).update(nature=nature, libelle=libelle, **bornes):
        raise ConflitEcriture("Cette phase a été retirée entre-temps.")
    marquer([phase.chantier_id])
    phase.refresh_from_db()
    noter(chantier=phase.chantier, acte="modifier_phase", acteur=acteur, motif=str(phase))
    return phase


@transaction.atomic
def retirer_phase(*, acteur: Acteur, phase: PhaseChantier, motif: str) -> None:
    """Take away a phase entered by mistake, with a reason."""
    exiger(acteur, Action.MODIFIER_CHANTIER, phase.chantier)
    if not motif.strip():
        raise RegleViolee("Retirer une phase demande un motif.", champ="motif")
    nom, chantier = str(phase), phase.chantier
    PhaseChantier.objects.filter(pk=phase.pk).delete()
    marquer([chantier.pk])
    noter(chantier=chantier, acte="retirer_phase", acteur=acteur, motif=f"{nom} : {motif.strip()}")


def _verifier(bornes: dict[str, date | None]) -> None:
    """Unknown names are a programming error; an end before its start, or no date at all, is refused."""
    if inconnues := set(bornes) - set(BORNES):
        raise TypeError(f"dates de phase inconnues : {sorted(inconnues)}")
    if not any(bornes.values()):
        raise RegleViolee("Donnez une date au moins.", champ="debut_prevu")
    for debut, fin in (BORNES[:2], BORNES[2:4], BORNES[4:]):
        du, au = bornes.get(debut), bornes.get(fin)
        if du and au and au < du:
            raise RegleViolee("La fin précède le début.", champ=fin)
