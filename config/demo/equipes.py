"""Who works on each lot and for how many hours each month, so that the lot follows its pace. Pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from clauses.rules.courbe import attendues_au
from config.demo.fiches import (
    FicheContrat,
    FicheDeclarant,
    FicheLigne,
    FicheLot,
    FicheMois,
    FichePersonne,
    Plan,
    courbe,
    hasard,
)
from socle.periodes import Mois, mois_entre

PLEIN = 148.0
"""Most hours that the demonstration gives one person in a month."""

HEURES_MAXIMALES = 1600.0
"""Hours past which a person counts no more: she has moved to other works."""

SEUIL_EMBAUCHE = 70.0
"""Hours below which a lot without anybody waits for the next month."""

UN_JOUR = timedelta(days=1)
ECART_MISSIONS = 30
"""Days after which lent staff come back under another contract: sooner, their missions would be one."""

TYPES_DIRECTS = (("CDD", 45), ("CDI_CHANTIER", 12), ("CDI", 8), ("PROFESSIONNALISATION", 18), ("APPRENTISSAGE", 17))
TYPES_PRETES = {"ETTI": "INTERIM_INSERTION", "EATT": "INTERIM", "ETT": "INTERIM", "GEIQ": "MISE_A_DISPOSITION"}
DUREES = {
    "CDD": (3, 8),
    "CDI_CHANTIER": (10, 16),
    "CDI": (12, 18),
    "PROFESSIONNALISATION": (8, 12),
    "APPRENTISSAGE": (10, 18),
    "INTERIM_INSERTION": (1, 5),
    "INTERIM": (1, 3),
    "MISE_A_DISPOSITION": (2, 6),
    "CDDI": (4, 10),
}


class Equipes:
    """Month after month, hires and hours of every lot."""

    def __init__(self, plan: Plan, vivier: list[FichePersonne]) -> None:
        self.plan = plan
        self.vivier = vivier
        self.notifications = {lot.cle: m.notification for m in plan.marches for lot in m.lots}
        self.referentiels = {lot.cle: m.referentiel for m in plan.marches for lot in m.lots}
        self.faites: dict[tuple[str, str], float] = defaultdict(float)
        self.actifs: dict[tuple[str, str], list[FicheContrat]] = defaultdict(list)
        self.numero = 0

    def remplir(self) -> None:
        """Fill the plan's contracts and months."""
        lots = [lot for lot in self.plan.lots if lot.debut <= self.plan.calendrier.dernier.dernier_jour]
        if not lots:
            return
        premier = Mois.depuis(min(lot.debut for lot in lots))
        for mois in mois_entre(premier, self.plan.calendrier.dernier):
            for lot in lots:
                if lot.debut <= mois.dernier_jour and lot.fin >= mois.premier_jour and not lot.brouillon:
                    for declarant in lot.declarants:
                        self._mois(lot, declarant, mois)
        self._recrues(lots)

    def _recrues(self, lots: list[FicheLot]) -> None:
        """Requests that still wait on the demonstration's day: people about to start, or whose first month is in."""
        au = self.plan.calendrier.au
        ouverts = [lot for lot in lots if lot.fin > au + timedelta(days=90) and lot.arret is None and not lot.brouillon]
        for rang, lot in enumerate(ouverts[::4]):
            alea = hasard("recrue", lot.cle)
            mois = Mois.depuis(au + timedelta(days=alea.randint(4, 18)))
            contrat = self._embaucher(lot, lot.declarants[0], mois, alea, au + timedelta(days=alea.randint(3, 18)))
            if contrat is not None:
                contrat.demande_le = au - timedelta(days=alea.randint(0, 6))
                contrat.decision, contrat.decision_le = "attente", None
                if rang % 3 == 2:
                    contrat.decision, contrat.decision_le = "complement", contrat.demande_le
        recents = [c for c in self.plan.contrats if c.demande and c.debut >= self.plan.calendrier.dernier.premier_jour]
        for contrat in recents[::3]:
            contrat.decision_le = contrat.decision_le if contrat.decision == "complement" else None

    def _mois(self, lot: FicheLot, declarant: FicheDeclarant, mois: Mois) -> None:
        alea = hasard("mois", lot.cle, declarant.firme, mois)
        cle = (lot.cle, declarant.firme)
        if self._arrete(lot, mois):
            return
        vise = self._cumul_vise(lot, mois) * declarant.part
        heures = vise - self.faites[cle]
        if mois != self.plan.calendrier.arrete:
            heures *= alea.uniform(0.8, 1.1)
        recent = mois >= self.plan.calendrier.arrete - 1
        if not recent and alea.random() < 0.03:
            return
        equipe = [
            c
            for c in self.actifs[cle]
            if (c.fin is None or c.fin >= mois.premier_jour) and c.personne.heures < HEURES_MAXIMALES
        ]
        self.actifs[cle] = equipe
        capacite = sum(self._capacite(c, mois) for c in equipe)
        if not equipe and heures < SEUIL_EMBAUCHE and not recent and mois.dernier_jour < lot.fin:
            heures = 0.0
        while heures > capacite + 25:
            nouveau = self._embaucher(lot, declarant, mois, alea)
            if nouveau is None:
                break
            equipe.append(nouveau)
            capacite += self._capacite(nouveau, mois)
        fiche = FicheMois(lot, mois, declarant.firme)
        presents = [c for c in equipe if self._capacite(c, mois) >= 7]
        if heures >= 7 and presents:
            self._partager(fiche, presents, min(heures, capacite * 0.97), alea)
        elif declarant.role not in ("TITULAIRE", "MANDATAIRE", "COTRAITANT"):
            return
        self.plan.mois.setdefault((declarant.firme, mois), []).append(fiche)

    def _cumul_vise(self, lot: FicheLot, mois: Mois) -> float:
        """Hours that the lot should have declared at the end of a month, at its own pace."""
        trace = courbe(lot, self.notifications[lot.cle])
        attendues = float(attendues_au(trace, min(mois.dernier_jour, lot.fin)))
        dues = float(lot.dues) + sum(float(h) for _, h in lot.avenants)
        if lot.profil == "fini":
            return min(attendues * 1.04, dues * 1.03)
        if lot.profil == "court":
            return attendues * hasard("court", lot.cle).uniform(0.74, 0.93)
        if lot.profil == "atteint":
            reference = float(attendues_au(trace, self.plan.calendrier.arrete.dernier_jour))
            return min(attendues * 1.02 * dues / max(reference, 1.0), dues * 1.02)
        arretees = float(attendues_au(trace, self.plan.calendrier.arrete.dernier_jour))
        if lot.mode == "PROGRESSIF" or not arretees:
            return attendues
        facteur = 1 - lot.points / 100 * dues / arretees
        return attendues * max(0.12, facteur)

    def _partager(self, fiche: FicheMois, presents: list[FicheContrat], heures: float, alea: Random) -> None:
        """Split the month between the people present, each within what her contract holds."""
        poids = [self._capacite(c, fiche.mois) * alea.uniform(0.85, 1.0) for c in presents]
        ratio = min(1.0, heures / sum(poids))
        for contrat, part in zip(presents, poids, strict=True):
            travaillees = Decimal(round(part * ratio * 2)) / 2
            if travaillees < 4:
                continue
            absence = Decimal(alea.choice((7, 7, 14))) if alea.random() < 0.09 and travaillees > 40 else Decimal(0)
            fiche.lignes.append(FicheLigne(contrat, travaillees + absence, absence))
            contrat.personne.heures += float(travaillees)
            if contrat.decision != "refusee":
                self.faites[(fiche.lot.cle, fiche.firme)] += float(travaillees)

    def _capacite(self, contrat: FicheContrat, mois: Mois) -> float:
        """Hours that a contract holds in a month: working days present, 7 hours each at full time."""
        debut = max(contrat.debut, mois.premier_jour)
        fin = min(contrat.fin or mois.dernier_jour, mois.dernier_jour)
        jours = sum(1 for i in range((fin - debut).days + 1) if (debut + timedelta(days=i)).weekday() < 5)
        return min(PLEIN, jours * 7) * float(contrat.hebdo) / 35

    def _embaucher(
        self, lot: FicheLot, declarant: FicheDeclarant, mois: Mois, alea: Random, le: date | None = None
    ) -> FicheContrat | None:
        """A new contract from the first days of a month (or from `le`); None when nobody is free or works end."""
        debut = le or max(lot.debut, mois.premier_jour) + timedelta(days=alea.randint(0, 6))
        while debut.weekday() >= 5:
            debut += UN_JOUR
        if debut > lot.fin or (le is None and debut > mois.dernier_jour):
            return None
        employeur, nature, type_contrat, modalite = self._employeur(lot, declarant, alea)
        bas, haut = DUREES[type_contrat]
        fin = debut + timedelta(days=int(30.4 * alea.uniform(bas, haut)))
        fin = min(fin, lot.fin)
        personne = self._personne(debut, fin, self.referentiels[lot.cle], alea)
        if personne is None or fin < debut:
            return None
        self.numero += 1
        sans_fin = type_contrat == "CDI"
        periodes = self._missions(debut, fin, alea) if type_contrat.startswith("INTERIM") else []
        contrat = FicheContrat(
            cle=f"C{self.numero:04d}",
            personne=personne,
            lot=lot,
            declarant=declarant.firme,
            employeur=employeur,
            nature_employeur=nature,
            type_contrat=type_contrat,
            modalite=modalite,
            debut=debut,
            fin=None if sans_fin else fin,
            hebdo=Decimal("26.00") if type_contrat == "CDDI" else Decimal("35.00"),
            metier=alea.choice(self.plan.firmes[declarant.firme]["metiers"]),
            periodes=periodes,
            demande=self.referentiels[lot.cle] not in personne.referentiels,
            demande_le=debut - timedelta(days=alea.randint(2, 9)),
        )
        self._decision(contrat, alea)
        self.plan.contrats.append(contrat)
        repos = ECART_MISSIONS if modalite == "MISE_A_DISPOSITION" else 0
        personne.libre_le = date.max if sans_fin else fin + timedelta(days=repos + alea.randint(1, 20))
        personne.premier = min(personne.premier or debut, debut)
        if contrat.decision == "acceptee":
            personne.referentiels.add(self.referentiels[lot.cle])
        return contrat

    def _decision(self, contrat: FicheContrat, alea: Random) -> None:
        """Most requests are accepted within days; a few come late, a few are refused, the newest still wait."""
        if not contrat.demande:
            return
        tirage = alea.random()
        if tirage < 0.02:
            contrat.demande_le = contrat.debut + timedelta(days=alea.randint(3, 9))
        elif tirage < 0.045:
            contrat.decision = "refusee"
            contrat.fin = min(contrat.fin or date.max, contrat.debut + timedelta(days=24), contrat.lot.fin)
            contrat.periodes = []
            contrat.type_contrat = "CDD" if contrat.type_contrat == "CDI" else contrat.type_contrat
        contrat.decision_le = contrat.demande_le + timedelta(days=alea.randint(2, 12))

    def _employeur(self, lot: FicheLot, declarant: FicheDeclarant, alea: Random) -> tuple[str, str, str, str]:
        """Who signs: the firm itself, or a structure of the lot that lends its staff."""
        nature = self.plan.firmes[declarant.firme]["nature"]
        if nature != "ENTREPRISE":
            type_contrat = "CDDI" if nature in ("EI", "ACI") else "CDD"
            return declarant.firme, nature, type_contrat, "SOUS_TRAITANCE"
        if lot.siae and alea.random() < 0.5:
            firme = alea.choice(lot.siae)
            nature = self.plan.firmes[firme]["nature"]
            return firme, nature, TYPES_PRETES.get(nature, "MISE_A_DISPOSITION"), "MISE_A_DISPOSITION"
        types, poids = zip(*TYPES_DIRECTS, strict=True)
        return declarant.firme, nature, alea.choices(types, poids)[0], "EMBAUCHE_DIRECTE"

    def _personne(self, debut: date, fin: date, referentiel: str, alea: Random) -> FichePersonne | None:
        """Somebody free, whose hours still count to the end; one already recognised here comes first now and then."""
        limite = timedelta(days=690)
        libres = [
            p
            for p in self.vivier
            if p.libre_le < debut
            and p.heures < HEURES_MAXIMALES - 100
            and (p.premier is None or fin < p.premier + limite)
        ]
        connus = [p for p in libres if referentiel in p.referentiels]
        neufs = [p for p in libres if p.premier is None]
        if connus and (alea.random() < 0.35 or not neufs):
            return alea.choice(connus)
        return alea.choice(neufs or libres) if libres else None

    @staticmethod
    def _missions(debut: date, fin: date, alea: Random) -> list[tuple[date, date | None]]:
        """Missions that follow each other, two to six weeks each."""
        periodes: list[tuple[date, date | None]] = []
        while debut <= fin:
            terme = min(debut + timedelta(days=7 * alea.randint(2, 6) - 1), fin)
            periodes.append((debut, terme))
            debut = terme + UN_JOUR
        return periodes

    @staticmethod
    def _arrete(lot: FicheLot, mois: Mois) -> bool:
        """The whole month is suspended."""
        if lot.arret is None:
            return False
        debut, fin = lot.arret
        return debut <= mois.premier_jour and (fin is None or fin >= mois.dernier_jour)
