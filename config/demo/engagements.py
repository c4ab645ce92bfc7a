"""Which contracts, lots and objectives each real site carries, and at which pace they go."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.fiches import (
    Calendrier,
    FicheDeclarant,
    FicheLot,
    FicheMarche,
    hasard,
)
from config.demo.particularites import FIRME_DE_DEMO, poser_particularites

PROFILS = {"rythme": 14, "surveiller": 7, "retard": 5, "atteint": 4, "suspendu": 3, "venir": 2}
"""How many running sites go at each pace, out of 35."""

EPT_PLAINE = {"93001", "93027", "93031", "93039", "93066", "93070", "93072", "93079"}
"""Communes of Plaine Commune, whose own office follows the contracts of the EPT and of its towns."""

FACILITATEURS = {"CD": ("facilitation", "facilitateur2", "facilitateur3", "responsable"), "PC": ("plaine1", "plaine2")}


class Engagements:
    """Draws the contracts of every site, in the order of the file."""

    def __init__(
        self,
        calendrier: Calendrier,
        sites: list[dict[str, Any]],
        firmes: dict[str, dict],
        libelles: dict,
        age_maximal: int = 480,
    ):
        self.calendrier = calendrier
        self.fin_arretee = calendrier.arrete.dernier_jour
        self.sites = sites
        self.firmes = firmes
        self.libelles = libelles
        self.age_maximal = age_maximal
        self.charges: Counter[str] = Counter()
        self.numeros: Counter[str] = Counter()
        self.portefeuilles: Counter[str] = Counter()
        self.alea = hasard("engagements", calendrier.au)

    def marches(self) -> list[FicheMarche]:
        """The contracts of all sites; sites whose works ended long before the platform have none."""
        marches = []
        courants = [s for s in self.sites if self._situation(s) == "en_cours"]
        profils = self._profils(len(courants))
        passes = 0
        for site in self.sites:
            situation = self._situation(site)
            if situation == "en_cours":
                profil = profils.pop()
            elif situation == "passe":
                passes += 1
                profil = "court" if passes % 4 == 2 else "fini"
            elif situation == "futur":
                profil = "venir"
            else:
                continue
            marches += self._du_site(site, profil)
        self._demo(marches)
        self._sur_deux_sites(marches)
        poser_particularites([lot for m in marches for lot in m.lots if lot.declarants], self.calendrier)
        return marches

    def _profils(self, nombre: int) -> list[str]:
        total = sum(PROFILS.values())
        liste = [nom for nom, poids in PROFILS.items() for _ in range(max(1, round(nombre * poids / total)))]
        self.alea.shuffle(liste)
        return (["rythme"] * nombre + liste)[-nombre:] if len(liste) < nombre else liste[-nombre:]

    def _phases(self, site: dict) -> list[tuple[date, date, str]]:
        return [
            (date.fromisoformat(p["debut"]), date.fromisoformat(p["fin"]), p["libelle"])
            for p in site["phases"]
            if p["nature"] in ("TRAVAUX", "REVERSIBILITE")
        ]

    def _situation(self, site: dict) -> str:
        a = self.fin_arretee
        phases = self._phases(site)
        if any(d <= a - timedelta(days=100) and f >= a + timedelta(days=45) for d, f, _ in phases):
            return "en_cours"
        if all(d > a - timedelta(days=100) for d, _, _ in phases):
            return "futur"
        finies = [f for d, f, _ in phases if f < a + timedelta(days=45)]
        return "passe" if max(finies) > a - timedelta(days=1200) else "ancien"

    def _du_site(self, site: dict, profil: str) -> list[FicheMarche]:
        alea = hasard("site", site["slug"], self.calendrier.au)
        nombre = {"fini": 2, "court": 2, "venir": 2}.get(profil, 5 if alea.random() < 0.25 else 4)
        corps = [site["corps_etat"][i % len(site["corps_etat"])] for i in range(nombre)]
        marches: list[FicheMarche] = []
        lots_par_marche = [2] if nombre == 2 else [2, 2, 1] if nombre == 5 else [2, 1, 1]
        for rang, combien in enumerate(lots_par_marche):
            debut = sum(lots_par_marche[:rang])
            marche = self._marche(site, rang, alea)
            for numero, indice in enumerate(range(debut, debut + combien), 1):
                sien = self._profil_du_lot(profil, indice, nombre)
                marche.lots.append(self._lot(site, marche, str(numero), corps[indice], sien, alea))
            marche.notification = min(lot.debut for lot in marche.lots) - timedelta(days=alea.randint(35, 90))
            if marche.notification > self.calendrier.au - timedelta(days=12):
                marche.notification = self.calendrier.au - timedelta(days=alea.randint(12, 40))
            intitules = " et ".join(self.libelles[lot.corps].split(",")[0].lower() for lot in marche.lots)
            marche.objet = f"{site['nom']} : {intitules}"
            annee = marche.notification.year
            self.numeros[site["maitre_ouvrage"]] += 1
            marche.numero = f"{annee}-{site['maitre_ouvrage']}-{self.numeros[site['maitre_ouvrage']]:03d}"
            marches.append(marche)
        return marches

    @staticmethod
    def _profil_du_lot(profil: str, indice: int, nombre: int) -> str:
        if profil in ("rythme", "surveiller", "retard") and nombre >= 4 and indice == nombre - 1:
            return "fini"
        if profil == "rythme" and indice == nombre - 2 and nombre == 5:
            return "venir"
        return profil

    def _marche(self, site: dict, rang: int, alea: Random) -> FicheMarche:
        plaine = site["maitre_ouvrage"] in ("PC", "AUB", "SMM") or (
            site["maitre_ouvrage"] == "SOLIDEO" and {c["code"] for c in site["communes"]} <= EPT_PLAINE
        )
        return FicheMarche(
            cle=f"{site['slug']}/{rang}",
            numero="",
            objet="",
            operation=site["operation"],
            maitre_ouvrage=site["maitre_ouvrage"],
            office="PC" if plaine else "CD",
            referentiel=site["referentiel"],
            notification=self.calendrier.au,
            sites=[(site["slug"], Decimal("100.00"))],
        )

    def _lot(self, site: dict, marche: FicheMarche, numero: str, corps: str, profil: str, alea: Random) -> FicheLot:
        debut, fin, points = self._dates(site, profil, alea)
        mois = max(2.0, (fin - debut).days / 30.4)
        rythme = alea.lognormvariate(3.95, 0.95) * (1.3 if site["programme"] == "GPE" else 1.0)
        dues = Decimal(max(3, round(min(560.0, max(36.0, rythme)) * mois / 35)) * 35)
        part = Decimal(40)
        montant = (dues * 38 * 100 / part * 100 / Decimal(7) / 1000).quantize(Decimal(1)) * 1000
        lot = FicheLot(
            cle=f"{marche.cle}/{numero}",
            numero=numero,
            intitule=self.libelles[corps],
            corps=corps,
            site=site["slug"],
            debut=debut,
            fin=fin,
            dues=dues,
            profil=profil,
            points=points,
            montant=montant,
        )
        self._parties(lot, alea)
        lot.facilitateur = self._facilitateur(marche.office)
        lot.penalite = Decimal("60.00") if alea.random() < 0.6 else (Decimal("35.00") if alea.random() < 0.5 else None)
        lot.mode = alea.choices(["VOLUME_FIXE", "TAUX_MONTANT", "TAUX_HEURES"], [6, 3, 1])[0]
        if profil == "suspendu":
            lot.arret = (self.fin_arretee - timedelta(days=alea.randint(20, 80)), None)
        return lot

    def _dates(self, site: dict, profil: str, alea: Random) -> tuple[date, date, float]:
        a, au = self.fin_arretee, self.calendrier.au
        phases = self._phases(site)
        if profil == "venir":
            futures = [d for d, _, _ in phases if d > au]
            debut = max(au + timedelta(days=alea.randint(12, 75)), min(futures, default=au))
            return debut, debut + timedelta(days=alea.randint(240, 540)), 0.0
        if profil in ("fini", "court"):
            finies = [f for d, f, _ in phases if f <= a and (a - f).days < 1200]
            fin = max(finies) if finies else a - timedelta(days=alea.randint(15, min(620, 2 * self.age_maximal)))
            fin -= timedelta(days=alea.randint(0, 25))
            return fin - timedelta(days=alea.randint(130, 200)), fin, 0.0
        courante = [(d, f) for d, f, _ in phases if d <= a - timedelta(days=100) and f >= a + timedelta(days=45)]
        plancher, plafond = max(courante)
        avance = {"rythme": (0.25, 0.85), "atteint": (0.82, 0.96), "suspendu": (0.3, 0.7)}.get(profil, (0.5, 0.85))
        age = 120 + int((self.age_maximal - 120) * alea.random() ** 2.2)  # most began within the year, some long before
        debut = max(a - timedelta(days=age), plancher)
        duree = (a - debut).days / alea.uniform(*avance)
        fin = min(debut + timedelta(days=int(duree)), plafond)
        points = {"surveiller": alea.uniform(9, 13), "retard": alea.uniform(24, 36)}.get(profil, alea.uniform(-2, 2))
        return debut, max(fin, a + timedelta(days=40)), points

    def _parties(self, lot: FicheLot, alea: Random) -> None:
        """The lead (least loaded firm of the trade), now and then a partner or subcontractors, structures beside."""
        firmes = self._firmes(lot.corps, ("ENTREPRISE",))
        titulaire = firmes[0]
        lot.declarants = [FicheDeclarant(titulaire, "TITULAIRE", 1.0)]
        tirage = alea.random()
        if tirage < 0.06 and len(firmes) > 1:
            lot.declarants = [
                FicheDeclarant(titulaire, "MANDATAIRE", 0.6),
                FicheDeclarant(firmes[1], "COTRAITANT", 0.4),
            ]
        elif tirage < 0.17:
            insertion = self._firmes(lot.corps, ("EI", "ACI", "REGIE", "EA"))
            if insertion:
                lot.declarants[0].part = 0.65
                lot.declarants.append(FicheDeclarant(insertion[0], "SIAE", 0.35))
        elif tirage < 0.25 and len(firmes) > 2:
            lot.declarants[0].part = 0.75
            lot.declarants.append(FicheDeclarant(firmes[2], "SOUS_TRAITANT", 0.25))
        for declarant in lot.declarants:
            self.charges[declarant.firme] += 1
        interim = self._firmes(lot.corps, ("ETTI",))[:1]
        autres = self._firmes("tce", ("GEIQ", "AI", "EATT", "ETT", "GEIQ"))
        lot.siae = interim + (autres[:1] if alea.random() < 0.45 else [])
        for firme in lot.siae:
            self.charges[firme] += 1

    def _firmes(self, corps: str, natures: tuple[str, ...]) -> list[str]:
        """Firms of these natures that do this trade, least loaded first (any trade when none does)."""
        toutes = [c for c, f in self.firmes.items() if f["nature"] in natures and c != FIRME_DE_DEMO]
        metier = [c for c in toutes if corps in self.firmes[c]["corps_etat"]]
        if "ENTREPRISE" in natures and len(metier) < 3:
            metier += [c for c in toutes if "tce" in self.firmes[c]["corps_etat"] and c not in metier]
        choix = metier or ([] if "EI" in natures else toutes)
        return sorted(choix, key=lambda c: (self.charges[c], c))

    def _facilitateur(self, office: str) -> str:
        noms = FACILITATEURS[office]
        poids = {"facilitation": 0.5, "responsable": 4.0}
        nom = min(noms, key=lambda n: ((self.portefeuilles[n] + 1) * poids.get(n, 1.0), n))
        self.portefeuilles[nom] += 1
        return nom

    def _demo(self, marches: list[FicheMarche]) -> None:
        """Give the demonstration's firm one lot on pace, one to watch, one late, all followed by facilitation@."""
        for profil in ("rythme", "surveiller", "retard"):
            for marche in marches:
                lot = marche.lots[0]
                if (
                    marche.office == "CD"
                    and lot.profil == profil
                    and not any(d.firme == FIRME_DE_DEMO for voisin in marche.lots for d in voisin.declarants)
                ):
                    self.portefeuilles[lot.facilitateur] -= 1
                    lot.facilitateur = "facilitation"
                    lot.declarants = [FicheDeclarant(FIRME_DE_DEMO, "TITULAIRE", 1.0)]
                    lot.corps = "gros-oeuvre"
                    lot.dues = Decimal(round((lot.fin - lot.debut).days / 30.4 * 380 / 35) * 35)
                    lot.intitule = self.libelles["gros-oeuvre"]
                    break

    def _sur_deux_sites(self, marches: list[FicheMarche]) -> None:
        """Three contracts of finished works serve two sites of the same operation, 60 and 40 %."""
        noms = {s["slug"]: s["nom"] for s in self.sites}
        par_operation: dict[str, list[str]] = {}
        for site in self.sites:
            par_operation.setdefault(site["operation"], []).append(site["slug"])
        choisis = [
            m for m in marches if [lot.profil for lot in m.lots] == ["fini"] and len(par_operation[m.operation]) > 2
        ]
        for marche in choisis[1::4][:3]:
            siens = par_operation[marche.operation]
            voisin = siens[(siens.index(marche.lots[0].site) + 1) % len(siens)]
            marche.sites = [(marche.lots[0].site, Decimal("60.00")), (voisin, Decimal("40.00"))]
            marche.objet = marche.objet.replace(" : ", f" et {noms[voisin]} : ", 1)
