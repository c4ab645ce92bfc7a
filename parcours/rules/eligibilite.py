"""Eligibility of a person for a référentiel at a hiring date, from the criteria proved.

A criterion of level 1 suffices alone. Those of level 2 add up to the number that the référentiel asks for this kind of
employer (arrêté du 1er septembre 2021: three for an EI or an ACI, two for an AI or an ETTI). A *condition* is asked
beside (living in a QPV, under the ANRU charter). Everything is judged at the hiring: a status lost afterwards (the RSA
ends with the job) changes nothing. Proofs are aged at the complete request, which must be in on or before the hiring; a
late one is held for a reasoned decision, never lost. The facilitator decides; the objections explain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from clauses.rules.comptage import dernier_jour_apres
from clauses.rules.phrases import jour
from parcours.rules.pass_iae import PassIae, objections_pass
from parcours.rules.residence import QuartierSitue, objections_residence
from parcours.rules.vocabulaire import SortePreuve

SANS_FIN = date.max


@dataclass(frozen=True, slots=True)
class FaitsCritere:
    """A criterion row as plain facts."""

    code: str
    libelle: str
    niveau: int = 1
    suffit_seul: bool = True
    condition: bool = False
    sorte_preuve: str = SortePreuve.JUSTIFICATIF
    age_preuve_mois: int | None = 3
    duree_mois: int | None = 24
    age_minimal: int | None = None
    age_maximal: int | None = None
    mois_minimal: int | None = None
    avis_motive: bool = False
    actif: bool = True

    @property
    def se_cumule(self) -> bool:
        """Level 2: counts with others of its level."""
        return self.niveau == 2 and not self.condition and not self.suffit_seul


@dataclass(frozen=True, slots=True)
class FaitsReferentiel:
    """The criteria of a référentiel by code; how many of level 2 it asks, by nature of employer ("": the others)."""

    code: str
    nom: str
    criteres: Mapping[str, FaitsCritere]
    cumuls: Mapping[str, int] = field(default_factory=dict)

    def a_cumuler(self, nature_employeur: str) -> int | None:
        """How many criteria of level 2 this employer needs; None: they do not add up here."""
        return self.cumuls.get(str(nature_employeur), self.cumuls.get(""))

    @property
    def conditions(self) -> tuple[FaitsCritere, ...]:
        """What this référentiel asks beside a criterion."""
        return tuple(c for c in self.criteres.values() if c.condition and c.actif)


@dataclass(frozen=True, slots=True)
class Preuve:
    """What was shown for one criterion: date of the document, last day of the right it states, months established."""

    code: str
    datee_le: date | None = None
    expire_le: date | None = None
    mois_etablis: int | None = None
    libelle: str = ""


@dataclass(frozen=True, slots=True)
class Apports:
    """All that was shown: one proof per criterion, the PASS, where the address is."""

    preuves: tuple[Preuve, ...] = ()
    pass_iae: PassIae | None = None
    quartier: QuartierSitue | None = None


@dataclass(frozen=True, slots=True)
class Embauche:
    """The hiring to judge. `fenetre`: a window of this référentiel already open that day, as (start, end)."""

    debut: date
    demande_complete_le: date
    date_naissance: date | None = None
    nature_employeur: str = ""
    fenetre: tuple[date, date | None] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule proposes, with every missing thing as a French sentence.

    `objections` is empty exactly when eligible. `retenus`: codes of the criteria that open the right, the main one
    first. `ecartes`: why other ticked criteria were not counted. `a_motiver`: why even a favourable decision needs a
    reason. `deja_couverte`: a window was open, no new proof is asked. `fin_derogee`: the end that the window would
    have if the facilitator accepted against the objections (the shortest that the ticked criteria give).
    """

    eligible: bool
    debut: date
    fin: date | None
    hors_delai: bool
    objections: tuple[str, ...] = ()
    retenus: tuple[str, ...] = ()
    ecartes: tuple[str, ...] = ()
    a_motiver: tuple[str, ...] = ()
    deja_couverte: bool = False
    fin_derogee: date | None = None


@dataclass(frozen=True, slots=True)
class _Examen:
    """One criterion judged alone: what is wrong with its proof, and the end of the window it can give."""

    critere: FaitsCritere
    raisons: tuple[str, ...]
    fin: date

    @property
    def prouve(self) -> bool:
        return not self.raisons

    @property
    def phrases(self) -> list[str]:
        return [f"« {self.critere.libelle} » : {raison}." for raison in self.raisons]


def juger(referentiel: FaitsReferentiel, embauche: Embauche, apports: Apports) -> Verdict:
    """Judge a hiring under a référentiel. Effect is always from the start of the contract."""
    if embauche.fenetre is not None and _couvre(embauche.fenetre, embauche.debut):
        return Verdict(True, embauche.debut, embauche.fenetre[1], hors_delai=False, deja_couverte=True)
    examens, etrangers = _examiner(referentiel, embauche, apports)
    hors_delai = embauche.demande_complete_le > embauche.debut
    voie = _meilleure_voie(referentiel, embauche, examens)
    conditions = [_condition(c, examens) for c in referentiel.conditions]
    if voie is None or None in conditions:
        rien = [] if apports.preuves else ["Aucun critère n'est prouvé."]
        objections = rien + etrangers + _objections(referentiel, embauche, examens, voie)
        derogee = _bornee(min((e.fin for e in examens), default=SANS_FIN))
        return Verdict(False, embauche.debut, None, hors_delai, objections=tuple(objections), fin_derogee=derogee)
    retenus = [*voie, *(c for c in conditions if c is not None)]
    a_motiver = ["La demande est arrivée complète après l'embauche."] if hors_delai else []
    a_motiver += [f"« {e.critere.libelle} » demande une décision motivée." for e in retenus if e.critere.avis_motive]
    return Verdict(
        eligible=True,
        debut=embauche.debut,
        fin=_bornee(min(e.fin for e in retenus)),
        hors_delai=hors_delai,
        retenus=tuple(e.critere.code for e in retenus),
        ecartes=tuple(etrangers + [phrase for e in examens for phrase in e.phrases]),
        a_motiver=tuple(a_motiver),
    )


def age_au(date_naissance: date, jour_donne: date) -> int:
    """Whole years on a day."""
    anniversaire_passe = (jour_donne.month, jour_donne.day) >= (date_naissance.month, date_naissance.day)
    return jour_donne.year - date_naissance.year - (0 if anniversaire_passe else 1)


def _bornee(fin: date) -> date | None:
    return None if fin == SANS_FIN else fin


def _couvre(fenetre: tuple[date, date | None], jour_donne: date) -> bool:
    debut, fin = fenetre
    return debut <= jour_donne and (fin is None or jour_donne <= fin)


def _examiner(referentiel: FaitsReferentiel, embauche: Embauche, apports: Apports) -> tuple[list[_Examen], list[str]]:
    """Each ticked criterion judged alone; and the sentences about those that are no public of this référentiel."""
    examens, etrangers = [], []
    for preuve in {preuve.code: preuve for preuve in apports.preuves}.values():
        critere = referentiel.criteres.get(preuve.code)
        if critere is None:
            nom = preuve.libelle or preuve.code
            etrangers.append(f"« {nom} » n'est pas un public du référentiel « {referentiel.nom} ».")
        else:
            examens.append(_examiner_un(critere, embauche, preuve, apports))
    return examens, etrangers


def _examiner_un(critere: FaitsCritere, embauche: Embauche, preuve: Preuve, apports: Apports) -> _Examen:
    raisons = [] if critere.actif else ["ce critère n'est plus en usage"]
    fin = SANS_FIN if critere.duree_mois is None else dernier_jour_apres(embauche.debut, critere.duree_mois)
    if critere.sorte_preuve == SortePreuve.PASS_IAE:
        raisons += objections_pass(apports.pass_iae, embauche.debut)
        fin_pass = apports.pass_iae.fin_retenue if apports.pass_iae else None
        fin = min(fin, fin_pass or SANS_FIN)
    else:
        raisons += _objections_document(critere, embauche, preuve)
    if critere.sorte_preuve == SortePreuve.QUARTIER:
        raisons += objections_residence(apports.quartier, embauche.debut)
    raisons += _objections_age(critere, embauche)
    raisons += _objections_duree(critere, preuve)
    return _Examen(critere, tuple(raisons), fin)


def _objections_document(critere: FaitsCritere, embauche: Embauche, preuve: Preuve) -> list[str]:
    raisons = []
    if preuve.datee_le is None:
        if critere.age_preuve_mois is not None:
            raisons.append("le justificatif n'est pas daté")
    elif preuve.datee_le > embauche.demande_complete_le:
        raisons.append("le justificatif est daté d'après la demande")
    elif critere.age_preuve_mois is not None and embauche.demande_complete_le > dernier_jour_apres(
        preuve.datee_le, critere.age_preuve_mois
    ):
        raisons.append(f"le justificatif a plus de {critere.age_preuve_mois} mois au jour de la demande")
    if preuve.expire_le is not None and preuve.expire_le < embauche.debut:
        raisons.append(f"le droit a pris fin le {jour(preuve.expire_le)}, avant l'embauche")
    return raisons


def _objections_age(critere: FaitsCritere, embauche: Embauche) -> list[str]:
    if critere.age_minimal is None and critere.age_maximal is None:
        return []
    if embauche.date_naissance is None:
        return ["la date de naissance manque pour vérifier l'âge à l'embauche"]
    age = age_au(embauche.date_naissance, embauche.debut)
    if critere.age_minimal is not None and age < critere.age_minimal:
        return [f"la personne a {age} ans à l'embauche, {critere.age_minimal} ans au moins sont demandés"]
    if critere.age_maximal is not None and age > critere.age_maximal:
        return [f"la personne a {age} ans à l'embauche, {critere.age_maximal} ans au plus sont demandés"]
    return []


def _objections_duree(critere: FaitsCritere, preuve: Preuve) -> list[str]:
    """Since 2025 many are registered automatically: the facilitator types the months of search really established."""
    if critere.mois_minimal is None:
        return []
    if preuve.mois_etablis is None:
        return [f"le nombre de mois établis manque ({critere.mois_minimal} au moins)"]
    if preuve.mois_etablis < critere.mois_minimal:
        return [f"{preuve.mois_etablis} mois établis, {critere.mois_minimal} au moins sont demandés"]
    return []


def _meilleure_voie(
    referentiel: FaitsReferentiel, embauche: Embauche, examens: Sequence[_Examen]
) -> list[_Examen] | None:
    """The criteria that open the longest window, one alone or several of level 2; None when none do.

    At equal length, one that asks for no reasoned opinion is preferred, then the order of the form.
    """
    prouves = [e for e in examens if e.prouve]
    voies = [[e] for e in prouves if e.critere.suffit_seul]
    nombre = referentiel.a_cumuler(embauche.nature_employeur)
    cumules = sorted((e for e in prouves if e.critere.se_cumule), key=_preference, reverse=True)
    if nombre is not None and len(cumules) >= nombre:
        voies.append(cumules[:nombre])
    return max(voies, key=lambda voie: min(_preference(e) for e in voie), default=None)


def _preference(examen: _Examen) -> tuple[date, bool]:
    return examen.fin, not examen.critere.avis_motive


def _condition(critere: FaitsCritere, examens: Sequence[_Examen]) -> _Examen | None:
    return next((e for e in examens if e.critere.code == critere.code and e.prouve), None)


def _objections(
    referentiel: FaitsReferentiel, embauche: Embauche, examens: Sequence[_Examen], voie: list[_Examen] | None
) -> list[str]:
    """Every missing thing, in the order of the form: proofs, then what does not suffice, then conditions."""
    phrases = [phrase for e in examens for phrase in e.phrases]
    if voie is None:
        phrases += _insuffisants(referentiel, embauche, examens)
    coches = {e.critere.code for e in examens}
    phrases += [
        f"Ce référentiel demande aussi : « {c.libelle} »." for c in referentiel.conditions if c.code not in coches
    ]
    return phrases


def _insuffisants(referentiel: FaitsReferentiel, embauche: Embauche, examens: Sequence[_Examen]) -> list[str]:
    """Proved criteria that do not open the right."""
    prouves = [e.critere for e in examens if e.prouve]
    phrases = [f"« {c.libelle} » ne suffit pas seul sous ce référentiel." for c in prouves if not c.se_cumule]
    cumules = [c for c in prouves if c.se_cumule]
    nombre = referentiel.a_cumuler(embauche.nature_employeur)
    if cumules and nombre is None:
        phrases.append("Sous ce référentiel, les critères de niveau 2 ne se cumulent pas pour cet employeur.")
    elif cumules and nombre is not None:
        prouves_2 = "1 critère de niveau 2" if len(cumules) == 1 else f"{len(cumules)} critères de niveau 2"
        phrases.append(f"{prouves_2} sur {nombre} demandés : il en manque {nombre - len(cumules)}.")
    return phrases
