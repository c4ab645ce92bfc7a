"""Offices, firms, contracting bodies, their people and the demonstration's accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from comptes import services as comptes
from config.demo.comptes import DOMAINE, mot_de_passe
from config.demo.lecture import lire
from config.demo.monde import SYSTEME, Monde
from config.demo.particularites import FIRME_DE_DEMO, preteur_de_demo
from entreprises import services
from entreprises.models import Organisation
from entreprises.rules import Nature, Role, role_gestionnaire
from entreprises.selectors import acteur_de
from socle.identifiants import plier
from socle.models import NatureTerritoire, Territoire

PLATEFORME = "Équipe de la plateforme (démonstration)"
"""Created last, on the demonstration's day: its presence says that the loading is complete, and for which day."""

MOA_DE_DEMO = "SGP"
OFFICES = {
    "CD": ("Département de la Seine-Saint-Denis, équipe clauses sociales", "01 99 00 93 01"),
    "PC": ("Plaine Commune, équipe clauses sociales", "01 99 00 93 02"),
}


class Organisations:
    """Writes organisations and people, once, on the first day of the demonstration."""

    def __init__(self, monde: Monde) -> None:
        self.monde = monde
        self.noms = iter(lire("noms")["professionnels"])
        self.secret = make_password(mot_de_passe())  # once: making it is slow on purpose

    def creer(self) -> None:
        """Everybody who acts in the months that follow."""
        for cle, (nom, telephone) in OFFICES.items():
            self.monde.organisations[cle] = self._organisation(nom, Nature.OFFICE, telephone=telephone)
        self._equipe("facilitation", "CD", Role.FACILITATEUR, secret=True)
        self._equipe("responsable", "CD", Role.RESPONSABLE, Role.FACILITATEUR, secret=True)
        for cle, office in (("facilitateur2", "CD"), ("facilitateur3", "CD"), ("plaine1", "PC"), ("plaine2", "PC")):
            self._equipe(cle, office, Role.FACILITATEUR)
        self._maitres_ouvrage()
        self._entreprises()
        self.monde.organisations["ML"] = self._organisation(
            "Mission locale des Rives (démonstration)", Nature.PRESCRIPTEUR
        )
        self._equipe("prescription", "ML", Role.PRESCRIPTEUR, secret=True)

    def creer_lecteurs(self) -> None:
        """The accounts that only read or write pages, and the platform itself: the sign that all is loaded."""
        ept = Territoire.objects.filter(nature=NatureTerritoire.EPT, nom="Plaine Commune").first()
        self.monde.organisations["COL"] = self._organisation(
            "Plaine Commune, lecture du territoire", Nature.COLLECTIVITE, territoire=ept
        )
        self._equipe("collectivite", "COL", Role.COLLECTIVITE, secret=True)
        self.monde.organisations["RED"] = self._organisation("Rédaction du site (démonstration)", Nature.EDITEUR)
        self._equipe("redaction", "RED", Role.REDACTION, secret=True)
        self.monde.organisations["PLA"] = self._organisation(PLATEFORME, Nature.PLATEFORME)
        self._equipe("auditeur", "PLA", Role.AUDITEUR, secret=True)
        self._equipe("administration", "PLA", Role.ADMINISTRATION, secret=True)
        services.preparer_groupes()

    def _organisation(self, nom: str, nature: str, **champs: Any) -> Organisation:
        return services.creer_organisation(acteur=SYSTEME, nom=nom, nature=nature, **champs)

    def _maitres_ouvrage(self) -> None:
        voulus = {s["maitre_ouvrage"] for s in self.monde.plan.sites} | {MOA_DE_DEMO}
        for brut in lire("chantiers")["maitres_ouvrage"]:
            if brut["cle"] not in voulus:
                continue
            dates = brut["noms_dates"]
            organisation = self._organisation(
                dates[0]["nom"] if dates else brut["nom"],
                Nature.MAITRE_OUVRAGE,
                ville=brut["ville"],
                code_postal=brut["code_postal"],
            )
            if dates:
                organisation = services.renommer(
                    acteur=SYSTEME,
                    organisation=organisation,
                    nom=brut["nom"],
                    a_compter_du=date.fromisoformat(dates[-1]["du"]),
                )
            self.monde.organisations[brut["cle"]] = organisation
            demo = brut["cle"] == MOA_DE_DEMO
            nom = "maitrise-ouvrage" if demo else f"maitrise-ouvrage.{brut['cle'].lower()}"
            self._equipe(brut["cle"], brut["cle"], Role.MAITRE_OUVRAGE, email=nom, secret=demo)

    def _entreprises(self) -> None:
        comptes_de_firme = {preteur_de_demo(self.monde.plan): "insertion", FIRME_DE_DEMO: "entreprise"}
        for cle, brut in self.monde.plan.firmes.items():
            self.monde.organisations[cle], _ = services.trouver_ou_creer_organisation(
                acteur=SYSTEME,
                siret=brut["siret"],
                nom=brut["nom"],
                nature=brut["nature"],
                ville=brut["ville"],
                code_postal=brut["code_postal"],
                telephone=brut["telephone"],
                email_contact=brut["email_contact"],
                conges_caisse=brut["conges_caisse"],
            )
            compte = comptes_de_firme.get(cle, "")
            nom = compte or f"paie.{cle.lower()}"
            self._equipe(cle, cle, role_gestionnaire(brut["nature"]), email=nom, secret=bool(compte))

    def _equipe(self, cle: str, organisation: str, *roles: Role, email: str = "", secret: bool = False) -> None:
        """A person in an organisation; `secret`: with the common password (the others never log in)."""
        identite = next(self.noms, None) if email == "" or secret else None
        if identite is None:
            vivier = lire("noms")
            rang = sum(map(ord, cle)) * 7
            prenoms = vivier["prenoms_femmes"] + vivier["prenoms_hommes"]
            identite = {"prenom": prenoms[rang % len(prenoms)], "nom": vivier["noms"][rang % len(vivier["noms"])]}
        nom = email or (cle if secret else plier(f"{identite['prenom']}.{identite['nom']}").replace(" ", "-"))
        utilisateur = comptes.creer(
            auteur=None,
            email=f"{nom}@{DOMAINE}",
            prenom=identite["prenom"],
            nom=identite["nom"],
            telephone=f"01 99 00 {sum(map(ord, nom)) % 90 + 10} {len(nom):02d}",
        )
        if secret:
            comptes.poser_empreinte(utilisateur, self.secret)
        for role in roles:
            self.monde.membres.setdefault(
                cle,
                services.ajouter_membre(
                    acteur=SYSTEME,
                    organisation=self.monde.organisations[organisation],
                    utilisateur=utilisateur,
                    role=role,
                ),
            )
        self.monde.acteurs[cle] = acteur_de(utilisateur)
