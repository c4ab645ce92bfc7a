"""Prolonging a window of eligibility: a reasoned act, bounded, that never runs into the next window."""

from __future__ import annotations

from datetime import date, timedelta

from clauses.rules.comptage import dernier_jour_apres
from clauses.rules.phrases import jour


def derniere_fin_possible(fin: date, mois_maximum: int) -> date:
    """The latest end that one prolongation may give: so many months after the present one."""
    return dernier_jour_apres(fin + timedelta(days=1), mois_maximum)


def objections_prolongation(
    *, fin: date | None, nouvelle_fin: date, motif: str, mois_maximum: int, fenetre_suivante: date | None = None
) -> list[tuple[str, str]]:
    """What forbids this prolongation, as (field, French sentence); empty when it may be written.

    `fenetre_suivante`: the day when another window of the same person and référentiel opens.
    """
    if fin is None:
        return [("fin", "Cette fenêtre n'a pas de fin : il n'y a rien à prolonger.")]
    raisons = []
    limite = derniere_fin_possible(fin, mois_maximum)
    if nouvelle_fin <= fin:
        raisons.append(("fin", f"La nouvelle fin vient après le {jour(fin)}, fin actuelle de la fenêtre."))
    elif nouvelle_fin > limite:
        raisons.append(("fin", f"Une prolongation ajoute {mois_maximum} mois au plus : jusqu'au {jour(limite)}."))
    if fenetre_suivante is not None and nouvelle_fin >= fenetre_suivante:
        raisons.append(("fin", f"Une autre fenêtre s'ouvre le {jour(fenetre_suivante)} : arrêtez-vous la veille."))
    if not motif.strip():
        raisons.append(("motif", "Une prolongation demande un motif."))
    return raisons
