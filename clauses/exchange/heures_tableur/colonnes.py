"""The words that people put at the top of their columns, as data; nothing else in the reader names a column."""

from __future__ import annotations

import re

from clauses.exchange.heures_tableur.valeurs import mois_d_entete
from socle.identifiants import plier
from socle.mots import MotLibelle
from socle.tableur import Cellule


class Champ(MotLibelle):
    """What a column holds; `.libelle` is the word of the mapping screen."""

    NOM = ("NOM", "Nom")
    PRENOM = ("PRENOM", "Prénom")
    NOM_PRENOM = ("NOM_PRENOM", "Nom et prénom ensemble")
    NOM_USAGE = ("NOM_USAGE", "Nom d'usage")
    NAISSANCE = ("NAISSANCE", "Date de naissance")
    MOIS = ("MOIS", "Mois")
    ANNEE = ("ANNEE", "Année")
    HEURES = ("HEURES", "Heures du mois")
    NON_TRAVAILLEES = ("NON_TRAVAILLEES", "Dont heures non travaillées")
    LOT = ("LOT", "Lot ou marché")
    CHANTIER = ("CHANTIER", "Chantier")
    CONTRAT = ("CONTRAT", "Contrat de travail")
    EMPLOYEUR = ("EMPLOYEUR", "Employeur")
    CRITERE = ("CRITERE", "Critère d'éligibilité : jamais lu")
    AUTRE = ("AUTRE", "Ne pas lire")


A_CHOISIR = tuple(c for c in Champ if c not in (Champ.CRITERE, Champ.ANNEE, Champ.NOM_USAGE))
"""What the mapping screen offers for a column."""

_ALIAS: dict[Champ, str] = {
    Champ.NOM: "nom|noms|nom de famille|nom du salarie|nom salarie|nom beneficiaire|nom du beneficiaire|patronyme"
    "|nom de naissance|nom de l interesse",
    Champ.PRENOM: "prenom|prenoms|prenom du salarie|prenom salarie|prenom du beneficiaire|prenom beneficiaire",
    Champ.NOM_PRENOM: "nom prenom|nom et prenom|nom prenoms|noms et prenoms|prenom nom|prenom et nom|salarie|salaries"
    "|nom du salarie et prenom|beneficiaire|beneficiaires|personne|personnel|collaborateur|interimaire|agent|name"
    "|nom prenom du salarie|nom et prenom du salarie|nom et prenom du beneficiaire|identite",
    Champ.NOM_USAGE: "nom d usage|nom marital|nom d epouse|nom usuel",
    Champ.NAISSANCE: "date de naissance|date naissance|ne le|nee le|ne e le|ddn|naissance|date naiss|dt naissance",
    Champ.MOIS: "mois|periode|periode de travail|mois travaille|mois concerne|mois de paie|mois de travail"
    "|periode start|date|mois annee|mois declare",
    Champ.ANNEE: "annee|exercice|an",
    Champ.HEURES: "heures|heures du mois|nb heures|nbre heures|nombre d heures|heures effectuees|heures realisees"
    "|heures travaillees|heures payees|heures d insertion|heures insertion|nb d heures|nbre d heures|total heures"
    "|heures mois|volume horaire|h realisees|hrs|nombre heures|heures declarees|heures mensuelles|h|temps"
    "|nombre d heures realisees|nombre d heures effectuees|heures du mois realisees|total heures mois|duree",
    Champ.NON_TRAVAILLEES: "dont non travaillees|dont heures non travaillees|heures non travaillees|non travaillees"
    "|heures d absence|absences|heures absence|dont absences|conges et absences|heures de conges|conges payes",
    Champ.LOT: "lot|lots|n lot|numero de lot|lot n|marche|n marche|numero de marche|marche lot|intitule du lot"
    "|nom du lot|libelle du lot|corps d etat",
    Champ.CHANTIER: "chantier|chantiers|operation|nom du chantier|site|affaire|projet|lieu de travail|nom operation"
    "|nom de l operation|libelle chantier|adresse du chantier|code chantier",
    Champ.CONTRAT: "contrat|n contrat|numero de contrat|type de contrat|nature du contrat|contrat de travail",
    Champ.EMPLOYEUR: "employeur|siae|etti|geiq|ett|structure|structure employeuse|employeur siae|agence d interim"
    "|agence|structure d insertion|eti|ei|entreprise de travail temporaire|siret employeur",
    Champ.AUTRE: "maitre d ouvrage|mo|moa|titulaire|sous traitant|entreprise|entreprise d accueil"
    "|entreprise utilisatrice"
    "|metier|rome|code rome|poste|qualification|emploi|date de debut|debut|date debut|debut de contrat|date d entree"
    "|entree|date de fin|fin|date fin|fin de contrat|date de sortie|sortie|cumul|heures cumulees|cumul heures|total"
    "|objectif|reste|reste a faire|situation a la sortie|observations|observation|commentaire|commentaires|remarques"
    "|statut|etp|taux|matricule|n|numero|email|e mail|mail|telephone|tel|sous elements|civilite|adresse|facilitateur"
    "|total annuel|total general|heures prevues|solde|cumul annuel|jours|nb jours",
    Champ.CRITERE: "sexe|genre|age|tranche d age|commune|commune de residence|ville|cp|code postal|qpv|zus|zrr|quartier"
    "|quartier prioritaire|qpv o n|critere|criteres|critere s|critere d eligibilite|criteres d eligibilite|public"
    "|type de public|categorie de public|prescripteur|orienteur|rsa|brsa|rqth|deld|th|ass|ase|aah|jeune|senior"
    "|justificatif|justificatifs|eligibilite|diplome|niveau de formation|niveau d etudes|nationalite"
    "|identifiant pole emploi"
    "|n pole emploi|identifiant france travail|n identifiant|nir|n securite sociale|numero de securite sociale|n ss"
    "|n secu|numero securite sociale|handicap|situation|situation familiale|situation avant l embauche|beneficiaire rsa"
    "|pmsmp|detenu|residence|lieu de residence|travailleur handicape",
}
_HORS_MOT = re.compile(r"[^a-z0-9]+")
_PETITS_MOTS = frozenset({"de", "du", "des", "d", "le", "la", "les", "l", "et"})


def _essentiel(titre: str) -> str:
    """The words of a title without the small ones: "nb d heures" and "nb heures" are the same title."""
    return " ".join(m for m in titre.split() if m not in _PETITS_MOTS)


ALIAS: dict[str, Champ] = {_essentiel(mot): champ for champ, mots in _ALIAS.items() for mot in mots.split("|")}

_CRITERES = re.compile(r"\b(qpv|rsa|brsa|rqth|deld|critere|criteres|eligib\w*|prescript\w*|nir|secu|securite sociale"
                       r"|handicap\w*|nationalite|sexe|residence|public)\b")  # fmt: skip


def titre_plie(cellule: Cellule) -> str:
    """The folded words of a header cell: `"N° de lot *"` is `"n de lot"`; "" for anything but text."""
    return _HORS_MOT.sub(" ", plier(cellule)).strip() if isinstance(cellule, str) and len(cellule) < 120 else ""


def reconnaitre(cellule: Cellule) -> Champ | None:
    """The field of a header cell, or None when its words are unknown. A word of a criterion always wins."""
    titre = titre_plie(cellule)
    if not titre:
        return None
    if (champ := ALIAS.get(_essentiel(titre))) is not None:
        return champ
    if _CRITERES.search(titre):
        return Champ.CRITERE
    sans = re.sub(r"\s*\b(obligatoire|jj mm aaaa|aaaa mm|mm aaaa|en h|h|o n|oui non)$", "", titre).strip()
    return ALIAS.get(_essentiel(sans))


def est_entete(cellules: list[Cellule]) -> int:
    """How many cells of a row are known words or months: a header has four at least."""
    return sum(reconnaitre(c) is not None or mois_d_entete(c) is not None for c in cellules)
