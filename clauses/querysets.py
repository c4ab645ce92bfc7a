"""Named, chainable filters and annotations of the engagement; no rights, no formatting."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from clauses.rules.relances import EtatRelance
from socle.centiemes import HeuresField, MontantField

ZERO_HEURES = Value(Decimal("0.00"), output_field=HeuresField())
ZERO_MONTANT = Value(Decimal("0.00"), output_field=MontantField())


def somme_heures(champ: str, filtre: Q | None = None) -> Coalesce:
    """Exact sum of an hours column, 0 where there is no row."""
    return Coalesce(Sum(champ, filter=filtre, output_field=HeuresField()), ZERO_HEURES)


class MarchePublieQuerySet(models.QuerySet):
    """Official contracts."""

    def avec_clause_sociale(self) -> MarchePublieQuerySet:
        return self.filter(clause_sociale=True)

    def de_travaux(self) -> MarchePublieQuerySet:
        return self.filter(travaux=True)

    def sans_suivi(self) -> MarchePublieQuerySet:
        """Nobody follows it here."""
        return self.filter(marche__isnull=True)

    def lieu_connu(self) -> MarchePublieQuerySet:
        return self.filter(lieu_inconnu=False)

    def contenant(self, texte_plie: str) -> MarchePublieQuerySet:
        """Every folded word in the object, or the identifier or the buyer's number."""
        resultat = self
        for mot in texte_plie.split():
            resultat = resultat.filter(
                Q(objet_plie__contains=mot) | Q(identifiant__icontains=mot) | Q(acheteur_id__startswith=mot)
            )
        return resultat


class MarcheQuerySet(models.QuerySet):
    """Followed contracts."""

    def en_vigueur(self) -> MarcheQuerySet:
        return self.filter(annule_le__isnull=True)


class LotQuerySet(models.QuerySet):
    """Lots."""

    def en_vigueur(self) -> LotQuerySet:
        return self.filter(marche__annule_le__isnull=True)


class IntervenantQuerySet(models.QuerySet):
    """Parties of lots."""

    def actifs_le(self, jour: date) -> IntervenantQuerySet:
        """In force that day (open bounds count)."""
        return self.filter(Q(du__isnull=True) | Q(du__lte=jour), Q(au__isnull=True) | Q(au__gte=jour))

    def chefs_de_file(self) -> IntervenantQuerySet:
        return self.filter(role__in=["TITULAIRE", "MANDATAIRE"])

    def debiteurs(self) -> IntervenantQuerySet:
        return self.filter(role__in=["TITULAIRE", "MANDATAIRE", "COTRAITANT"])


class SuiviQuerySet(models.QuerySet):
    """Who follows which clause."""

    def actifs_le(self, jour: date) -> SuiviQuerySet:
        return self.filter(du__lte=jour).filter(Q(au__isnull=True) | Q(au__gte=jour))

    def principaux(self) -> SuiviQuerySet:
        return self.filter(rang="PRINCIPAL")


class ClauseQuerySet(models.QuerySet):
    """Clauses."""

    def en_vigueur(self) -> ClauseQuerySet:
        """Neither draft nor cancelled."""
        return self.filter(etat__in=["ACTIVE", "CLOSE"], lot__marche__annule_le__isnull=True)

    def actives(self) -> ClauseQuerySet:
        return self.filter(etat="ACTIVE", lot__marche__annule_le__isnull=True)

    def suivies_par(self, membre_ids: list[int], jour: date) -> ClauseQuerySet:
        """In the portfolio of one of these memberships, that day."""
        modele_suivi = self.model._meta.get_field("suivis").related_model
        suivis = modele_suivi.objects.filter(clause=OuterRef("pk"), facilitateur_id__in=membre_ids).actifs_le(jour)
        return self.filter(Exists(suivis))

    def que_personne_ne_suit(self, jour: date) -> ClauseQuerySet:
        modele_suivi = self.model._meta.get_field("suivis").related_model
        suivis = modele_suivi.objects.filter(clause=OuterRef("pk")).principaux().actifs_le(jour)
        return self.filter(~Exists(suivis))

    def avec_objets(self) -> ClauseQuerySet:
        """Lot, contract, operation, buyer and référentiel in the same query."""
        return self.select_related(
            "lot__marche__operation__programme",
            "lot__marche__operation__maitre_ouvrage",
            "lot__marche__acheteur",
            "referentiel",
        )


class MouvementObligationQuerySet(models.QuerySet):
    """Movements of what is owed."""

    def connus(self, travaillees_jusqu_au: date, connues_au: datetime) -> MouvementObligationQuerySet:
        """Effective on or before a day, and recorded on or before an instant (the two times)."""
        return self.filter(date_effet__lte=travaillees_jusqu_au, enregistre_le__lte=connues_au)

    def par_clause(self) -> MouvementObligationQuerySet:
        """clause_id → total hours, as values()."""
        return self.order_by().values("clause_id").annotate(total=somme_heures("heures"))


class FacturationQuerySet(models.QuerySet):
    """Invoices of progressive clauses."""

    def connues(self, jusqu_au: date, connues_au: datetime) -> FacturationQuerySet:
        return self.filter(date_effet__lte=jusqu_au, enregistre_le__lte=connues_au)

    def par_clause(self) -> FacturationQuerySet:
        return (
            self.order_by()
            .values("clause_id")
            .annotate(total=Coalesce(Sum("montant", output_field=MontantField()), ZERO_MONTANT))
        )


class BeneficiaireQuerySet(models.QuerySet):
    """People."""

    def en_vigueur(self) -> BeneficiaireQuerySet:
        return self.filter(efface_le__isnull=True, annule_le__isnull=True)

    def contenant(self, texte_plie: str) -> BeneficiaireQuerySet:
        resultat = self
        for mot in texte_plie.split():
            resultat = resultat.filter(Q(nom_plie__contains=mot) | Q(prenom_plie__contains=mot))
        return resultat

    def memes_identites(self, nom_plie: str, prenom_plie: str, date_naissance: date | None) -> BeneficiaireQuerySet:
        """Same folded name and birth date: a proposal, never a merge."""
        return self.en_vigueur().filter(nom_plie=nom_plie, prenom_plie=prenom_plie, date_naissance=date_naissance)


class ContratQuerySet(models.QuerySet):
    """Work contracts."""

    def en_vigueur(self) -> ContratQuerySet:
        return self.filter(annule_le__isnull=True)

    def couvrant(self, debut: date, fin: date) -> ContratQuerySet:
        """Overlapping the period (bounds included; no end means still running)."""
        return self.filter(debut__lte=fin).filter(Q(fin__isnull=True) | Q(fin__gte=debut))


class AvisQuerySet(models.QuerySet):
    """What people say of their hours."""

    def en_vigueur(self) -> AvisQuerySet:
        return self.filter(remplace_le__isnull=True)

    def contestations(self) -> AvisQuerySet:
        """Months that their person says are not right, in force."""
        return self.en_vigueur().filter(juste=False)


class DemandeQuerySet(models.QuerySet):
    """Requests for validation of a person."""

    def en_attente(self) -> DemandeQuerySet:
        """Waiting for a decision, under a contract that was not cancelled."""
        return self.filter(etat__in=["DEPOSEE", "INCOMPLETE"], contrat__annule_le__isnull=True).order_by(
            "contrat__debut", "pk"
        )


class FichierHeuresQuerySet(models.QuerySet):
    """Files of hours."""

    def ouverts(self) -> FichierHeuresQuerySet:
        """Being read, or waiting for the person."""
        return self.filter(etat__in=["RECU", "A_PRECISER", "A_RELIRE"])


class DeclarationQuerySet(models.QuerySet):
    """Declarations."""

    def du_mois(self, mois: date) -> DeclarationQuerySet:
        return self.filter(mois=mois)

    def soumises(self) -> DeclarationQuerySet:
        return self.filter(soumise_le__isnull=False)

    def avec_comptes(self) -> DeclarationQuerySet:
        """Number of lines per state, and hours, in the same query."""
        etats = ("BROUILLON", "SOUMISE", "RENVOYEE", "VALIDEE", "PARTIELLE", "REFUSEE")
        return self.annotate(
            nb_lignes=Count("lignes"),
            **{f"nb_{etat.lower()}": Count("lignes", filter=Q(lignes__etat=etat)) for etat in etats},
        )


class LigneQuerySet(models.QuerySet):
    """Lines of hours."""

    def a_valider(self) -> LigneQuerySet:
        return self.filter(etat="SOUMISE")

    def en_vigueur(self) -> LigneQuerySet:
        """Not replaced by a correction that was sent or accepted (a draft or refused one replaces nothing)."""
        return self.exclude(remplacee_par__etat__in=["SOUMISE", "VALIDEE", "PARTIELLE"])

    def avec_alertes(self) -> LigneQuerySet:
        """Number of active alerts that leave the bulk, and of those that block."""
        actives = Q(alertes__levee_le__isnull=True)
        return self.annotate(
            nb_alertes=Count("alertes", filter=actives & ~Q(alertes__gravite="INFO"), distinct=True),
            nb_blocages=Count("alertes", filter=actives & Q(alertes__gravite="BLOCAGE"), distinct=True),
        )

    def avec_objets(self) -> LigneQuerySet:
        return self.select_related(
            "declaration__intervenant__organisation",
            "declaration__intervenant__lot__marche__operation",
            "contrat__beneficiaire",
            "contrat__employeur",
            "contrat__clause",
            "chantier",
            "motif",
        )


class AlerteQuerySet(models.QuerySet):
    """Alerts."""

    def actives(self) -> AlerteQuerySet:
        return self.filter(levee_le__isnull=True)


class MouvementHeuresQuerySet(models.QuerySet):
    """The ledger (read only: triggers refuse the rest)."""

    def connus(self, travaillees_jusqu_au: date, connues_au: datetime) -> MouvementHeuresQuerySet:
        """Worked in months up to this day, recorded up to this instant."""
        return self.filter(mois__lte=travaillees_jusqu_au, enregistre_le__lte=connues_au)

    def par_clause_chantier_mois(self) -> MouvementHeuresQuerySet:
        return self.order_by().values("clause_id", "chantier_id", "mois").annotate(total=somme_heures("heures"))


class SoldeQuerySet(models.QuerySet):
    """Kept totals."""

    def jusqu_au(self, jour: date) -> SoldeQuerySet:
        return self.filter(mois__lte=jour)

    def par_clause(self) -> SoldeQuerySet:
        """One row per clause with its three totals."""
        return self.order_by().values("clause_id").annotate(**_totaux())

    def par_clause_et_chantier(self) -> SoldeQuerySet:
        return self.order_by().values("clause_id", "chantier_id").annotate(**_totaux())

    def par_mois(self) -> SoldeQuerySet:
        return self.order_by("mois").values("mois").annotate(**_totaux())


def _totaux() -> dict[str, Coalesce]:
    return {
        "validees": somme_heures("heures_validees"),
        "soumises": somme_heures("heures_soumises"),
        "a_temps": somme_heures("heures_a_temps"),
    }


class BesoinQuerySet(models.QuerySet):
    """Needs."""

    def ouverts(self, jour: date) -> BesoinQuerySet:
        """Open and not over that day."""
        return self.filter(etat="OUVERT").filter(Q(fin__isnull=True) | Q(fin__gte=jour))


class RelanceQuerySet(models.QuerySet):
    """Reminders."""

    def a_faire(self, jour: date) -> RelanceQuerySet:
        return self.filter(faite_le__isnull=True, abandonnee_le__isnull=True, prevue_le__lte=jour)

    def en_etat(self, etat: EtatRelance) -> RelanceQuerySet:
        """Those in this state (the same as `Relance.etat`)."""
        if etat == EtatRelance.FAITE:
            return self.filter(faite_le__isnull=False)
        return self.filter(faite_le__isnull=True, abandonnee_le__isnull=etat == EtatRelance.PREVUE)


class DecisionPublicationQuerySet(models.QuerySet):
    """Publication decisions."""

    def en_vigueur_le(self, jour: date) -> DecisionPublicationQuerySet:
        """The decision that holds that day for each operation (the latest in effect)."""
        dernieres = self.model.objects.filter(
            operation=OuterRef("operation"), effet_le__gt=OuterRef("effet_le"), effet_le__lte=jour
        )
        return self.filter(effet_le__lte=jour).filter(~Exists(dernieres))
