"""Contracts, lots, clauses and their acts: amendments, invoices, suspensions, penalty terms, shares of a group."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from clauses.models import Lot, PartMainOeuvre
from clauses.rules.obligation import ModeObligation, NatureMouvement
from clauses.rules.vocabulaire import NaturePenalite, NatureSuspension, RoleIntervenant
from clauses.services import intervenants, marches, obligations, suivis
from clauses.services.repartitions import Part
from clauses.services.termes import TermeSaisi
from config.demo.fiches import EUROS_PAR_HEURE, SEUIL_PROGRESSIF, FicheLot, FicheMarche
from config.demo.monde import Agenda, Monde


class Marches:
    """Plans the entry of each contract on its notification day, then its acts on theirs."""

    def __init__(self, monde: Monde, agenda: Agenda) -> None:
        self.monde = monde
        self.agenda = agenda
        self.corps = {p.code: p for p in PartMainOeuvre.objects.select_related("metier")}

    def prevoir(self) -> None:
        """Every contract of the plan."""
        for marche in self.monde.plan.marches:
            self.agenda.noter(marche.notification, 9, "marchés", self.saisir, marche)

    def saisir(self, fiche: FicheMarche) -> None:
        """The contract with its lots and parties, then a clause per lot."""
        premier = fiche.lots[0]
        acteur = self.monde.presse(premier.facilitateur)
        marche = marches.saisir_marche(
            acteur=acteur,
            saisie=marches.MarcheSaisi(
                numero=fiche.numero,
                objet=fiche.objet,
                operation=self.monde.operations[fiche.operation],
                acheteur=self.monde.organisations[fiche.maitre_ouvrage],
                lots=[
                    marches.LotSaisi(
                        intitule=lot.intitule,
                        numero=lot.numero,
                        montant=lot.montant,
                        corps_etat=self.corps[lot.corps],
                        debut_travaux=lot.debut,
                        fin_travaux=lot.fin,
                    )
                    for lot in fiche.lots
                ],
                sites=[(self.monde.chantiers[slug], part) for slug, part in fiche.sites],
                intervenants=[
                    marches.IntervenantSaisi(
                        role=RoleIntervenant(lot.declarants[0].role),
                        organisation=self.monde.organisations[lot.titulaire],
                        lots=[lot.numero],
                    )
                    for lot in fiche.lots
                ],
                faits={
                    "date_notification": fiche.notification,
                    "montant": sum((lot.montant for lot in fiche.lots), Decimal(0)),
                    "duree_mois": max(1, (max(lot.fin for lot in fiche.lots) - fiche.notification).days // 30),
                },
            ),
        )
        for lot in Lot.objects.filter(marche=marche).select_related("marche", "corps_etat"):
            self._clause(fiche, next(f for f in fiche.lots if f.numero == lot.numero), lot)

    def _clause(self, fiche: FicheMarche, lot: FicheLot, objet: Lot) -> None:
        acteur = self.monde.presse(lot.facilitateur)
        self._parties(acteur, lot, objet)
        progressif = lot.mode == ModeObligation.PROGRESSIF
        champs = {"perimetre": f"Travaux du lot {lot.numero} : {lot.intitule.lower()}", "periodicite": lot.periodicite}
        if not progressif:
            champs |= {"heures_mentionnees": lot.dues, "montant_base": lot.montant, "taux_effort": Decimal("7.00")}
            champs |= {
                "part_main_oeuvre": Decimal("40.00"),
                "cout_horaire": Decimal("38.00"),
                "heures_estimees": lot.dues,
            }
        clause = obligations.creer_clause(
            acteur=acteur,
            lot=objet,
            referentiel=self.monde.referentiels[fiche.referentiel],
            mode=lot.mode,
            debut=fiche.notification,
            fin=lot.fin,
            volume=None
            if progressif
            else obligations.VolumeInitial(
                heures=lot.dues, date_signature=fiche.notification, reference="Acte d'engagement"
            ),
            termes=[TermeSaisi(NaturePenalite.PAR_HEURE, lot.penalite, fiche.notification)] if lot.penalite else [],
            facilitateur=None if lot.brouillon else self.monde.membres[lot.facilitateur],
            seuil_montant=SEUIL_PROGRESSIF if progressif else None,
            euros_par_heure=EUROS_PAR_HEURE if progressif else None,
            activation=not lot.brouillon,
            **champs,
        )
        self.monde.clauses[lot.cle] = clause
        self._actes(lot, fiche)

    def _parties(self, acteur, lot: FicheLot, objet: Lot) -> None:
        titulaire = objet.intervenants.get()
        self.monde.intervenants[lot.cle, lot.titulaire] = titulaire
        for declarant in lot.declarants[1:]:
            self.monde.intervenants[lot.cle, declarant.firme] = intervenants.ajouter_intervenant(
                acteur=acteur,
                lot=objet,
                organisation=self.monde.organisations[declarant.firme],
                role=declarant.role,
                mandant=titulaire if declarant.role in ("SOUS_TRAITANT", "SIAE") else None,
                accepte_le=lot.debut if declarant.role == "SOUS_TRAITANT" else None,
            )
        for firme in lot.siae:
            intervenants.ajouter_intervenant(
                acteur=acteur,
                lot=objet,
                organisation=self.monde.organisations[firme],
                role=RoleIntervenant.SIAE,
                mandant=titulaire,
                dispense_declarer=True,
            )

    def _actes(self, lot: FicheLot, fiche: FicheMarche) -> None:
        if len(lot.declarants) > 1 and lot.declarants[1].role == "COTRAITANT":
            self.agenda.noter(fiche.notification + timedelta(days=12), 11, "obligations", self._repartir, lot, fiche)
        for rang, (jour, heures) in enumerate(lot.avenants, 1):
            self.agenda.noter(jour, 11, "obligations", self._avenant, lot, rang, jour, heures)
        for rang, (jour, montant) in enumerate(lot.factures, 1):
            self.agenda.noter(jour, 9, "obligations", self._facture, lot, rang, jour, montant)
        if lot.arret:
            self.agenda.noter(lot.arret[0] + timedelta(days=2), 9, "obligations", self._suspendre, lot)
        fin = lot.fin + timedelta(days=110)
        if lot.profil in ("fini", "court") and hash_stable(lot.cle) % 3 == 0:
            self.agenda.noter(fin, 15, "obligations", self._clore, lot)

    def _repartir(self, lot: FicheLot, fiche: FicheMarche) -> None:
        if lot.mode == ModeObligation.PROGRESSIF:
            return
        premiere = (lot.dues * Decimal("0.6")).quantize(Decimal("0.01"))
        parts = [premiere, lot.dues - premiere]
        obligations.repartir_obligation(
            acteur=self.monde.presse(lot.facilitateur),
            clause=self.monde.clauses[lot.cle],
            parts=[
                Part(self.monde.intervenants[lot.cle, d.firme], heures)
                for d, heures in zip(lot.declarants, parts, strict=True)
            ],
            date_effet=fiche.notification,
            motif="Répartition convenue entre les membres du groupement",
        )

    def _avenant(self, lot: FicheLot, rang: int, jour: date, heures: Decimal) -> None:
        obligations.enregistrer_mouvement(
            acteur=self.monde.presse(lot.facilitateur),
            clause=self.monde.clauses[lot.cle],
            nature=NatureMouvement.AVENANT,
            heures=heures,
            date_effet=jour,
            date_signature=jour,
            reference=f"Avenant n° {rang}",
            motif="Travaux supplémentaires",
        )

    def _facture(self, lot: FicheLot, rang: int, jour: date, montant: Decimal) -> None:
        obligations.enregistrer_facture(
            acteur=self.monde.presse(lot.facilitateur),
            clause=self.monde.clauses[lot.cle],
            intervenant=self.monde.intervenants[lot.cle, lot.titulaire],
            montant=montant,
            date_effet=jour,
            reference=f"Situation n° {rang}",
        )

    def _suspendre(self, lot: FicheLot) -> None:
        debut, fin = lot.arret or (lot.fin, None)
        obligations.suspendre(
            acteur=self.monde.presse(lot.facilitateur),
            clause=self.monde.clauses[lot.cle],
            nature=NatureSuspension.AJOURNEMENT,
            debut=debut,
            fin=fin,
            motif="Ordre de service : travaux ajournés dans l'attente d'une étude complémentaire",
        )

    def _clore(self, lot: FicheLot) -> None:
        obligations.clore(
            acteur=self.monde.presse(lot.facilitateur), clause=self.monde.clauses[lot.cle], motif="Travaux terminés"
        )

    def transmettre(self) -> None:
        """One colleague hands six files over; another stands in for the demonstration's facilitator."""
        siens = [
            lot for lot in self.monde.plan.lots if lot.facilitateur == "facilitateur3" and lot.cle in self.monde.clauses
        ]
        cedes = siens[:6]
        if cedes:
            suivis.passer_suivi(
                acteur=self.monde.acteurs["responsable"],
                clauses=[self.monde.clauses[lot.cle] for lot in cedes],
                vers=self.monde.membres["facilitation"],
                le=self.agenda.au - timedelta(days=120),
                motif="Nouvelle répartition des portefeuilles",
            )
            for lot in cedes:
                lot.facilitateur = "facilitation"
        demo = [
            lot for lot in self.monde.plan.lots if lot.facilitateur == "facilitation" and lot.cle in self.monde.clauses
        ]
        suivis.ajouter_suppleant(
            acteur=self.monde.acteurs["facilitation"],
            clauses=[self.monde.clauses[lot.cle] for lot in demo[:20] if not lot.brouillon],
            facilitateur=self.monde.membres["facilitateur2"],
            du=self.agenda.au - timedelta(days=118),
            au=self.agenda.au - timedelta(days=90),
            motif="Congés d'été",
        )


def hash_stable(texte: str) -> int:
    """A small number that depends on the text only (Python's own hash changes at each run)."""
    return sum(rang * ord(lettre) for rang, lettre in enumerate(texte, 1))
