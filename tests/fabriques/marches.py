"""Builders of contracts, lots, parties, sites and clauses: rows written directly, with plausible defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from chantiers.models import Chantier, CommuneChantier, Operation, Programme
from clauses.models import (
    ClauseInsertion,
    DureeClause,
    DureeContrat,
    Intervenant,
    Lot,
    LotChantier,
    Marche,
    MarchePublie,
    MouvementObligation,
    Referentiel,
    SuiviClause,
    TitulaireMarchePublie,
)
from clauses.rules.etats import EtatClause
from clauses.rules.obligation import ModeObligation, NatureMouvement
from clauses.rules.vocabulaire import RoleIntervenant, TypeContrat
from comptes.models import Utilisateur
from entreprises.models import Membre, Organisation
from entreprises.rules import Nature, Role
from socle.horloge import maintenant
from socle.identifiants import plier
from socle.models import Territoire
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.entreprises import un_membre, une_organisation
from tests.fabriques.socle import un_territoire

_numeros = count(1)
CENT = Decimal("100.00")


def un_programme(nom: str = "", **champs: Any) -> Programme:
    """A programme of works."""
    numero = next(_numeros)
    champs.setdefault("code", f"P{numero}")
    champs.setdefault("slug", f"programme-{numero}")
    return Programme.objects.create(nom=nom or f"Programme {numero}", **champs)


def une_operation(
    nom: str = "", *, programme: Programme | None = None, maitre_ouvrage: Organisation | None = None, **champs: Any
) -> Operation:
    """An operation of a contracting body."""
    numero = next(_numeros)
    nom = nom or f"Opération {numero}"
    champs.setdefault("slug", f"operation-{numero}")
    champs.setdefault("cree_le", maintenant())
    return Operation.objects.create(
        nom=nom,
        nom_plie=plier(nom),
        programme=programme or un_programme(),
        maitre_ouvrage=maitre_ouvrage or une_organisation(nature=Nature.MAITRE_OUVRAGE),
        **champs,
    )


def un_chantier(
    nom: str = "",
    *,
    operation: Operation | None = None,
    communes: Sequence[tuple[Territoire, Decimal]] | None = None,
    **champs: Any,
) -> Chantier:
    """A site with a point, whole in one new commune unless `communes` are given."""
    numero = next(_numeros)
    nom = nom or f"Chantier {numero}"
    champs.setdefault("slug", f"chantier-{numero}")
    champs.setdefault("latitude", 48.93)
    champs.setdefault("longitude", 2.36)
    champs.setdefault("cree_le", maintenant())
    parts = [(un_territoire(), CENT)] if communes is None else communes
    recherche = plier(" ".join([nom, *(commune.nom for commune, _ in parts)]))
    chantier = Chantier.objects.create(
        nom=nom, nom_plie=plier(nom), recherche=recherche, operation=operation or une_operation(), **champs
    )
    CommuneChantier.objects.bulk_create(CommuneChantier(chantier=chantier, commune=c, part=p) for c, p in parts)
    return chantier


def un_referentiel(nom: str = "", *, durees: dict[str, int | None] | None = None, **champs: Any) -> Referentiel:
    """A référentiel with 24 months for every type of contract, save the whole contract for an apprenticeship."""
    numero = next(_numeros)
    champs.setdefault("code", f"ref-{numero}")
    referentiel = Referentiel.objects.create(nom=nom or f"Référentiel {numero}", **champs)
    if durees is None:
        durees = {t: None if t == TypeContrat.APPRENTISSAGE else 24 for t in TypeContrat}
    DureeContrat.objects.bulk_create(
        DureeContrat(referentiel=referentiel, type_contrat=t, mois=mois) for t, mois in durees.items()
    )
    return referentiel


def un_marche_publie(*, titulaires: Sequence[tuple[str, str]] = (), **champs: Any) -> MarchePublie:
    """An official contract; `titulaires` are (identifier, name) pairs."""
    numero = next(_numeros)
    objet = champs.setdefault("objet", f"Construction d'une école {numero}")
    champs.setdefault("acheteur_id", "21930066200016")
    champs.setdefault("identifiant", f"2025-{numero:04d}")
    champs.setdefault("objet_plie", plier(objet))
    champs.setdefault("travaux", True)
    champs.setdefault("clause_sociale", True)
    champs.setdefault("empreinte", f"{numero:064d}")
    champs.setdefault("importe_le", maintenant())
    champs.setdefault("mis_a_jour_le", maintenant())
    publie = MarchePublie.objects.create(**champs)
    TitulaireMarchePublie.objects.bulk_create(
        TitulaireMarchePublie(marche_publie=publie, identifiant=i, nom=n, type_identifiant="SIRET")
        for i, n in titulaires
    )
    return publie


def un_marche(
    *,
    operation: Operation | None = None,
    office: Organisation | None = None,
    acheteur: Organisation | None = None,
    cree_par: Utilisateur | None = None,
    **champs: Any,
) -> Marche:
    """A followed contract, bought by the operation's contracting body unless told otherwise."""
    numero = next(_numeros)
    operation = operation or une_operation()
    identifiant = champs.setdefault("numero", f"M{numero:04d}")
    objet = champs.setdefault("objet", f"Travaux {numero}")
    champs.setdefault("date_notification", date(2025, 1, 6))
    champs.setdefault("cree_le", maintenant())
    return Marche.objects.create(
        operation=operation,
        acheteur=acheteur or operation.maitre_ouvrage,
        office=office or une_organisation(nature=Nature.OFFICE),
        numero_plie=plier(identifiant),
        objet_plie=plier(objet),
        cree_par=cree_par or un_utilisateur(),
        **champs,
    )


def un_lot(
    *,
    marche: Marche | None = None,
    chantiers: Sequence[Chantier] | None = None,
    parts: Sequence[Decimal] | None = None,
    debut_travaux: date | None = date(2025, 2, 1),
    fin_travaux: date | None = date(2026, 7, 31),
    **champs: Any,
) -> Lot:
    """A lot of 18 months on one new site (or on these sites, in equal shares unless `parts` are given)."""
    marche = marche or un_marche()
    numero = champs.setdefault("numero", str(marche.lots.count() + 1))
    intitule = champs.setdefault("intitule", f"Gros œuvre {numero}")
    lot = Lot.objects.create(
        marche=marche, intitule_plie=plier(intitule), debut_travaux=debut_travaux, fin_travaux=fin_travaux, **champs
    )
    if chantiers is None:
        chantiers = [un_chantier(operation=marche.operation)]
    if parts is None and chantiers:
        egale = (CENT / len(chantiers)).quantize(Decimal("0.01"))
        parts = [egale] * (len(chantiers) - 1) + [CENT - egale * (len(chantiers) - 1)]
    LotChantier.objects.bulk_create(
        LotChantier(lot=lot, chantier=c, part=p) for c, p in zip(chantiers, parts or (), strict=True)
    )
    return lot


def un_intervenant(
    *,
    lot: Lot | None = None,
    organisation: Organisation | None = None,
    role: str = RoleIntervenant.TITULAIRE,
    **champs: Any,
) -> Intervenant:
    """A party of a lot; a subcontractor is accepted under the lot's lead unless a mandant is given."""
    lot = lot or un_lot()
    if role == RoleIntervenant.SOUS_TRAITANT:
        champs.setdefault("rang", 1)
        if "mandant" not in champs:
            champs["mandant"] = lot.intervenants.chefs_de_file().first() or un_intervenant(lot=lot)
    return Intervenant.objects.create(lot=lot, organisation=organisation or une_organisation(), role=role, **champs)


def une_clause(
    *,
    lot: Lot | None = None,
    heures: Decimal | int | None = Decimal("4974.00"),
    referentiel: Referentiel | None = None,
    etat: str = EtatClause.ACTIVE,
    mode: str = ModeObligation.VOLUME_FIXE,
    facilitateur: Membre | None = None,
    titulaire: Intervenant | Organisation | None = None,
    debut: date = date(2025, 1, 6),
    **champs: Any,
) -> ClauseInsertion:
    """A clause in force owing `heures` from its start, with a lead on its lot and its référentiel's durations.

    `facilitateur` follows it from its start; `heures=None` records no movement (progressive clauses).
    """
    lot = lot or un_lot()
    referentiel = referentiel or un_referentiel()
    if isinstance(titulaire, Organisation) or (titulaire is None and not lot.intervenants.exists()):
        un_intervenant(lot=lot, organisation=titulaire)
    if mode == ModeObligation.PROGRESSIF:
        champs.setdefault("seuil_montant", Decimal("1000000.00"))
        champs.setdefault("euros_par_heure", Decimal("1500.00"))
        heures = None if heures == Decimal("4974.00") else heures
    champs.setdefault("perimetre", "Travaux du lot")
    champs.setdefault("cree_le", maintenant())
    if etat == EtatClause.CLOSE:
        champs.setdefault("close_le", date(2026, 8, 31))
    clause = ClauseInsertion.objects.create(
        lot=lot, referentiel=referentiel, etat=etat, mode=mode, debut=debut, **champs
    )
    DureeClause.objects.bulk_create(
        DureeClause(clause=clause, type_contrat=d.type_contrat, mois=d.mois) for d in referentiel.durees.all()
    )
    if heures is not None:
        un_mouvement(clause=clause, heures=heures, date_effet=debut)
    if facilitateur is not None:
        un_suivi(clause=clause, facilitateur=facilitateur, du=debut)
    return clause


def un_mouvement(
    *,
    clause: ClauseInsertion,
    heures: Decimal | int,
    nature: str = NatureMouvement.INITIAL,
    date_effet: date = date(2025, 1, 6),
    **champs: Any,
) -> MouvementObligation:
    """A movement of what is owed, at the clause's next position."""
    clause.compteur_obligation += 1
    ClauseInsertion.objects.filter(pk=clause.pk).update(compteur_obligation=clause.compteur_obligation)
    champs.setdefault("date_signature", date_effet)
    champs.setdefault("enregistre_le", maintenant())
    champs.setdefault("auteur", clause.lot.marche.cree_par)
    return MouvementObligation.objects.create(
        clause=clause,
        position=clause.compteur_obligation,
        nature=nature,
        heures=Decimal(heures),
        date_effet=date_effet,
        **champs,
    )


def un_suivi(
    *,
    clause: ClauseInsertion,
    facilitateur: Membre | None = None,
    du: date = date(2025, 1, 6),
    **champs: Any,
) -> SuiviClause:
    """Somebody of the clause's office follows it."""
    office = clause.lot.marche.office
    facilitateur = facilitateur or un_membre(role=Role.FACILITATEUR, organisation=office)
    champs.setdefault("cree_le", maintenant())
    return SuiviClause.objects.create(
        clause=clause, facilitateur=facilitateur, du=du, cree_par=facilitateur.utilisateur, **champs
    )
