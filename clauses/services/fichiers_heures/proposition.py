"""From rows read to lines proposed: who, on which contract, beside what is stored. No query here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from clauses.exchange.heures_tableur import RangRefuse
from clauses.models import LigneFichier
from clauses.rules.lecture import LigneLue
from clauses.rules.proposition_tableur import DecisionLigne, SorteLigne, juger
from clauses.rules.repartition import repartir
from clauses.rules.ventilation import Place, ventiler
from clauses.services.fichiers_heures.faits import Case, Faits
from clauses.services.fichiers_heures.personnes import Personnes, Reconnue
from socle.centiemes import ZERO
from socle.periodes import Mois

CANDIDATS_MAX = 12


@dataclass
class _Somme:
    """The rows of the file that fall on the same cells."""

    lignes: list[LigneLue] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)

    @property
    def heures(self) -> Decimal:
        return sum((li.heures for li in self.lignes), ZERO)

    @property
    def non_travaillees(self) -> Decimal | None:
        connues = [li.non_travaillees for li in self.lignes if li.non_travaillees is not None]
        return sum(connues, ZERO) if connues else None


def proposer_lignes(
    faits: Faits, lues: Iterable[LigneLue], refusees: Iterable[RangRefuse] = (), *, deja_recu: bool = False
) -> list[LigneFichier]:
    """The lines of an import, in the order of the file. `deja_recu`: this very file was applied before."""
    annuaire = Personnes(faits.contrats.values())
    resultats: list[LigneFichier] = []
    sommes: dict[tuple[int, Mois, tuple[Case, ...], bool], _Somme] = defaultdict(_Somme)
    for lue in lues:
        trouve = annuaire.chercher(lue)
        if trouve.sure is None:
            resultats.append(_sans_personne(faits, lue, trouve))
            continue
        toutes = faits.cases(trouve.sure, lue.mois)
        if not toutes:
            resultats.append(_a_traiter(lue, SorteLigne.SANS_CONTRAT, f"Aucun contrat en cours en {lue.mois}."))
            continue
        cases, designees = faits.restreindre(toutes, (lue.lot, lue.chantier))
        somme = sommes[trouve.sure, lue.mois, tuple(cases), lue.regularisation]
        if _deja_sur_une_autre_feuille(somme, lue):
            somme.phrases.append(f"Les feuilles « {somme.lignes[0].source.feuille} » et « {lue.source.feuille} » "
                                 "donnent les mêmes heures : elles sont comptées une fois.")  # fmt: skip
            continue
        if not designees:
            lieu = lue.chantier or lue.lot
            somme.phrases.append(f"« {lieu[:60]} » n'est le nom d'aucun de vos lots : vérifiez l'affectation.")
        if lue.note:
            somme.phrases.append(lue.note)
        somme.lignes.append(lue)
    resultats += _fusionner(faits, sommes, deja_recu)
    resultats += [_refusee(refus) for refus in refusees]
    return sorted(resultats, key=lambda li: (li.feuille, li.rang))


def _deja_sur_une_autre_feuille(somme: _Somme, lue: LigneLue) -> bool:
    return any(li.source.feuille != lue.source.feuille and li.heures == lue.heures for li in somme.lignes)


def _fusionner(faits: Faits, sommes: dict, deja_recu: bool) -> list[LigneFichier]:
    """One line per cell: rows added up, those on several cells split; then each is judged beside what is stored."""
    par_case: dict[tuple[Mois, Case], tuple[Decimal, Decimal | None, _Somme]] = {}
    for (_, mois, cases, _), somme in sommes.items():
        if len(somme.lignes) > 1:
            details = " + ".join(f"{li.heures:f}".replace(".", ",") for li in somme.lignes[:6])
            somme.phrases.append(f"{len(somme.lignes)} lignes du fichier additionnées : {details}.")
        for case, heures, absences in _ventiler(faits, mois, cases, somme):
            avant = par_case.get((mois, case))
            if avant is not None:
                heures = heures + avant[0]
                absences = (absences or ZERO) + (avant[1] or ZERO) if absences or avant[1] else None
                somme.phrases.append("Plusieurs lignes du fichier additionnées.")
            par_case[mois, case] = (heures, absences, somme)
    return [
        _proposee(faits, mois, case, heures, absences, somme, deja_recu)
        for (mois, case), (heures, absences, somme) in par_case.items()
    ]


def _ventiler(
    faits: Faits, mois: Mois, cases: tuple[Case, ...], somme: _Somme
) -> list[tuple[Case, Decimal, Decimal | None]]:
    """The hours of a person on each of her cells; their sum is the file's. Already there with that total: as is."""
    total, absences = somme.heures, somme.non_travaillees
    if len(cases) == 1 or total < 0:
        return [(cases[0], total, absences)]
    stockees = faits.poids(cases, mois)
    if sum(stockees, ZERO) == total and any(stockees):
        return [(c, h, None) for c, h in zip(cases, stockees, strict=True) if h or (mois, c) in faits.en_place]
    precedentes = faits.poids(cases, mois.precedent())
    connues = next((p for p in (stockees, precedentes) if any(p)), [ZERO] * len(cases))
    places = [Place(case, poids or None, faits.jours(case, mois)) for case, poids in zip(cases, connues, strict=True)]
    if any(stockees):
        raison = "dans les proportions déjà saisies"
    elif any(precedentes):
        raison = f"comme en {mois.precedent().nom}"
    else:
        raison = "selon les jours de chaque contrat, à vérifier"
    phrase = f"{total:f} h réparties sur {len(cases)} lots ou chantiers, {raison}.".replace(".", ",", 1)
    somme.phrases.append(phrase)
    parts = [part for _, part in ventiler(total, places)]
    nt = _partager_absences(absences, parts) if absences is not None else [None] * len(parts)
    return [(c, h, n) for c, h, n in zip(cases, parts, nt, strict=True) if h]


def _partager_absences(absences: Decimal, parts: list[Decimal]) -> list[Decimal | None]:
    """Absences in proportion, none above the hours of its cell."""
    if not any(parts):
        return [ZERO] * len(parts)
    resultat: list[Decimal | None] = []
    reste = absences
    for part, voulue in zip(parts, repartir(absences, parts), strict=True):
        prise = min(part, voulue, reste)
        resultat.append(prise)
        reste -= prise
    for rang, part in enumerate(parts):
        if reste and (place := part - (resultat[rang] or ZERO)) > 0:
            ajout = min(place, reste)
            resultat[rang] = (resultat[rang] or ZERO) + ajout
            reste -= ajout
    return resultat


def _proposee(
    faits: Faits, mois: Mois, case: Case, heures: Decimal, absences: Decimal | None, somme: _Somme, deja_recu: bool
) -> LigneFichier:
    en_place = faits.en_place.get((mois, case))
    regularisation = any(li.regularisation for li in somme.lignes) or heures < 0
    jugement = juger(heures, absences, en_place, regularisation=regularisation)
    contrat = faits.contrats[case[0]]
    phrase = " ".join(dict.fromkeys([*somme.phrases, jugement.phrase])).strip()
    ligne = _ligne(somme.lignes[0], jugement.sorte, phrase)
    ligne.heures, ligne.non_travaillees = jugement.heures, absences
    if jugement.sorte is SorteLigne.REFUSEE:
        return ligne
    ligne.contrat, ligne.chantier_id = contrat, case[1]
    if regularisation and (deja_recu or (en_place is not None and en_place.deja_corrigee)):
        ligne.decision = DecisionLigne.LAISSER
        raison = "Ce fichier a déjà été enregistré" if deja_recu else "Ces heures ont déjà été corrigées une fois"
        ligne.phrase = f"{phrase} {raison} : cochez la ligne seulement si elle s'ajoute."[:400]
    if en_place is not None:
        ligne.heures_avant, ligne.non_travaillees_avant = en_place.heures, en_place.non_travaillees
        if absences is None:
            ligne.non_travaillees = min(en_place.non_travaillees, jugement.heures)
    return ligne


def _sans_personne(faits: Faits, lue: LigneLue, trouve: Reconnue) -> LigneFichier:
    cases = [c for pk in trouve.proches for c in faits.cases(pk, lue.mois)][:CANDIDATS_MAX]
    if not cases:
        phrase = f"Cette personne n'a pas de contrat chez vous en {lue.mois} : ajoutez-la, ou laissez la ligne."
        return _a_traiter(lue, SorteLigne.INCONNUE, phrase)
    ligne = _a_traiter(lue, SorteLigne.A_CHOISIR, trouve.raison)
    ligne.candidats = [{"contrat": c[0], "chantier": c[1], "mot": faits.libelle(c)} for c in cases]
    return ligne


def _a_traiter(lue: LigneLue, sorte: SorteLigne, phrase: str) -> LigneFichier:
    ligne = _ligne(lue, sorte, phrase)
    ligne.heures, ligne.non_travaillees = lue.heures, lue.non_travaillees
    ligne.decision = DecisionLigne.LAISSER
    return ligne


def _ligne(lue: LigneLue, sorte: SorteLigne, phrase: str) -> LigneFichier:
    return LigneFichier(
        sorte=sorte,
        decision=DecisionLigne.LAISSER if sorte is SorteLigne.REFUSEE else DecisionLigne.GARDER,
        feuille=lue.source.feuille[:120],
        rang=lue.source.rang,
        colonne=lue.source.colonne[:60],
        nom=lue.nom[:200],
        prenom=lue.prenom[:200],
        date_naissance=lue.date_naissance,
        lieu=(lue.chantier or lue.lot)[:200],
        phrase=phrase[:400],
        mois=lue.mois.premier_jour,
    )


def _refusee(refus: RangRefuse) -> LigneFichier:
    source = refus.constat.source
    return LigneFichier(
        sorte=SorteLigne.REFUSEE,
        decision=DecisionLigne.LAISSER,
        feuille=source.feuille[:120],
        rang=source.rang,
        colonne=source.colonne[:60],
        nom=refus.nom[:200],
        prenom=refus.prenom[:200],
        date_naissance=refus.date_naissance,
        lieu=(refus.chantier or refus.lot)[:200],
        valeur=(refus.heures or refus.constat.valeur)[:100],
        phrase=refus.constat.phrase[:400],
        mois=refus.mois.premier_jour if refus.mois else None,
    )
