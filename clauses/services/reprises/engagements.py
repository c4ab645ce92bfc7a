"""Obligations of a take-over: contracts and lots found or created, what is owed, the opening balances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import uuid4

from chantiers.models import Operation
from clauses.models import ClauseInsertion, Lot, LotChantier, Marche, Reprise
from clauses.rules.maitres_ouvrage import MaitreOuvrage
from clauses.rules.obligation import ModeObligation, NatureMouvement, repartir
from clauses.rules.reprise import CleLot, numero_de_lot
from clauses.rules.vocabulaire import NatureMouvementHeures, RoleIntervenant
from clauses.selectors.reprises import EngagementPropose, PropositionReprise
from clauses.services.grand_livre import Ecriture, Variations, inscrire, verrouiller_clauses
from clauses.services.intervenants import IntervenantSaisi, inscrire_intervenants
from clauses.services.lots import LotSaisi, ajouter_lot
from clauses.services.obligations import activer, creer_clause, enregistrer_mouvement
from clauses.services.prise_en_suivi import (
    OperationSaisie,
    OrganisationSaisie,
    PriseEnSuivi,
    SiteSaisi,
    prendre_en_suivi,
)
from entreprises.policies import Acteur
from entreprises.rules import Nature
from socle.erreurs import RegleViolee
from socle.identifiants import plier

PERIMETRE = "Repris d'un suivi antérieur : voir le marché."
ENTIER = Decimal("100.00")


def ecrire_engagements(
    acteur: Acteur, reprise: Reprise, proposition: PropositionReprise
) -> dict[CleLot, ClauseInsertion]:
    """The clauses of the file, new and old, by contract and lot."""
    clauses = {e.accorde.engagement.cle: e.clause for e in proposition.engagements if e.clause is not None}
    par_marche: dict[tuple[str, int], list[EngagementPropose]] = defaultdict(list)
    for propose in proposition.nouveaux:
        numero, contrat, _ = propose.accorde.engagement.cle
        par_marche[numero, contrat].append(propose)
    operations: dict[int, Operation] = {}
    for siens in par_marche.values():
        lots = _lots(acteur, siens, operations)
        for propose in siens:
            clauses[propose.accorde.engagement.cle] = _clause(acteur, reprise, propose, lots)
    _ouvrir_le_grand_livre(acteur, reprise, proposition.nouveaux, clauses)
    return clauses


def _lots(acteur: Acteur, proposes: list[EngagementPropose], operations: dict[int, Operation]) -> dict[str, Lot]:
    """folded number → lot of one contract, its missing lots (and itself) created; so are the operations met."""
    premier = proposes[0]
    manquants = [p for p in proposes if p.lot is None]
    if premier.marche is not None:
        marche = premier.marche
        for propose in manquants:
            sites = [(s.chantier, s.part) for s in _sites_connus(marche)]
            lot = ajouter_lot(acteur=acteur, marche=marche, saisie=_lot_saisi(propose), sites=sites)
            inscrire_intervenants(acteur=acteur, lots={lot.numero: lot}, saisies=[_titulaire(propose)])
    else:
        marche = _prendre(acteur, proposes, operations)
    return {numero_de_lot(lot.numero): lot for lot in marche.lots.all()}


def _sites_connus(marche: Marche) -> list[LotChantier]:
    """The sites of the first lot of a contract: those of a lot that joins it."""
    premier = marche.lots.order_by("pk").first()
    return list(premier.sites.select_related("chantier")) if premier else []


def _prendre(acteur: Acteur, proposes: list[EngagementPropose], operations: dict[int, Operation]) -> Marche:
    e, programme = proposes[0].accorde.engagement, proposes[0].programme
    operation = proposes[0].operation or operations.get(e.cle_operation)
    maitre_ouvrage = _maitre_ouvrage(proposes, operation)
    marche = prendre_en_suivi(
        acteur=acteur,
        prise=PriseEnSuivi(
            numero=e.marche,
            objet=e.objet or e.intitule or e.operation,
            operation=OperationSaisie(
                existante=operation, nom=e.operation, programme=programme, maitre_ouvrage=maitre_ouvrage
            ),
            acheteur=maitre_ouvrage,
            lots=[_lot_saisi(p) for p in proposes],
            sites=_sites(proposes, operation),
            intervenants=[_titulaire(p) for p in proposes],
            faits={"date_notification": e.notification} if e.notification else {},
        ),
    )
    operations.setdefault(e.cle_operation, marche.operation)
    return marche


def _maitre_ouvrage(proposes: Sequence[EngagementPropose], operation: Operation | None) -> OrganisationSaisie:
    """The contracting body of a contract: as the best of its rows names it, else that of the operation."""
    rangs = [p.accorde.engagement for p in proposes]
    e = max(rangs, key=lambda rang: (bool(rang.maitre_ouvrage_siret), bool(rang.maitre_ouvrage)))
    if operation and MaitreOuvrage.nomme(operation.maitre_ouvrage.nom, operation.maitre_ouvrage.siret).est(e.maitre):
        return OrganisationSaisie(existante=operation.maitre_ouvrage)
    return OrganisationSaisie(
        siret=e.maitre_ouvrage_siret,
        nom=e.maitre_ouvrage or (str(operation.maitre_ouvrage) if operation else e.operation),
        nature=Nature.MAITRE_OUVRAGE,
        tolerant=True,
    )


def _sites(proposes: list[EngagementPropose], operation: Operation | None) -> list[SiteSaisi]:
    """The site of a contract taken over: the operation's of that name, else a new one in the commune given."""
    e = proposes[0].accorde.engagement
    nom = e.chantier or e.operation
    existant = operation.chantiers.filter(nom_plie=plier(nom)).first() if operation else None
    if existant is not None:
        return [SiteSaisi(part=ENTIER, existant=existant)]
    commune = next((p.commune for p in proposes if p.commune is not None), None)
    if commune is None:
        raise RegleViolee(f"Marché {e.marche} : dites la commune du chantier.")
    return [SiteSaisi(part=ENTIER, nom=nom, communes=[(commune, ENTIER)])]


def _lot_saisi(propose: EngagementPropose) -> LotSaisi:
    e = propose.accorde.engagement
    return LotSaisi(
        intitule=(e.intitule or e.objet or f"Lot {e.lot}")[:300],
        numero=e.lot,
        debut_travaux=e.debut,
        fin_travaux=e.fin,
    )


def _titulaire(propose: EngagementPropose) -> IntervenantSaisi:
    e = propose.accorde.engagement
    return IntervenantSaisi(
        role=RoleIntervenant.TITULAIRE, siret=e.titulaire_siret, nom=e.titulaire, lots=[e.lot], tolerant=True
    )


def _clause(acteur: Acteur, reprise: Reprise, propose: EngagementPropose, lots: dict[str, Lot]) -> ClauseInsertion:
    """The clause of a lot, owing what the file says by a REPRISE movement, and active."""
    e = propose.accorde.engagement
    source = e.origine or reprise.origine
    clause = creer_clause(
        acteur=acteur,
        lot=lots[numero_de_lot(e.lot)],
        referentiel=propose.referentiel,
        mode=ModeObligation.VOLUME_FIXE,
        debut=e.debut,
        facilitateur=acteur.espace,
        perimetre=PERIMETRE,
        fin=e.fin,
        heures_mentionnees=e.dues,
    )
    enregistrer_mouvement(
        acteur=acteur,
        clause=clause,
        nature=NatureMouvement.REPRISE,
        heures=e.dues,
        date_signature=e.notification or e.debut,
        date_effet=e.debut,
        reference=source[:80],
        motif=f"Repris de « {source} », ligne {e.source.rang} de « {reprise.nom_fichier} ».",
    )
    return activer(acteur=acteur, clause=clause)


def _ouvrir_le_grand_livre(
    acteur: Acteur, reprise: Reprise, proposes: Sequence[EngagementPropose], clauses: Mapping[CleLot, ClauseInsertion]
) -> None:
    """Opening balances: REPRISE rows, by month, shared over the lot's sites; the totals follow."""
    ouvertes = {clauses[p.accorde.engagement.cle].pk: p for p in proposes if p.accorde.mois}
    verrouillees = verrouiller_clauses(ouvertes)
    sites: dict[int, list[LotChantier]] = defaultdict(list)
    for site in LotChantier.objects.filter(lot__in={c.lot_id for c in verrouillees.values()}).order_by("pk"):
        sites[site.lot_id].append(site)
    ecritures, variations = [], Variations()
    for pk, propose in ouvertes.items():
        siens = sites[verrouillees[pk].lot_id]
        source = propose.accorde.engagement.origine or reprise.origine
        for mois, heures in propose.accorde.mois.items():
            for site, part in zip(siens, repartir(heures, [s.part for s in siens]), strict=True):
                if not part:
                    continue
                ecritures.append(
                    Ecriture(
                        clause_id=pk,
                        chantier_id=site.chantier_id,
                        mois=mois.premier_jour,
                        heures=part,
                        nature=NatureMouvementHeures.REPRISE,
                        version=1,
                        cle_ligne=uuid4(),
                        motif_code="reprise",
                        texte=f"Heures reprises de « {source} »."[:500],
                    )
                )
                variations.validees(pk, site.chantier_id, mois.premier_jour, part)
    inscrire(ecritures=ecritures, auteur=acteur.utilisateur)
    variations.appliquer()
