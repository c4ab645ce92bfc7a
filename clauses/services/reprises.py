"""Taking over a running office: a file is read, corrected on its page, then written in one transaction.

Obligations by a REPRISE movement, hours already counted by REPRISE rows of the ledger (outside the controls, without
any person), people with the date of their first clause contract and a window without criterion. The same file twice
changes nothing: what is there with the same figures is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.db import transaction

from chantiers.models import Operation
from clauses.exchange.reprise import Champ, lire_fichier
from clauses.models import (
    Beneficiaire,
    ClauseInsertion,
    ContratTravail,
    FenetreEligibilite,
    Intervenant,
    JournalPersonne,
    Lot,
    LotChantier,
    Marche,
    PeriodeContrat,
    RangReprise,
    Reprise,
)
from clauses.policies import Action, exiger
from clauses.rules.obligation import ModeObligation, NatureMouvement, repartir
from clauses.rules.reprise import CleLot, EtatReprise, numero_de_lot
from clauses.rules.vocabulaire import Modalite, NatureMouvementHeures, OrigineFenetre, RoleIntervenant, TypeContrat
from clauses.selectors.reprises import (
    EngagementPropose,
    PersonneProposee,
    PropositionReprise,
    proposition_de,
)
from clauses.services.grand_livre import Ecriture, Variations, inscrire, verrouiller_clauses
from clauses.services.intervenants import IntervenantSaisi, inscrire_intervenants
from clauses.services.lots import LotSaisi, ajouter_lot
from clauses.services.marches import office_de
from clauses.services.obligations import activer, creer_clause, enregistrer_mouvement
from clauses.services.prise_en_suivi import (
    OperationSaisie,
    OrganisationSaisie,
    PriseEnSuivi,
    SiteSaisi,
    prendre_en_suivi,
)
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature
from entreprises.services import trouver_ou_creer_organisation
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.fichiers import nom_sur
from socle.horloge import maintenant
from socle.identifiants import plier
from socle.tableur import ClasseurRefuse

GARDE = timedelta(hours=24)
RANGS_MAX = 20_000
PERIMETRE = "Repris d'un suivi antérieur : voir le marché."
ENTIER = Decimal("100.00")


def deposer(*, acteur: Acteur, fichier: BinaryIO, nom: str, origine: str) -> Reprise:
    """Read a file and keep its rows for the page; the file itself is not kept. `origine`: the former follow-up.

    Raises RegleViolee (field `fichier` or `origine`) when nothing in it can be taken over.
    """
    exiger(acteur, Action.SUIVRE_MARCHE)
    origine = " ".join(origine.split())[:80]
    if not origine:
        raise RegleViolee("Dites de quel suivi viennent ces chiffres.", champ="origine")
    try:
        lues = lire_fichier(fichier)
    except ClasseurRefuse as refus:
        raise RegleViolee(refus.message, champ="fichier") from refus
    if not lues.rangs:
        phrase = "Aucune feuille d'engagements ni de personnes n'a été reconnue : partez du modèle."
        raise RegleViolee(phrase, champ="fichier")
    if len(lues.rangs) > RANGS_MAX:
        raise RegleViolee(f"Plus de {RANGS_MAX} lignes : envoyez le fichier en plusieurs fois.", champ="fichier")
    with transaction.atomic():
        reprise = Reprise.objects.create(
            office=office_de(acteur),
            auteur=acteur.utilisateur,
            nom_fichier=nom_sur(nom)[:150],
            origine=origine,
            feuilles_ignorees=lues.ignorees[:20],
            criteres_ecartes=lues.criteres_ecartes,
            deposee_le=maintenant(),
        )
        RangReprise.objects.bulk_create(
            (
                RangReprise(
                    reprise=reprise,
                    sorte=rang.sorte,
                    feuille=rang.feuille,
                    rang=rang.rang,
                    valeurs={champ.value: texte for champ, texte in rang.valeurs.items()},
                )
                for rang in lues.rangs
            ),
            batch_size=500,
        )
    return reprise


@transaction.atomic
def corriger(
    *, acteur: Acteur, reprise: Reprise, valeurs: Mapping[UUID, Mapping[str, str]], nouvelles: Sequence[UUID] = ()
) -> int:
    """Correct rows on the spot: texts by field, and people said to be others than those alike; how many changed."""
    verrou = _verrouiller(acteur, reprise)
    changes = []
    for rang in verrou.rangs.filter(uuid__in={*valeurs, *nouvelles}):
        nouveau = dict(rang.valeurs)
        for nom, texte in valeurs.get(rang.uuid, {}).items():
            nouveau[Champ(nom).value] = " ".join(texte.split())[:300]
        nouveau = {nom: texte for nom, texte in nouveau.items() if texte}
        dite_nouvelle = rang.uuid in nouvelles
        if (nouveau, dite_nouvelle) != (rang.valeurs, rang.nouvelle):
            rang.valeurs, rang.nouvelle = nouveau, dite_nouvelle
            changes.append(rang)
    RangReprise.objects.bulk_update(changes, ["valeurs", "nouvelle"], batch_size=500)
    return len(changes)


@transaction.atomic
def abandonner(*, acteur: Acteur, reprise: Reprise) -> None:
    """Drop the file: nothing was written, its rows are erased."""
    _finir(_verrouiller(acteur, reprise), EtatReprise.ABANDONNEE, {})


@transaction.atomic
def ecrire(*, acteur: Acteur, reprise: Reprise) -> dict[str, Any]:
    """Write what the proposal holds (refused rows stay out) and say what was written; all of it or nothing."""
    verrou = _verrouiller(acteur, reprise)
    proposition = proposition_de(verrou)
    if acteur.utilisateur is None:
        raise RegleViolee("Une reprise est signée d'une personne.")
    clauses = _ecrire_engagements(acteur, verrou, proposition)
    personnes, contrats = _ecrire_personnes(acteur, verrou, proposition, clauses)
    resultat = proposition.resultat
    bilan = {
        "engagements_ecrits": len(proposition.nouveaux),
        "engagements_deja_la": len(proposition.engagements) - len(proposition.nouveaux),
        "heures_dues": f"{resultat.dues:.2f}",
        "heures_realisees": f"{resultat.realisees:.2f}",
        "personnes_ecrites": personnes,
        "contrats_ecrits": contrats,
        "lignes_refusees": len(proposition.refus),
    }
    _finir(verrou, EtatReprise.ECRITE, bilan)
    return bilan


def oublier() -> int:
    """Each hour: files that nobody finished within a day are dropped with the names they hold; how many."""
    anciennes = Reprise.objects.filter(etat=EtatReprise.A_RELIRE, deposee_le__lte=maintenant() - GARDE)
    with transaction.atomic():
        liste = list(anciennes.select_for_update())
        for reprise in liste:
            _finir(reprise, EtatReprise.ABANDONNEE, {})
    return len(liste)


def _verrouiller(acteur: Acteur, reprise: Reprise) -> Reprise:
    exiger(acteur, Action.SUIVRE_MARCHE)
    verrou = Reprise.objects.select_for_update().select_related("office").get(pk=reprise.pk)
    if verrou.office_id != office_de(acteur).pk:
        raise Reprise.DoesNotExist
    if verrou.etat != EtatReprise.A_RELIRE:
        raise ConflitEcriture("Cette reprise est déjà terminée.")
    return verrou


def _finir(reprise: Reprise, etat: EtatReprise, bilan: dict[str, Any]) -> None:
    reprise.rangs.all().delete()
    reprise.etat, reprise.bilan, reprise.terminee_le = etat, bilan, maintenant()
    reprise.save(update_fields=["etat", "bilan", "terminee_le"])


# --- obligations ---------------------------------------------------------------------------------


def _ecrire_engagements(
    acteur: Acteur, reprise: Reprise, proposition: PropositionReprise
) -> dict[CleLot, ClauseInsertion]:
    """The clauses of the file, new and old, by contract and lot."""
    clauses = {e.accorde.engagement.cle: e.clause for e in proposition.engagements if e.clause is not None}
    par_marche: dict[str, list[EngagementPropose]] = defaultdict(list)
    for propose in proposition.nouveaux:
        par_marche[plier(propose.accorde.engagement.marche)[:80]].append(propose)
    operations = _operations(reprise.office, proposition.nouveaux)
    for siens in par_marche.values():
        lots = _lots(acteur, siens, operations)
        for propose in siens:
            clauses[propose.accorde.engagement.cle] = _clause(acteur, reprise, propose, lots)
    _ouvrir_le_grand_livre(acteur, reprise, proposition.nouveaux, clauses)
    return clauses


def _operations(office: Organisation, proposes: Sequence[EngagementPropose]) -> dict[str, Operation]:
    """folded name → operation that the office follows already; the new ones join as they are created."""
    noms = {plier(p.accorde.engagement.operation) for p in proposes}
    return {o.nom_plie: o for o in Operation.objects.filter(marche__office=office, nom_plie__in=noms).distinct()}


def _lots(acteur: Acteur, proposes: list[EngagementPropose], operations: dict[str, Operation]) -> dict[str, Lot]:
    """folded number → lot of one contract, its missing lots (and itself) created."""
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


def _prendre(acteur: Acteur, proposes: list[EngagementPropose], operations: dict[str, Operation]) -> Marche:
    e, nom = proposes[0].accorde.engagement, plier(proposes[0].accorde.engagement.operation)
    programme = next((p.programme for p in proposes if p.programme is not None), None)
    maitre_ouvrage = OrganisationSaisie(
        siret=e.maitre_ouvrage_siret,
        nom=e.maitre_ouvrage or (str(operations[nom].maitre_ouvrage) if nom in operations else e.operation),
        nature=Nature.MAITRE_OUVRAGE,
        tolerant=True,
    )
    marche = prendre_en_suivi(
        acteur=acteur,
        prise=PriseEnSuivi(
            numero=e.marche,
            objet=e.objet or e.intitule or e.operation,
            operation=OperationSaisie(
                existante=operations.get(nom), nom=e.operation, programme=programme, maitre_ouvrage=maitre_ouvrage
            ),
            acheteur=maitre_ouvrage,
            lots=[_lot_saisi(p) for p in proposes],
            sites=_sites(proposes, operations.get(nom)),
            intervenants=[_titulaire(p) for p in proposes],
            faits={"date_notification": e.notification} if e.notification else {},
        ),
    )
    operations.setdefault(nom, marche.operation)
    return marche


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


# --- people --------------------------------------------------------------------------------------


def _ecrire_personnes(
    acteur: Acteur, reprise: Reprise, proposition: PropositionReprise, clauses: Mapping[CleLot, ClauseInsertion]
) -> tuple[int, int]:
    """People, their windows, their contracts under way; how many people and contracts were written."""
    a_ecrire = [p for p in proposition.personnes if not p.deja_la]
    fiches, creees = _fiches(acteur, a_ecrire)
    suivies = _clauses_des_personnes(reprise.office, a_ecrire, clauses)
    _fenetres(acteur, reprise, a_ecrire, fiches, suivies, proposition)
    contrats = _contrats(acteur, a_ecrire, fiches, suivies)
    return creees, contrats


def _fiches(acteur: Acteur, proposees: Sequence[PersonneProposee]) -> tuple[dict[Any, Beneficiaire], int]:
    """identity → record, created where she is not known; the first clause contract never moves forward in time."""
    instant = maintenant()
    fiches: dict[Any, Beneficiaire] = {}
    premiers: dict[Any, Any] = {}
    for p in proposees:
        identite = p.personne.identite
        premiers[identite] = min(premiers.get(identite, p.personne.premier_contrat), p.personne.premier_contrat)
        if p.existante is not None:
            fiches[identite] = p.existante
        elif identite not in fiches:
            nom_plie, prenom_plie, naissance = identite
            fiches[identite] = Beneficiaire(
                nom=p.personne.nom,
                prenom=p.personne.prenom,
                nom_plie=nom_plie,
                prenom_plie=prenom_plie,
                date_naissance=naissance,
                premier_contrat_le=p.personne.premier_contrat,
                cree_le=instant,
            )
    nouvelles = [f for f in fiches.values() if f.pk is None]
    Beneficiaire.objects.bulk_create(nouvelles, batch_size=500)
    changees = []
    for identite, fiche in fiches.items():
        if fiche.premier_contrat_le is None or fiche.premier_contrat_le > premiers[identite]:
            fiche.premier_contrat_le = premiers[identite]
            changees.append(fiche)
    Beneficiaire.objects.bulk_update(changees, ["premier_contrat_le"], batch_size=500)
    JournalPersonne.objects.bulk_create(
        (
            JournalPersonne(beneficiaire=f, acte="reprendre", le=instant, auteur=acteur.utilisateur)
            for f in fiches.values()
        ),
        batch_size=500,
    )
    return fiches, len(nouvelles)


def _clauses_des_personnes(
    office: Organisation, proposees: Sequence[PersonneProposee], clauses: Mapping[CleLot, ClauseInsertion]
) -> dict[CleLot, ClauseInsertion]:
    """The clauses that these people's contracts name: of the file, or followed already."""
    voulues = {p.personne.cle for p in proposees if p.personne.cle}
    trouvees = {cle: clause for cle, clause in clauses.items() if cle in voulues}
    if restantes := voulues - set(trouvees):
        autres = ClauseInsertion.objects.filter(
            lot__marche__office=office,
            lot__marche__numero_plie__in={marche for marche, _ in restantes},
            etat__in=["ACTIVE", "CLOSE"],
        ).select_related("lot__marche", "referentiel")
        for clause in autres:
            cle = (clause.lot.marche.numero_plie, numero_de_lot(clause.lot.numero))
            if cle in restantes:
                trouvees[cle] = clause
    return trouvees


def _fenetres(
    acteur: Acteur,
    reprise: Reprise,
    proposees: Sequence[PersonneProposee],
    fiches: Mapping[Any, Beneficiaire],
    suivies: Mapping[CleLot, ClauseInsertion],
    proposition: PropositionReprise,
) -> None:
    """A window per person and référentiel, from her first clause contract on: source and author, never the criterion.

    Without a contract under way, for every référentiel of the file: who was in the former follow-up stays in.
    """
    du_fichier = {e.referentiel.pk for e in proposition.engagements}
    voulues: dict[tuple[int, int], Any] = {}
    for p in proposees:
        referentiels = {suivies[p.personne.cle].referentiel_id} if p.personne.cle else du_fichier
        for referentiel in referentiels:
            cle = (fiches[p.personne.identite].pk, referentiel)
            voulues[cle] = min(voulues.get(cle, p.personne.premier_contrat), p.personne.premier_contrat)
    deja = set(
        FenetreEligibilite.objects.filter(
            beneficiaire__in={personne for personne, _ in voulues},
            origine=OrigineFenetre.REPRISE,
            annule_le__isnull=True,
        )
        .order_by()
        .values_list("beneficiaire_id", "referentiel_id")
    )
    instant = maintenant()
    FenetreEligibilite.objects.bulk_create(
        (
            FenetreEligibilite(
                beneficiaire_id=personne,
                referentiel_id=referentiel,
                debut=debut,
                origine=OrigineFenetre.REPRISE,
                source=reprise.origine,
                auteur=acteur.utilisateur,
                enregistre_le=instant,
            )
            for (personne, referentiel), debut in sorted(voulues.items())
            if (personne, referentiel) not in deja
        ),
        batch_size=500,
    )


def _contrats(
    acteur: Acteur,
    proposees: Sequence[PersonneProposee],
    fiches: Mapping[Any, Beneficiaire],
    suivies: Mapping[CleLot, ClauseInsertion],
) -> int:
    """The contracts under way, declared by the firm of the lot that employs, else by its holder."""
    voulus = [p for p in proposees if p.personne.cle and not p.contrat_connu]
    parties: dict[int, list[Intervenant]] = defaultdict(list)
    lots = {suivies[p.personne.cle].lot_id for p in voulus if p.personne.cle}
    for partie in Intervenant.objects.filter(lot__in=lots).select_related("organisation").order_by("rang", "pk"):
        parties[partie.lot_id].append(partie)
    instant = maintenant()
    contrats = []
    for p in voulus:
        assert p.personne.cle is not None
        assert p.personne.debut is not None
        clause = suivies[p.personne.cle]
        partie, employeur = _employeur(acteur, p, parties[clause.lot_id])
        type_contrat = TypeContrat(p.personne.type_contrat)
        contrats.append(
            ContratTravail(
                beneficiaire=fiches[p.personne.identite],
                clause=clause,
                intervenant=partie,
                employeur=employeur,
                entreprise_utilisatrice=partie.organisation if employeur.pk != partie.organisation_id else None,
                type_contrat=type_contrat,
                modalite=(
                    Modalite.EMBAUCHE_DIRECTE if employeur.pk == partie.organisation_id else Modalite.MISE_A_DISPOSITION
                ),
                debut=p.personne.debut,
                fin=p.personne.fin,
                cree_le=instant,
                cree_par=acteur.utilisateur,
            )
        )
    crees = ContratTravail.objects.bulk_create(contrats, batch_size=500)
    PeriodeContrat.objects.bulk_create(
        (PeriodeContrat(contrat=c, debut=c.debut, fin=c.fin) for c in crees), batch_size=500
    )
    return len(crees)


def _employeur(
    acteur: Acteur, propose: PersonneProposee, parties: Sequence[Intervenant]
) -> tuple[Intervenant, Organisation]:
    """(who declares, who employs): the party with that SIRET or name, else the holder with a lending employer."""
    personne = propose.personne
    nom, siret = plier(personne.employeur), personne.employeur_siret
    for partie in parties:
        if (siret and partie.organisation.siret == siret) or (nom and partie.organisation.nom_plie == nom):
            return partie, partie.organisation
    if not parties:
        raise RegleViolee(f"Le lot {personne.lot} du marché {personne.marche} n'a pas d'entreprise.")
    if not (nom or siret):
        return parties[0], parties[0].organisation
    employeur, _ = trouver_ou_creer_organisation(
        acteur=acteur, siret=siret, nom=personne.employeur or siret, nature=Nature.ENTREPRISE, tolerant=True
    )
    return parties[0], employeur
