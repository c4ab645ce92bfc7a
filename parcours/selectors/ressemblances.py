"""Who looks like the person being typed, as far as the reader may know it. A few queries whatever the pool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from clauses.models import Beneficiaire
from clauses.policies import beneficiaires_visibles
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION
from parcours.models import Candidat, JournalCandidat
from parcours.policies import candidats_visibles
from parcours.rules.journal import ActeCandidat
from parcours.rules.ressemblance import Degre, Identite, Ressemblance, dates_proches, ressemblance
from socle.identifiants import plier

MONTREES = 10
_INITIALES = ("aeiouyhw", "ckqgx", "szcx", "jgdzyi", "fpv")
"""First letters that may stand for one sound: what the database narrows on before the rule compares."""


@dataclass(frozen=True)
class Semblable:
    """A record that the reader may see, with why it looks alike; `candidat` is None for somebody only employed."""

    personne: Beneficiaire
    candidat: Candidat | None
    degre: Degre
    raison: str

    @property
    def exacte(self) -> bool:
        return self.degre == Degre.EXACTE


@dataclass(frozen=True)
class Semblables:
    """The look-alikes in reach, the surest first, and whether others exist elsewhere (nothing more is said)."""

    visibles: tuple[Semblable, ...] = ()
    ailleurs: bool = False

    def __bool__(self) -> bool:
        return bool(self.visibles) or self.ailleurs


def identite_de(personne: Beneficiaire) -> Identite:
    """A record as the rule compares it."""
    return Identite(personne.nom, personne.prenom, personne.date_naissance, personne.nom_usage)


def semblables(acteur: Acteur, identite: Identite, *, sauf: Iterable[int] = ()) -> Semblables:
    """Records that look like this identity, but for those keys.

    A prescriber learns that one exists elsewhere only with a birth date close to it: a name alone tells nothing.
    """
    trouvees = trouver(identite)
    for pk in sauf:
        trouvees.pop(pk, None)
    if not trouvees:
        return Semblables()
    office = acteur.a_role(*ROLES_FACILITATION) or acteur.systeme
    candidats = {
        c.beneficiaire_id: c
        for c in candidats_visibles(acteur)
        .filter(beneficiaire_id__in=trouvees)
        .select_related("beneficiaire__commune", "prescripteur")
    }
    personnes = {pk: c.beneficiaire for pk, c in candidats.items()}
    if office:
        employees = beneficiaires_visibles(acteur).filter(pk__in=set(trouvees) - set(personnes))
        personnes |= {p.pk: p for p in employees.select_related("commune")}
    vus = [Semblable(p, candidats.get(pk), trouvees[pk].degre, trouvees[pk].raison) for pk, p in personnes.items()]
    vus.sort(key=lambda s: (-s.degre, s.personne.nom_plie, s.personne.prenom_plie))
    autres = set(trouvees) - set(personnes)
    if not office:
        naissances = Beneficiaire.objects.filter(pk__in=autres, date_naissance__isnull=False)
        autres = set(naissances.values_list("pk", flat=True)) if identite.naissance and autres else set()
    return Semblables(tuple(vus[:MONTREES]), bool(autres))


def trouver(identite: Identite) -> dict[int, Ressemblance]:
    """Every record in force that looks like this identity, by key, whoever may see it."""
    if not identite.nom.strip() or not identite.prenom.strip():
        return {}
    parmi = Beneficiaire.objects.en_vigueur().filter(_initiales(identite))
    if identite.naissance is not None:
        proches = Q(date_naissance__in=dates_proches(identite.naissance)) | Q(date_naissance__isnull=True)
        parmi = parmi.filter(proches)
    lues = parmi.order_by().values_list("pk", "nom", "prenom", "date_naissance", "nom_usage")
    return {
        pk: trouvee
        for pk, nom, prenom, ne_le, usage in lues
        if (trouvee := ressemblance(identite, Identite(nom, prenom, ne_le, usage))) is not None
    }


def _initiales(identite: Identite) -> Q:
    lettres = {mot[0] for texte in (identite.nom, identite.prenom) for mot in plier(texte).split()}
    lettres |= {voisine for groupe in _INITIALES for voisine in groupe if lettres & set(groupe)}
    condition = Q(pk__in=[])
    for lettre in sorted(lettres):
        condition |= Q(nom_plie__startswith=lettre)
    return condition


def semblables_du_candidat(acteur: Acteur, candidat: Candidat) -> Semblables:
    """Look-alikes of a candidate, but for those somebody has already told apart from her."""
    ecartes = JournalCandidat.objects.filter(candidat=candidat, acte=ActeCandidat.ECARTER).values_list(
        "motif", flat=True
    )
    uuids = [UUID(motif) for motif in ecartes if motif]
    sauf = set(Beneficiaire.objects.filter(uuid__in=uuids).values_list("pk", flat=True)) if uuids else set()
    return semblables(acteur, identite_de(candidat.beneficiaire), sauf={candidat.beneficiaire_id, *sauf})
