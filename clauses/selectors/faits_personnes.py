"""What controls must know of a person beyond one company: her records, missions, hours elsewhere, documents.

Everything by set. Names serve to find probable records of one person and go no further.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from clauses.models import (
    AvisPersonne,
    Beneficiaire,
    ContratTravail,
    ConventionInsertion,
    JournalLigne,
    LigneHeures,
    Piece,
)
from clauses.rules.controles import AutreLigne, Document, Fiche, memes_personnes
from clauses.rules.controles import documents_repetes as empreintes_repetees
from clauses.rules.etats import ActeLigne
from entreprises.rules import NATURES_INTERIM
from socle.centiemes import HeuresField
from socle.horloge import en_paris
from socle.periodes import Mois

ETATS_COMPTANT = ("SOUMISE", "VALIDEE", "PARTIELLE")


def fiches_de(pks: Sequence[int]) -> dict[int, int]:
    """Record → person (the smallest probable record), for the people of these lines and their other records."""
    return _fiches(Beneficiaire.objects.filter(contrats__lignes__parmi=pks))


def fiches_de_la_personne(pk: int) -> dict[int, int]:
    """The same for one record, whether it has lines or not."""
    return _fiches(Beneficiaire.objects.filter(pk=pk))


def _fiches(personnes: QuerySet[Beneficiaire]) -> dict[int, int]:
    siennes = dict(personnes.order_by().values_list("pk", "date_naissance"))
    voisines = (
        Beneficiaire.objects.en_vigueur()
        .filter(date_naissance__parmi={jour for jour in siennes.values() if jour is not None})
        .order_by()
        .values_list("pk", "nom", "prenom", "date_naissance", "nom_usage")
    )
    racines = memes_personnes(Fiche(pk, nom, prenom, ne_le, usage) for pk, nom, prenom, ne_le, usage in voisines)
    gardees = {racines.get(pk, pk) for pk in siennes}
    connues = {pk: racine for pk, racine in racines.items() if racine in gardees}
    return {pk: pk for pk in siennes} | connues


def missions_avant(contrats: Sequence[ContratTravail]) -> dict[int, date]:
    """Contract → start of the person's first interim mission at the company that hired her later."""
    embauches = [c for c in contrats if c.employeur.nature not in NATURES_INTERIM]
    missions: dict[tuple[int, int], date] = {}
    interims = ContratTravail.objects.filter(
        beneficiaire__parmi={c.beneficiaire_id for c in embauches},
        employeur__nature__in=NATURES_INTERIM,
        annule_le__isnull=True,
    )
    for personne, utilisatrice, declarante, debut in interims.order_by("-debut").values_list(
        "beneficiaire_id", "entreprise_utilisatrice_id", "intervenant__organisation_id", "debut"
    ):
        missions[(personne, utilisatrice or declarante)] = debut
    trouvees = {c.pk: missions.get((c.beneficiaire_id, c.employeur_id)) for c in embauches}
    return {c.pk: d for c in embauches if (d := trouvees[c.pk]) is not None and d < c.debut}


def conventions_de(structures: set[int]) -> dict[int, tuple[tuple[date, date | None], ...]]:
    """Structure → periods of its agreements; a structure without any recorded is absent."""
    periodes: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    lignes = ConventionInsertion.objects.filter(structure__in=structures).order_by("valide_du")
    for structure, du, au in lignes.values_list("structure_id", "valide_du", "valide_au"):
        periodes[structure].append((du, au))
    return {structure: tuple(siennes) for structure, siennes in periodes.items()}


def heures_ailleurs(lignes: Sequence[LigneHeures], racines: Mapping[int, int]) -> list[AutreLigne]:
    """Totals per person, employer, declaring company and month elsewhere (every company, contract and office)."""
    retenues = Coalesce("heures_retenues", "heures_a_compter", output_field=HeuresField())
    autres = (
        LigneHeures.objects.filter(
            contrat__beneficiaire__parmi=racines,
            declaration__mois__in={ligne.declaration.mois for ligne in lignes},
            etat__in=ETATS_COMPTANT,
        )
        .en_vigueur()
        .exclude(pk__parmi=lignes)
        .order_by()
        .values_list(
            "contrat__beneficiaire_id",
            "contrat__employeur_id",
            "declaration__mois",
            "declaration__intervenant__organisation_id",
        )
        .annotate(total=Sum(retenues, output_field=HeuresField()))
    )
    return [
        AutreLigne(
            personne=str(racines[personne]),
            employeur=str(employeur),
            mois=Mois.depuis(mois),
            heures=total,
            declarant=str(declarant),
        )
        for personne, employeur, mois, declarant, total in autres
    ]


def cle_essai(ligne: LigneHeures, racines: Mapping[int, int]) -> tuple[int, int, date]:
    return (
        racines[ligne.contrat.beneficiaire_id],
        ligne.declaration.intervenant.organisation_id,
        ligne.declaration.mois,
    )


def essais(lignes: Sequence[LigneHeures], racines: Mapping[int, int]) -> Counter[tuple[int, int, date]]:
    """How often a company changed a person's hours between two submissions of a month, read from the journal."""
    dernieres: dict[tuple[int, int, date], Decimal] = {}
    comptes: Counter[tuple[int, int, date]] = Counter()
    envois = (
        JournalLigne.objects.filter(
            acte=ActeLigne.SOUMETTRE,
            ligne__contrat__beneficiaire__parmi=racines,
            ligne__declaration__mois__in={ligne.declaration.mois for ligne in lignes},
            ligne__declaration__intervenant__organisation__in={
                ligne.declaration.intervenant.organisation_id for ligne in lignes
            },
        )
        .order_by("le", "pk")
        .values_list(
            "ligne__contrat_id",
            "ligne__chantier_id",
            "ligne__contrat__beneficiaire_id",
            "ligne__declaration__intervenant__organisation_id",
            "ligne__declaration__mois",
            "heures",
        )
    )
    for contrat, chantier, personne, organisation, mois, heures in envois:
        avant = dernieres.get((contrat, chantier, mois))
        if avant is not None and avant != heures:
            comptes[(racines[personne], organisation, mois)] += 1
        dernieres[(contrat, chantier, mois)] = heures
    return comptes


def documents_deja_servis(lignes: Sequence[LigneHeures]) -> tuple[set[int], set[int]]:
    """Declarations, then contracts, one of whose documents already proves another month, firm or person."""
    siennes = Piece.objects.filter(
        Q(declaration__in={ligne.declaration_id for ligne in lignes})
        | Q(contrat__parmi={ligne.contrat_id for ligne in lignes}),
        detruite_le__isnull=True,
    ).order_by()
    memes = (
        Piece.objects.filter(empreinte__in=siennes.values("empreinte"), detruite_le__isnull=True)
        .order_by()
        .values_list(
            "pk",
            "empreinte",
            "declaration_id",
            "declaration__intervenant__organisation_id",
            "declaration__mois",
            "contrat_id",
            "contrat__beneficiaire_id",
        )
    )
    mois: list[Document] = []
    contrats: list[Document] = []
    for pk, empreinte, declaration, organisation, du_mois, contrat, personne in memes:
        if declaration is not None:
            mois.append(Document((declaration, pk), empreinte, (organisation, du_mois)))
        if contrat is not None:
            contrats.append(Document((contrat, pk), empreinte, personne))
    return {cle[0] for cle in empreintes_repetees(mois)}, {cle[0] for cle in empreintes_repetees(contrats)}


def contestations(personnes: Collection[int]) -> dict[tuple[int, date], date]:
    """(person, month) that she says is not right → the day she said so."""
    avis = AvisPersonne.objects.contestations().filter(beneficiaire__parmi=personnes)
    return {
        (personne, mois): en_paris(dit_le).date()
        for personne, mois, dit_le in avis.values_list("beneficiaire_id", "mois", "dit_le")
    }
