"""The proposal of a take-over file: read, put together, set beside what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from clauses.exchange.reprise import Champ, FichierLu, RangLu, lire_rangs
from clauses.models import RangReprise, Reprise
from clauses.rules.reprise import SorteRang, TotauxReprise, totaux_du_fichier
from clauses.rules.reprise_accord import accorder
from clauses.selectors.reprises.engagements import proposer_engagements
from clauses.selectors.reprises.formes import PropositionReprise
from clauses.selectors.reprises.personnes import proposer_personnes
from clauses.selectors.reprises.suivi import suivi_ici
from entreprises.models import Organisation
from socle.horloge import en_paris


def proposition_de(reprise: Reprise) -> PropositionReprise:
    """The proposal of a stored file, against what is in the database now; a fixed number of queries.

    The take-over is of the day its file came: a page read again after midnight refuses and keeps the same rows.
    """
    rangs = list(reprise.rangs.order_by("pk"))
    nouvelles = {(r.feuille, r.rang) for r in rangs if r.nouvelle}
    return proposer(reprise.office, [en_rang(r) for r in rangs], nouvelles, jour=en_paris(reprise.deposee_le).date())


def en_rang(rang: RangReprise) -> RangLu:
    """A stored row as the reader gave it, corrections included."""
    valeurs = {Champ(nom): texte for nom, texte in rang.valeurs.items()}
    return RangLu(SorteRang(rang.sorte), rang.feuille, rang.rang, valeurs)


def proposer(
    office: Organisation, rangs: Sequence[RangLu], nouvelles: Iterable[tuple[str, int]] = (), *, jour: date
) -> PropositionReprise:
    """The same from rows; `nouvelles`: (sheet, row) of people whom somebody said to be others than those alike."""
    lu = lire_rangs(rangs, jour=jour)
    suivi = suivi_ici(office, lu)
    accord = accorder(
        lu.engagements,
        lu.soldes,
        lu.personnes,
        suivi=suivi.pour_accorder,
        engagements_refuses=lu.engagements_refuses,
        soldes_refuses=lu.soldes_refuses,
    )
    proposition = PropositionReprise(refus=[*lu.refus, *accord.refus], fichier=_du_fichier(lu, rangs))
    proposer_engagements(proposition, suivi, accord.engagements)
    proposer_personnes(proposition, accord.personnes, set(nouvelles))
    proposition.refus.sort(key=lambda r: (r.source.feuille, r.source.rang))
    return proposition


def _du_fichier(lu: FichierLu, rangs: Sequence[RangLu]) -> TotauxReprise:
    """The file's own totals; a row that was refused counts as an obligation or a person, its hours are unknown."""
    totaux = totaux_du_fichier(lu.engagements, lu.personnes)
    refuses = {(r.source.feuille, r.source.rang) for r in lu.refus}
    sortes = [r.sorte for r in rangs if (r.feuille, r.rang) in refuses]
    return TotauxReprise(
        totaux.engagements + sortes.count(SorteRang.ENGAGEMENT),
        totaux.dues,
        totaux.realisees,
        totaux.personnes + sortes.count(SorteRang.PERSONNE),
    )
