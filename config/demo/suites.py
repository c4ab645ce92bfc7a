"""What happens near the demonstration's day: an undone validation, corrections after validation, needs, notices."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from clauses.exchange.decp import lire_departements
from clauses.models import LigneHeures
from clauses.rules.vocabulaire import FrancaisDemande, NatureCertificat, NiveauPublication
from clauses.selectors.entreprise.preparation import preparation as preparation_du_mois
from clauses.selectors.maitrise_ouvrage import entreprises_de
from clauses.services import besoins, declarations, decp, preparation, publication, validation
from config.demo.fiches import FicheLot, hasard
from config.demo.lecture import DOSSIER
from config.demo.mois import MoisDeclares
from config.demo.monde import SYSTEME, Agenda, Monde
from config.demo.particularites import preteur_de_demo
from socle.horloge import aujourdhui

SANS_DECISION = ("Bas-Clichy – Chêne-Pointu",)
"""Operations whose contracting body has decided nothing and told nobody yet."""

RIEN = ("Centre aquatique d'Aubervilliers", "Le Londeau")
"""Operations whose contracting body publishes nothing."""

PAR_MARCHE = ("Ligne 16 du Grand Paris Express", "Franc-Moisin – Bel-Air")

CERTIFICATS_DU_METIER = {
    "F1301": (NatureCertificat.CACES_R487,),
    "F1302": (NatureCertificat.CACES_R482, NatureCertificat.AIPR),
    "F1602": (NatureCertificat.HABILITATION_ELECTRIQUE,),
    "F1605": (NatureCertificat.HABILITATION_ELECTRIQUE, NatureCertificat.AIPR),
    "F1610": (NatureCertificat.TRAVAIL_HAUTEUR,),
    "F1611": (NatureCertificat.ECHAFAUDAGE, NatureCertificat.TRAVAIL_HAUTEUR),
    "F1613": (NatureCertificat.TRAVAIL_HAUTEUR,),
    "F1702": (NatureCertificat.AIPR,),
    "F1704": (NatureCertificat.SST, NatureCertificat.AMIANTE_SS4),
    "F1705": (NatureCertificat.AIPR,),
    "N1103": (NatureCertificat.CACES_R489,),
}
"""Trade → certificates that a demonstration's need may ask for."""


class Suites:
    """Plans the acts that make a demonstration complete."""

    def __init__(self, monde: Monde, agenda: Agenda, mois: MoisDeclares) -> None:
        self.monde = monde
        self.agenda = agenda
        self.mois = mois
        self.avisees: set[tuple[str, int]] = set()

    def prevoir(self) -> None:
        """Publication after the first contract of each operation; the rest in the last weeks."""
        au = self.agenda.au
        for marche in self.monde.plan.marches:
            jour = min(marche.notification + timedelta(days=20), au)
            self.agenda.noter(jour, 17, "publication", self.aviser, marche.operation)
        premieres: dict[str, date] = {}
        for marche in self.monde.plan.marches:
            premieres[marche.operation] = min(premieres.get(marche.operation, au), marche.notification)
        for operation, jour in premieres.items():
            self.agenda.noter(min(jour + timedelta(days=21), au), 17, "publication", self.publier, operation)
        for rang, lot in enumerate(self._ouverts()[::3]):
            self.agenda.noter(au - timedelta(days=2 + rang % 24), 11, "besoins", self.chercher, lot)
        self.agenda.noter(au - timedelta(days=3), 15, "corrections", self.annuler_validation)
        self.agenda.noter(au - timedelta(days=5), 10, "corrections", self.completer)
        self.agenda.noter(au - timedelta(days=1), 9, "heures préparées", self.preparer)
        self.agenda.noter(au - timedelta(days=1), 8, "marchés publiés", self.importer)

    def _ouverts(self) -> list[FicheLot]:
        limite = self.agenda.au + timedelta(days=60)
        return [
            lot
            for lot in self.monde.plan.lots
            if lot.fin > limite and not lot.brouillon and lot.profil in ("rythme", "surveiller", "retard", "venir")
        ]

    def aviser(self, operation: str) -> None:
        """Firms are told by letter before anything is public."""
        if operation in SANS_DECISION:
            return
        objet = self.monde.operations[operation]
        acteur = self._maitre_ouvrage(operation)
        for entreprise in entreprises_de(objet):
            if (operation, entreprise.pk) in self.avisees:
                continue
            self.avisees.add((operation, entreprise.pk))
            publication.aviser(acteur=acteur, operation=objet, organisation=entreprise)

    def publier(self, operation: str) -> None:
        """The contracting body decides what is public."""
        if operation in SANS_DECISION:
            return
        niveau = NiveauPublication.TOTAUX
        if operation in RIEN:
            niveau = NiveauPublication.RIEN
        elif operation in PAR_MARCHE:
            niveau = NiveauPublication.PAR_MARCHE
        publication.decider(
            acteur=self._maitre_ouvrage(operation),
            operation=self.monde.operations[operation],
            niveau=niveau,
            effet_le=aujourdhui(),
            motif="Convention d'insertion de l'opération",
        )
        self.monde.comptes["décisions de publication"] += 1

    def _maitre_ouvrage(self, operation: str):
        return self.monde.acteurs[
            next(s["maitre_ouvrage"] for s in self.monde.plan.sites if s["operation"] == operation)
        ]

    def chercher(self, lot: FicheLot) -> None:
        """The firm of a lot looks for one to three people."""
        if (lot.cle, lot.titulaire) not in self.monde.intervenants:
            return
        alea = hasard("besoin", lot.cle)
        metier = alea.choice(self.monde.plan.firmes[lot.titulaire]["metiers"])
        debut = max(self.agenda.au, lot.debut) + timedelta(days=alea.randint(8, 40))
        besoins.ouvrir(
            acteur=self.monde.acteurs[lot.titulaire],
            intervenant=self.monde.intervenants[lot.cle, lot.titulaire],
            chantier=self.monde.chantiers[lot.site],
            metier=self.monde.metiers[metier],
            nombre=alea.randint(1, 3),
            debut=debut,
            fin=min(lot.fin, debut + timedelta(days=alea.randint(60, 180))),
            heures_hebdo=Decimal("35.00"),
            precisions=alea.choice(("Débutant accepté", "Tutorat par le chef d'équipe", "Équipements fournis", "")),
            prise_de_poste=alea.choice((None, time(7, 0), time(7, 30), time(8, 0))),
            permis_demande=alea.random() < 0.2,
            niveau_francais=alea.choice(("", "", FrancaisDemande.A1.value, FrancaisDemande.A2.value)),
            certificats=[c.value for c in CERTIFICATS_DU_METIER.get(metier, ()) if alea.random() < 0.5],
        )
        self.monde.comptes["besoins ouverts"] += 1

    def _validees(self, nombre: int, rang: int) -> list[LigneHeures]:
        """Validated lines of the closed month, some of those of facilitation@."""
        return list(
            LigneHeures.objects.filter(
                etat="VALIDEE",
                declaration__mois=self.monde.plan.calendrier.arrete.premier_jour,
                contrat__clause__in=[
                    self.monde.clauses[lot.cle].pk
                    for lot in self.monde.plan.lots
                    if lot.facilitateur == "facilitation" and lot.cle in self.monde.clauses
                ],
            )
            .select_related(
                "declaration__intervenant__organisation", "declaration__intervenant__lot__marche", "contrat"
            )
            .order_by("pk")[rang : rang + nombre]
        )

    def annuler_validation(self) -> None:
        """The facilitator undoes one validation: the line waits again."""
        for ligne in self._validees(1, 4):
            validation.annuler_validation(
                acteur=self.monde.acteurs["facilitation"],
                lignes=[ligne.uuid],
                texte="Le relevé de présence reçu depuis ne porte pas les mêmes heures.",
            )
            self.monde.comptes["validations annulées"] += 1

    def completer(self) -> None:
        """Two firms correct a validated month: one correction is accepted, the other waits."""
        par_siret = {self.monde.organisations[cle].pk: cle for cle in self.monde.plan.firmes}
        for rang, ligne in enumerate(self._validees(2, 6)):
            acteur = self.monde.acteurs[par_siret[ligne.declaration.intervenant.organisation_id]]
            complementaire = declarations.ouvrir_complementaire(acteur=acteur, declaration=ligne.declaration)
            correction = declarations.corriger_ligne(
                acteur=acteur,
                complementaire=complementaire,
                originale=ligne,
                heures=max(ligne.heures - 7, ligne.heures_non_travaillees),
                non_travaillees=ligne.heures_non_travaillees,
            )
            declarations.soumettre(acteur=acteur, declarations=[complementaire])
            self.monde.comptes["déclarations complémentaires"] += 1
            if rang == 0:
                validation.valider(
                    acteur=self.monde.acteurs["facilitation"],
                    lignes=[correction.uuid],
                    derogation="Bulletin rectifié reçu",
                )

    def preparer(self) -> None:
        """The demonstration's lender prepares the last month of its clients who have not declared it yet."""
        preteur = preteur_de_demo(self.monde.plan)
        if preteur is None:
            return
        dernier = self.monde.plan.calendrier.dernier
        prevues = {
            self.monde.contrats[ligne.contrat.cle].pk: ligne
            for (_, mois), fiches in self.monde.plan.mois.items()
            if mois == dernier
            for fiche in fiches
            for ligne in fiche.lignes
            if ligne.contrat.employeur == preteur and ligne.contrat.cle in self.monde.contrats
        }
        acteur = self.monde.acteurs[preteur]
        saisies = []
        for client in preparation_du_mois(acteur, dernier).clients:
            for cellule in client.cellules[:1] if len(client.intervention.chantiers) > 1 else client.cellules:
                ligne = prevues.get(cellule.contrat.pk)
                if ligne is not None and cellule.modifiable and cellule.en_face is None:
                    saisies.append(preparation.SaisiePreparee(cellule.contrat, cellule.chantier.pk, ligne.heures))
        self.monde.comptes["heures préparées"] += preparation.preparer(acteur=acteur, mois=dernier, saisies=saisies)

    def importer(self) -> None:
        """Invented official contracts, with and without social clause, that nobody follows here."""
        fichier = DOSSIER / "marches_publies.json"
        if fichier.exists():
            rapport = decp.importer(acteur=SYSTEME, sources=[fichier], departements=lire_departements("93"))
            self.monde.comptes["marchés publiés"] += rapport.bilan.crees
