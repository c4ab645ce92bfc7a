"""The office corrects the hours of a validated line: what it changes, seen before done; then a counter-entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from clauses.models import ClauseInsertion, LigneHeures, MessageDeclaration, Motif
from clauses.selectors.situations import situations_des_clauses
from clauses.services.brouillons import verifier_heures
from clauses.services.corrections import Destination, clauses_touchees, exiger_deplacables, reporter
from clauses.services.validation import verrouiller_lignes
from entreprises.policies import Acteur
from socle.apercu import a_blanc
from socle.centiemes import ZERO
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.periodes import Mois
from socle.presentation import heures as en_heures


@dataclass(frozen=True)
class Effet:
    """Hours counted before and after: of the line, then of each clause that it counts for, up to its month."""

    avant: Decimal
    apres: Decimal
    clauses: tuple[tuple[ClauseInsertion, Decimal, Decimal], ...]

    @property
    def ecart(self) -> Decimal:
        """Hours more, or fewer."""
        return self.apres - self.avant


@transaction.atomic
def corriger(
    *, acteur: Acteur, ligne: UUID, heures: Decimal, non_travaillees: Decimal = ZERO, motif: Motif, texte: str
) -> LigneHeures:
    """The office corrects the hours of a validated line: a counter-entry, then the right hours, which it signs.

    The firm reads it in its month's thread. Raises RegleViolee when nothing would change or hours are impossible,
    TransitionInterdite on a line not counted, or corrected already.
    """
    texte = texte.strip()
    if not texte:
        raise RegleViolee("Expliquez la correction en une phrase.", champ="texte")
    source, nouvelle = _corriger(acteur, ligne, heures, non_travaillees, motif, texte)
    avant, apres = (en_heures(li.heures_retenues or ZERO) for li in (source, nouvelle))
    MessageDeclaration.objects.create(
        declaration=source.declaration,
        auteur=acteur.utilisateur,
        de_l_office=True,
        texte=f"Une ligne validée est corrigée de {avant} à {apres}. {motif.libelle} : {texte}",
        envoye_le=maintenant(),
    )
    return nouvelle


def apercevoir(
    *, acteur: Acteur, ligne: UUID, heures: Decimal, non_travaillees: Decimal = ZERO, motif: Motif, texte: str
) -> Effet:
    """What the correction would change; nothing is written. Raises what the correction would raise."""

    def acte() -> Effet:
        [source] = verrouiller_lignes([ligne])
        clauses, fin = clauses_touchees([source], source.contrat.clause), source.declaration.mois
        avant = situations_des_clauses(clauses, travaillees_jusqu_au=fin)
        source, nouvelle = _corriger(acteur, ligne, heures, non_travaillees, motif, texte)
        apres = situations_des_clauses(clauses, travaillees_jusqu_au=fin)
        return Effet(
            source.heures_retenues or ZERO,
            nouvelle.heures_retenues or ZERO,
            tuple((c, avant[c.pk].situation.validees, apres[c.pk].situation.validees) for c in clauses),
        )

    return a_blanc(acte)


def _corriger(
    acteur: Acteur, uuid: UUID, heures: Decimal, non_travaillees: Decimal, motif: Motif, texte: str
) -> tuple[LigneHeures, LigneHeures]:
    """(the line as it was, the line that counts): in the caller's transaction."""
    verifier_heures(heures, non_travaillees)
    [source] = verrouiller_lignes([uuid])
    exiger_deplacables(acteur, [source])
    destination = Destination(
        source, source.contrat, source.chantier_id, Mois.depuis(source.declaration.mois), (heures, non_travaillees)
    )
    if destination.inchangee:
        raise RegleViolee("Ces heures sont déjà celles qui comptent.", champ="heures")
    [nouvelle] = reporter(
        acteur=acteur, destinations=[destination], texte=f"{motif.libelle} : {texte}"[:500], motif_code=motif.code[:40]
    )
    return source, nouvelle
