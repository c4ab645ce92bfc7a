"""The months: firms declare, facilitators decide twice a month, firms correct what is sent back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from clauses.models import Alerte, Declaration, DemandeValidation, Intervenant, LigneHeures
from clauses.services import brouillons, declarations, validation
from clauses.services.brouillons import SaisieLigne, SaisieMois
from config.demo.fiches import FicheLigne, FicheLot, FicheMois, hasard
from config.demo.monde import Agenda, Monde
from config.demo.particularites import FIRME_DE_DEMO
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.periodes import Mois, periode_de

JOURS_DE_VALIDATION = (12, 27)
DELAI = timedelta(days=8)

PART_LONGUE = 0.05
"""Share of the fullest lines that go past 169 hours: a question to the firm (alert A5)."""

RENVOIS = (
    ("heures-incoherentes", "Le total dépasse le planning transmis : pouvez-vous vérifier avec le bulletin de paie ?"),
    ("non-travaillees-a-separer", "Une semaine de congés semble comprise dans les heures : merci de la séparer."),
    ("contrat-a-completer", "La date de fin du contrat manque : merci de la compléter avant validation."),
)


@dataclass
class Attente:
    """A submitted line that waits for the office."""

    uuid: UUID
    lot: FicheLot
    firme: str
    contrat: str
    mois: Mois
    depuis: date
    corrigee: bool = False


class MoisDeclares:
    """Plans and plays declarations and decisions."""

    def __init__(self, monde: Monde, agenda: Agenda) -> None:
        self.monde = monde
        self.agenda = agenda
        self.attentes: list[Attente] = []
        self.sites = {lot.cle: [slug for slug, _ in m.sites] for m in monde.plan.marches for lot in m.lots}

    def prevoir(self) -> None:
        """One submission per firm and month, two rounds of decisions per facilitator and month."""
        calendrier = self.monde.plan.calendrier
        envois: dict[tuple[str, Mois], list[FicheMois]] = defaultdict(list)
        for (firme, mois), fiches in self.monde.plan.mois.items():
            for fiche in fiches:
                fin = periode_de(mois, fiche.lot.periodicite).fin
                if fin <= calendrier.dernier:
                    envois[firme, fin].append(fiche)
        for (firme, mois), fiches in sorted(envois.items(), key=lambda e: (e[0][1].rang, e[0][0])):
            jour = self._jour_d_envoi(firme, mois)
            if jour is not None:
                self.agenda.noter(jour, 10, "déclarations", self.declarer, firme, fiches)
        mois = min((m for _, m in envois), default=calendrier.dernier)
        facilitateurs = sorted({lot.facilitateur for lot in self.monde.plan.lots if not lot.brouillon})
        while mois.premier_jour <= calendrier.au:
            for numero in JOURS_DE_VALIDATION:
                for nom in facilitateurs:
                    self.agenda.noter(mois.jour(numero), 16, "validations", self.decider, nom)
            mois = mois.suivant()

    def _jour_d_envoi(self, firme: str, mois: Mois) -> date | None:
        """Mostly between the 5th and the 19th; some late; some silent for the last month, the demo's firm too."""
        alea = hasard("envoi", firme, mois)
        suivant = mois.suivant()
        dernier = mois == self.monde.plan.calendrier.dernier
        if dernier and (firme == FIRME_DE_DEMO or alea.random() < 0.12):
            return None
        if alea.random() < 0.05:
            return suivant.jour(alea.randint(22, 28))
        habitude = hasard("habitude", firme).randint(5, 15)
        return suivant.jour(min(19, habitude + alea.randint(0, 4)))

    def declarer(self, firme: str, fiches: list[FicheMois]) -> None:
        """Every lot of the firm's month in one submission; "aucune heure" where there is none."""
        acteur = self.monde.presse(firme)
        neants: dict[Mois, list[Intervenant]] = defaultdict(list)
        saisis: dict[Mois, dict[int, tuple[Intervenant, FicheMois, list[SaisieLigne]]]] = defaultdict(dict)
        for fiche in fiches:
            intervenant = self.monde.intervenants[fiche.lot.cle, firme]
            saisies = [self._saisie(ligne, fiche) for ligne in fiche.lignes if ligne.contrat.cle in self.monde.contrats]
            if not saisies:
                neants[fiche.mois].append(intervenant)
                continue
            saisis[fiche.mois][intervenant.pk] = (intervenant, fiche, saisies)
        for mois, intervenants in neants.items():
            declarations.declarer_neant(acteur=acteur, intervenants=intervenants, mois=mois)
        self.monde.comptes["mois sans heure"] += sum(map(len, neants.values()))
        ouvertes: list[Declaration] = []
        par_declaration: dict[int, FicheMois] = {}
        for mois, lots in saisis.items():
            parties = [intervenant for intervenant, _, _ in lots.values()]
            siennes = brouillons.ouvrir_plusieurs(acteur=acteur, intervenants=parties, mois=mois)
            brouillons.enregistrer_brouillons(
                acteur=acteur, mois=[SaisieMois(d, lots[d.intervenant_id][2]) for d in siennes]
            )
            ouvertes += siennes
            par_declaration |= {d.pk: lots[d.intervenant_id][1] for d in siennes}
        if ouvertes:
            declarations.soumettre(acteur=acteur, declarations=ouvertes)
            self._attendre(ouvertes, par_declaration, firme)

    def _saisie(self, ligne: FicheLigne, fiche: FicheMois) -> SaisieLigne:
        alea = hasard("saisie", ligne.contrat.cle, fiche.mois)
        sites = self.sites[fiche.lot.cle]
        heures = ligne.heures
        if heures > 90 and not ligne.non_travaillees and alea.random() < PART_LONGUE:
            heures = Decimal(alea.randint(170, 186))
        return SaisieLigne(
            contrat=self.monde.contrats[ligne.contrat.cle],
            chantier_id=self.monde.chantiers[alea.choice(sites)].pk,
            heures=heures,
            non_travaillees=ligne.non_travaillees,
        )

    def _attendre(self, ouvertes: list[Declaration], fiches: dict[int, FicheMois], firme: str) -> None:
        cles = {contrat.pk: cle for cle, contrat in self.monde.contrats.items()}
        lignes = LigneHeures.objects.filter(declaration__in=ouvertes, etat="SOUMISE").order_by("pk")
        for uuid, declaration_id, contrat_id in lignes.values_list("uuid", "declaration_id", "contrat_id"):
            fiche = fiches[declaration_id]
            self.attentes.append(Attente(uuid, fiche.lot, firme, cles[contrat_id], fiche.mois, aujourdhui()))

    def decider(self, facilitateur: str) -> None:
        """A round: most of what waited a week is validated at once; some is looked at line by line; some is left."""
        acteur = self.monde.presse(facilitateur)
        mures, restent = [], []
        for attente in self.attentes:
            pret = attente.lot.facilitateur == facilitateur and attente.depuis + DELAI <= aujourdhui()
            laisse = pret and hasard("tour", attente.contrat, attente.mois, aujourdhui()).random() < 0.04
            (mures if pret and not laisse else restent).append(attente)
        self.attentes = restent
        en_lot = [a for a in mures if not self._particuliere(a, acteur)]
        if not en_lot:
            return
        par_uuid = {a.uuid: a for a in en_lot}
        resultat = validation.valider_en_lot(acteur=acteur, lignes=list(par_uuid))
        self.monde.comptes["lignes validées"] += len(resultat.validees)
        for ligne, _ in resultat.ecartees:
            self._examiner(par_uuid[ligne.uuid], ligne, acteur)

    def _particuliere(self, attente: Attente, acteur) -> bool:
        """Send back, keep in part, or refuse a few lines; True when the line was dealt with."""
        alea = hasard("décision", attente.contrat, attente.mois, attente.corrigee)
        tirage = 1.0 if attente.corrigee else alea.random()
        if self._renvoi_de_demo(attente):
            self._renvoyer(attente, acteur, corrigible=False)
        elif tirage < 0.02:
            self._renvoyer(attente, acteur, corrigible=alea.random() < 0.85)
        elif tirage < 0.032 or not (attente.corrigee or self.monde.comptes["lignes validées en partie"]):
            ligne = LigneHeures.objects.get(uuid=attente.uuid)
            if ligne.travaillees < 30 or Alerte.objects.actives().filter(ligne=ligne, gravite="BLOCAGE").exists():
                return False
            validation.valider_partiellement(
                acteur=acteur,
                ligne=attente.uuid,
                heures=ligne.travaillees - Decimal(alea.choice((7, 10, 14))),
                motif=self.monde.motifs["conges-retires"],
                texte="Les jours de congé du relevé sont retirés.",
            )
            self.monde.comptes["lignes validées en partie"] += 1
        elif tirage < 0.036:
            validation.refuser(
                acteur=acteur,
                lignes=[attente.uuid],
                motif=self.monde.motifs["hors-chantier"],
                texte="Le planning montre que ces heures ont été faites sur un autre chantier.",
            )
            self.monde.comptes["lignes refusées"] += 1
        else:
            return False
        return True

    def _renvoi_de_demo(self, attente: Attente) -> bool:
        """The demonstration's firm has one line to correct, of the month before last."""
        if attente.firme != FIRME_DE_DEMO or self.monde.comptes["renvoi de démonstration"]:
            return False
        if attente.mois != self.monde.plan.calendrier.dernier.precedent():
            return False
        self.monde.comptes["renvoi de démonstration"] += 1
        return True

    def _renvoyer(self, attente: Attente, acteur, *, corrigible: bool) -> None:
        alea = hasard("renvoi", attente.contrat, attente.mois)
        code, texte = alea.choice(RENVOIS)
        validation.renvoyer(acteur=acteur, lignes=[attente.uuid], motif=self.monde.motifs[code], texte=texte)
        declaration = Declaration.objects.select_related("intervenant__lot__marche", "intervenant__organisation").get(
            lignes__uuid=attente.uuid
        )
        declarations.ecrire_message(
            acteur=self.monde.acteurs[attente.lot.facilitateur],
            declaration=declaration,
            texte=f"Bonjour, {texte[0].lower()}{texte[1:]}",
        )
        self.monde.comptes["lignes renvoyées"] += 1
        if corrigible:
            jour = aujourdhui() + timedelta(days=alea.randint(3, 9))
            self.agenda.noter(jour, 9, "corrections", self.corriger, attente, declaration.pk)

    def corriger(self, attente: Attente, declaration_id: int) -> None:
        """The firm reads, answers, corrects the line and submits it again."""
        acteur = self.monde.acteurs[attente.firme]
        declaration = Declaration.objects.select_related("intervenant__lot__marche", "intervenant__organisation").get(
            pk=declaration_id
        )
        ligne = LigneHeures.objects.get(uuid=attente.uuid)
        declarations.marquer_lus(acteur=acteur, declaration=declaration)
        heures = max(ligne.heures - 7, ligne.heures_non_travaillees)
        brouillons.enregistrer_brouillon(
            acteur=acteur,
            declaration=declaration,
            saisies=[
                SaisieLigne(
                    self.monde.contrats[attente.contrat], ligne.chantier_id, heures, ligne.heures_non_travaillees
                )
            ],
        )
        declarations.soumettre(acteur=acteur, declarations=[declaration], seulement={ligne.pk})
        declarations.ecrire_message(
            acteur=acteur, declaration=declaration, texte="C'est corrigé, merci du signalement."
        )
        self.attentes.append(
            Attente(
                attente.uuid, attente.lot, attente.firme, attente.contrat, attente.mois, aujourdhui(), corrigee=True
            )
        )
        self.monde.comptes["lignes corrigées"] += 1

    def _examiner(self, attente: Attente, ligne: LigneHeures, acteur) -> None:
        """A line with an alert: refused without right to count, kept while the request waits, else judged."""
        demande = DemandeValidation.objects.filter(contrat_id=ligne.contrat_id).first()
        if demande is not None and demande.etat == "REFUSEE":
            validation.refuser(
                acteur=acteur,
                lignes=[ligne.uuid],
                motif=self.monde.motifs["public-non-eligible"],
                texte="La demande de validation du public n'a pas été acceptée.",
            )
            self.monde.comptes["lignes refusées"] += 1
        elif demande is not None and demande.etat in ("DEPOSEE", "INCOMPLETE"):
            self.attentes.append(attente)
        elif ligne.etat == "SOUMISE" and ligne.travaillees > ZERO:
            validation.valider(
                acteur=acteur, lignes=[ligne.uuid], derogation="Vérifié avec l'entreprise et le relevé de présence"
            )
            self.monde.comptes["lignes validées"] += 1
