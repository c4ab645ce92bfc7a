"""Candidates of the pathway, their work contracts, the requests and how they are decided."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from clauses.models import DemandeValidation
from clauses.services.personnes import DonneesContrat, Identite, enregistrer_contrat
from config.demo.fiches import FicheContrat, FichePersonne, hasard
from config.demo.monde import Agenda, Monde
from parcours.models import Candidat
from parcours.rules.eligibilite import Preuve, age_au
from parcours.rules.etapes import StatutParcours
from parcours.rules.pass_iae import PassIae
from parcours.rules.vocabulaire import SortePreuve
from parcours.services import candidats, decisions, statuts
from parcours.services import fiche as fiches
from parcours.services.fiche import Fiche
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui

CRITERES = (("DELD", 40), ("RSA", 30), ("PLIE", 8), ("ASS", 5), ("DETLD", 10), ("REFUGIE", 7))
PAR_NATURE = {
    "ETTI": "IAE",
    "EI": "IAE",
    "ACI": "IAE",
    "AI": "IAE",
    "GEIQ": "GEIQ",
    "REGIE": "REGIE",
    "EATT": "EA_ESAT",
}


ADRESSE_FICTIVE = (48.93, 2.372)
"""A point of the invented neighbourhood, for the charter that asks for an address in one."""


class Personnes:
    """Plans candidates, contracts and decisions."""

    def __init__(self, monde: Monde, agenda: Agenda) -> None:
        self.monde = monde
        self.agenda = agenda
        self.recrues: dict[int, FicheContrat] = {}

    def prevoir(self) -> None:
        """A person is entered some days before her first request; the others come in over the last year."""
        premieres = self.recrues
        for contrat in self.monde.plan.contrats:
            premieres.setdefault(contrat.personne.rang, contrat)
            jour = contrat.demande_le
            self.agenda.noter(jour, 10, "contrats de travail", self.recruter, contrat)
        for personne in self.monde.plan.personnes:
            alea = hasard("entrée", personne.rang)
            if personne.rang in premieres:
                jour = premieres[personne.rang].demande_le - timedelta(days=alea.randint(1, 25))
            else:
                jour = self.agenda.au - timedelta(days=alea.randint(3, 360))
            self.agenda.noter(jour, 9, "candidats", self.saisir, personne)

    def saisir(self, personne: FichePersonne) -> None:
        """Most are referred by the mission locale, some typed by a facilitator."""
        qui = "facilitation" if personne.rang % 5 == 0 else "prescription"
        candidat = candidats.saisir(
            acteur=self.monde.presse(qui),
            identite=Identite(
                nom=personne.nom,
                prenom=personne.prenom,
                date_naissance=personne.naissance,
                sexe=personne.sexe,
                commune=self.monde.communes.get(personne.commune),
                telephone=f"06 39 98 {personne.rang // 100:02d} {personne.rang % 100:02d}",
            ),
            metiers=[self.monde.metiers[code] for code in personne.metiers],
            informee=personne.rang % 11 != 0,
        )
        self.monde.personnes[personne.rang] = candidat.beneficiaire
        jours = hasard("accueil", personne.rang).randint(2, 15)
        suite = self.embaucher if personne.rang in self.recrues else self.accueillir
        self.agenda.noter(aujourdhui() + timedelta(days=jours), 11, "parcours", suite, candidat.pk, personne.rang)

    def accueillir(self, candidat: int, rang: int) -> None:
        """Met, then ready to be placed, with what a need may ask of her."""
        alea = hasard("fiche", rang)
        acteur = self.monde.presse("facilitation")
        fiche = Candidat.objects.select_related("beneficiaire__commune").get(pk=candidat)
        statuts.changer_statut(acteur=acteur, candidat=fiche, vers=StatutParcours.ACCUEILLI)
        metiers = fiche.metiers.select_related("metier").order_by("rang")
        fiches.modifier(
            acteur=acteur,
            candidat=fiche,
            revision=fiche.revision,
            fiche=Fiche(
                telephone=fiche.beneficiaire.telephone,
                email=fiche.beneficiaire.email,
                commune=fiche.beneficiaire.commune,
                permis_b=alea.choice((True, False, None)),
                rayon_km=alea.choice((None, 5, 10, 20)),
                horaires_decales=alea.choice((True, True, False, None)),
                heures_cherchees=alea.choice((None, Decimal(28), Decimal(35), Decimal(35))),
                niveau_francais=alea.choice(("", "A1", "A2", "B1", "B2")),
                metiers=[(m.metier, alea.choice((0, 6, 24))) for m in metiers],
                certificats=[("SST", aujourdhui() - timedelta(days=200))] if alea.random() < 0.2 else [],
            ),
        )
        if alea.random() < 0.85:
            fiche.refresh_from_db()
            statuts.changer_statut(acteur=acteur, candidat=fiche, vers=StatutParcours.DISPONIBLE)

    def embaucher(self, candidat: int, rang: int) -> None:
        """A person who came with a contract is at work."""
        fiche = Candidat.objects.get(pk=candidat)
        statuts.changer_statut(acteur=self.monde.presse("facilitation"), candidat=fiche, vers=StatutParcours.EN_POSTE)

    def recruter(self, fiche: FicheContrat) -> None:
        """Record the contract; a request opens when no window covers its start."""
        organisations = self.monde.organisations
        pretee = fiche.modalite == "MISE_A_DISPOSITION"
        contrat = enregistrer_contrat(
            acteur=self.monde.presse(fiche.declarant),
            beneficiaire=self.monde.personnes[fiche.personne.rang],
            intervenant=self.monde.intervenants[fiche.lot.cle, fiche.declarant],
            donnees=DonneesContrat(
                type_contrat=fiche.type_contrat,
                modalite=fiche.modalite,
                employeur=organisations[fiche.employeur],
                entreprise_utilisatrice=organisations[fiche.declarant] if pretee else None,
                debut=fiche.debut,
                fin=fiche.fin,
                heures_hebdo=fiche.hebdo,
                metier=self.monde.metiers.get(fiche.metier),
                periodes=fiche.periodes,
            ),
        )
        self.monde.contrats[fiche.cle] = contrat
        if fiche.decision_le is not None:
            self.agenda.noter(fiche.decision_le, 14, "décisions", self.decider, fiche)

    def decider(self, fiche: FicheContrat) -> None:
        """The facilitator of the clause accepts with a criterion, or refuses."""
        demande = (
            DemandeValidation.objects.filter(contrat=self.monde.contrats[fiche.cle], etat="DEPOSEE")
            .select_related("contrat__intervenant__lot__marche", "beneficiaire", "referentiel")
            .first()
        )
        if demande is None:
            return
        acteur = self.monde.presse(fiche.lot.facilitateur)
        if fiche.decision == "complement":
            decisions.demander_complement(
                acteur=acteur,
                demande=demande,
                reponse="Il manque l'attestation de moins de trois mois : merci de la joindre.",
            )
            self.monde.comptes["compléments demandés"] += 1
            return
        if fiche.decision == "refusee":
            decisions.refuser(
                acteur=acteur,
                demande=demande,
                motif="Aucun critère du référentiel n'est établi",
                reponse="Le justificatif demandé n'a pas été fourni : cette personne ne peut pas être comptée.",
                motif_code=self.monde.motifs.get("justificatif-absent"),
            )
            self.monde.comptes["demandes refusées"] += 1
            return
        critere = self._critere(fiche, demande)
        vue_le = fiche.demande_le - timedelta(days=20)
        condition = self.monde.criteres.get((demande.referentiel_id, "QPV"))
        demandes = [critere, condition] if condition is not None and condition.condition else [critere]
        try:
            decisions.accepter(
                acteur=acteur,
                demande=demande,
                preuves=[Preuve(c.code, vue_le, mois_etablis=c.mois_minimal and c.mois_minimal + 3) for c in demandes],
                pass_iae=_pass(fiche) if critere.sorte_preuve == SortePreuve.PASS_IAE else None,
                point=ADRESSE_FICTIVE if len(demandes) > 1 else None,
                motif="Demande tardive : la situation existait déjà à l'embauche"
                if fiche.demande_le > fiche.debut
                else "",
            )
            self.monde.comptes["demandes acceptées"] += 1
        except RegleViolee:
            self.monde.comptes["demandes laissées en attente"] += 1

    def _critere(self, fiche: FicheContrat, demande: DemandeValidation):
        alea = hasard("critère", fiche.cle)
        code = PAR_NATURE.get(fiche.nature_employeur)
        age = age_au(fiche.personne.naissance, fiche.debut)
        if code is None:
            if age < 26:
                code = alea.choice(("JEUNE_SQ", "JEUNE_D", "ML"))
            elif age >= 50 and alea.random() < 0.6:
                code = "SENIOR"
            else:
                codes, poids = zip(*CRITERES, strict=True)
                code = alea.choices(codes, poids)[0]
        defaut = self.monde.criteres[demande.referentiel_id, "DELD"]
        return self.monde.criteres.get((demande.referentiel_id, code), defaut)


def _pass(fiche: FicheContrat) -> PassIae:
    """An invented PASS, opened some days before the contract."""
    debut = fiche.debut - timedelta(days=hasard("pass", fiche.cle).randint(0, 15))
    return PassIae(f"99999{2_000_000 + fiche.personne.rang:07d}", debut)
