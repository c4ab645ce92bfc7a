"""Judging lines of hours: load the facts by set, ask the rules, write the alerts.

Alerts of a former run are replaced; a lifted alert keeps its trace and comes back only if what it found changed.
Hours of one person are summed across companies: when they change somewhere, the lines that wait elsewhere for
the same person and month are judged again on that sum, and only on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import prefetch_related_objects

from clauses.models import Alerte, Beneficiaire, LigneHeures
from clauses.rules.controles import AlerteControle, Dossier, controler
from clauses.selectors.faits_controles import monter_dossier
from clauses.selectors.faits_personnes import fiches_de, fiches_de_la_personne
from clauses.selectors.registre_controles import Severites
from socle.horloge import aujourdhui, maintenant
from socle.lots import inserer
from socle.periodes import Mois

DE_LA_PERSONNE = frozenset({"A4", "A10"})
"""Controls that another company's act may change."""
CONTESTATION = "A14"
"""Once written, lifted by whom the person spoke to: a new run neither removes nor doubles it."""
LUES = (
    "declaration__intervenant",
    "contrat__employeur",
    "contrat__beneficiaire",
    "contrat__clause__lot",
    "contrat__clause__referentiel",
)
"""What the facts read beyond the lines themselves."""


def controler_lignes(lignes: Sequence[LigneHeures]) -> int:
    """Judge these lines (of any companies and months), as they stand, and write their alerts; how many were written.

    Must run in the transaction that submitted or changed the lines. The same people's lines that wait at other
    companies are judged again too.
    """
    if not lignes:
        return 0
    racines = _verrouiller_personnes([ligne.pk for ligne in lignes])
    jugees = _completer(lignes)
    return _juger(jugees, racines) + _juger(_voisines(jugees, racines), racines, codes=DE_LA_PERSONNE)


def recontroler_cumuls(lignes: Sequence[LigneHeures]) -> int:
    """Hours of these lines count no more (or again, or in part): judge the sums of their people again."""
    racines = _verrouiller_personnes([ligne.pk for ligne in lignes])
    return _juger(_voisines(_completer(lignes), racines, comprises=True), racines, codes=DE_LA_PERSONNE)


def verrouiller_personne(beneficiaire_id: int) -> None:
    """The person and her probable other records, locked as judging her lines locks them, in key order.

    Whoever writes about a person and then judges her lines takes it first: holding one record alone while another
    company's act holds the smaller one would leave each waiting for the other.
    """
    _tenir(fiches_de_la_personne(beneficiaire_id))


def _verrouiller_personnes(pks: Sequence[int]) -> dict[int, int]:
    """Record → person, for the people of these lines and their probable other records; locked in key order.

    Two companies that send at once are judged one after the other: the second sees the hours of the first.
    """
    racines = fiches_de(pks)
    _tenir(racines)
    return racines


def _tenir(racines: Collection[int]) -> None:
    personnes = Beneficiaire.objects.filter(pk__parmi=racines).order_by("pk")
    list(personnes.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _completer(lignes: Iterable[LigneHeures]) -> list[LigneHeures]:
    """These lines, in key order, with what the facts read of them: one contract, person or month is one object."""
    triees = sorted(lignes, key=lambda ligne: ligne.pk)
    prefetch_related_objects(triees, *LUES)
    return triees


def _voisines(lignes: Sequence[LigneHeures], racines: dict[int, int], *, comprises: bool = False) -> list[LigneHeures]:
    """Lines that wait elsewhere for the same people and months (`comprises`: these lines too, where they wait)."""
    couples = {(racines[ligne.contrat.beneficiaire_id], ligne.declaration.mois) for ligne in lignes}
    autres = (
        LigneHeures.objects.a_valider()
        .en_vigueur()
        .filter(contrat__beneficiaire__parmi=racines, declaration__mois__in={mois for _, mois in couples})
        .order_by("pk")
    )
    if not comprises:
        autres = autres.exclude(pk__parmi=lignes)
    trouvees = autres.values_list("pk", "contrat__beneficiaire_id", "declaration__mois")
    pks = [pk for pk, personne, mois in trouvees if (racines[personne], mois) in couples]
    return _completer(LigneHeures.objects.filter(pk__parmi=pks).order_by()) if pks else []


def _juger(lignes: Sequence[LigneHeures], racines: dict[int, int], *, codes: Collection[str] | None = None) -> int:
    if not lignes:
        return 0
    constats = _constats(lignes, monter_dossier(lignes, racines), codes)
    deja = {
        (ligne_id, code): (message, detail)
        for ligne_id, code, message, detail in Alerte.objects.filter(ligne__parmi=lignes, levee_le__isnull=False)
        .order_by("levee_le", "pk")
        .values_list("ligne_id", "code", "message", "detail")
    }
    actives = Alerte.objects.actives().filter(ligne__parmi=lignes)
    contestees = set(actives.filter(code=CONTESTATION).values_list("ligne_id", flat=True))
    anciennes = actives.exclude(code=CONTESTATION)
    (anciennes if codes is None else anciennes.filter(code__in=codes)).delete()
    instant = maintenant()
    alertes = [
        Alerte(
            ligne_id=int(c.ligne),
            code=c.code,
            gravite=c.gravite,
            message=c.message[:400],
            detail=c.detail[:600],
            creee_le=instant,
        )
        for c in constats
        if deja.get((int(c.ligne), c.code)) != (c.message[:400], c.detail[:600])
        and not (c.code == CONTESTATION and int(c.ligne) in contestees)
    ]
    inserer(Alerte, alertes)
    return len(alertes)


def _constats(lignes: Sequence[LigneHeures], dossier: Dossier, codes: Collection[str] | None) -> list[AlerteControle]:
    """Findings, each line under its référentiel's severities of its month's last day (today's for the month that runs).

    Lines under the same severities are judged at once: the rules see the whole file each time.
    """
    severites = Severites()
    aujourd_hui = aujourdhui()
    par_gravites: dict[tuple[tuple[str, str], ...], set[str]] = defaultdict(set)
    for (referentiel, mois), cles in _par_referentiel_et_mois(lignes).items():
        gravites = severites.de(referentiel, min(mois.dernier_jour, aujourd_hui))
        par_gravites[tuple(sorted(gravites.items()))] |= cles
    return [
        constat
        for gravites, cles in sorted(par_gravites.items())
        for constat in controler(dossier, dict(gravites), codes=codes)
        if constat.ligne in cles
    ]


def _par_referentiel_et_mois(lignes: Sequence[LigneHeures]) -> dict[tuple[int, Mois], set[str]]:
    groupes: dict[tuple[int, Mois], set[str]] = defaultdict(set)
    for ligne in lignes:
        groupes[ligne.contrat.clause.referentiel_id, Mois.depuis(ligne.declaration.mois)].add(str(ligne.pk))
    return groupes
